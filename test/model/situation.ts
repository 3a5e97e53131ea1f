import { approve } from './steps/decisions.ts'
import { deleteAccount, setDisabled } from './steps/operator.ts'
import type { Step } from './steps/step.ts'

/** What has happened, and what may then happen at the same moment. */
export interface Situation {
  name: string
  before: Step[]
  /** Below zero, `back` names a link request, grant or token whatever else comes meanwhile. */
  atOnce: Record<string, Step>
}

export const [ANN, HER_TABLET, BOB, CAT] = [0, 1, 2, 3] as const

/** A yes to the QR. */
export function says(yes: {
  phone: number
  back: number
  place?: 'home' | 'road'
  password?: 'first' | 'once'
}): Step {
  return approve({ place: 'home', by: 'handle', password: false, ...yes })
}

/** At home, to the newest code, by the session alone. */
export const YES = { back: 0, place: 'home', by: 'handle', password: false } as const

/** How an account may come to an end in the same moment. */
export const ENDS = {
  'disable account': setDisabled({ person: 'ann', disabled: true }),
  'delete account': deleteAccount({ person: 'ann' }),
}
