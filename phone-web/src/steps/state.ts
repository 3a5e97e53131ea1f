import type { Account, SignInMethod, SignUpRequest } from '#contract/account'
import type { LinkDetails, RiskRule } from '#contract/link'
import type { PasskeySignIn } from '#contract/passkey'

import type { Decision } from '../calls.ts'
import type { Words } from '../words.ts'

/** How the person came here: with the QR's handle, with a broken one, or without, to type the code. */
export type Entry =
  | {
      by: 'handle'
      handle: string
      /** This very tab has connected that TV before it was loaded again. */
      connected: boolean
    }
  | { by: 'broken' }
  | { by: 'code' }

/** A decision that is under way. */
export interface Deciding {
  call: 'decide'
  decision: Decision
}

/** A passkey is being asked for (`credential` is `null`) or being checked. */
export interface Proving {
  call: 'prove'
  credential: PasskeySignIn | null
  /** What the person had already said yes to when we asked for the proof. */
  yes: Decision | null
}

export interface SigningUp {
  call: 'sign-up'
  request: SignUpRequest
}

/** The one call that is under way while the person waits. */
export type Sending = Deciding | Proving | SigningUp | { call: 'sign-out' }

export type FieldName =
  | 'code'
  | 'username'
  | 'password'
  | 'signUpUsername'
  | 'signUpName'
  | 'signUpPassword'

/** What went wrong with the last try, where to type next, and what "Try again" would repeat. */
export interface Note {
  words: Words
  focus: FieldName | null
  again: 'connect' | 'refuse' | 'sign-out' | 'passkey' | null
}

/** The TV behind the handle, and when (epoch ms) we heard so. */
export interface SeenLink {
  handle: string
  details: LinkDetails
  seenAt: number
}

export interface Loading {
  at: 'loading'
  handle: string
  account: Account | null
  connected: boolean
  /** What brought the person here, to be said once the TV is known. */
  note: Note | null
}

export interface Failed {
  at: 'failed'
  handle: string
  account: Account | null
  words: Words
}

export interface Asking {
  at: 'asking'
  /** `null` where the person types the code. */
  link: SeenLink | null
  /** `null` where the person has to sign in. */
  account: Account | null
  /** What the person was warned of, and when (epoch ms); their next tap goes on all the same. */
  warning: { reasons: readonly RiskRule[]; shownAt: number } | null
  /** How the account may be proven once more, where the server asked for that. */
  methods: readonly SignInMethod[] | null
  /** The password was chosen here and now, so this phone may be offered a passkey in its place. */
  typed: boolean
  sending: Sending | null
  note: Note | null
}

/** The person said yes, and now proves to stand before the TV: what this shows is entered there. */
export interface Matching {
  at: 'matching'
  link: SeenLink | null
  account: Account | null
  typed: boolean
  /** Three digits from 1 to 9. */
  number: string
  /** The approval, which is asked again until the TV has answered. */
  question: Decision
  /** The same with the password once more, for a browser that did not keep the account session. */
  fallback: Decision | null
  /** `null` between two questions. */
  sending: Deciding | null
  /** Questions so far, after the one that brought the digits. */
  asked: number
  /** Between the last answer and the next question. */
  waitSeconds: number
  /** The last question got an answer. */
  answered: boolean
}

/** Final: nothing leads out of it, so no decision can be sent twice. */
export interface Ended {
  at: 'ended'
  how: 'connected' | 'refused' | 'over'
  words: Words
  /** "Next time without a password": fitting, shown, being made, made. */
  offer: { stage: 'none' | 'fitting' | 'shown' | 'making' | 'made'; words: Words }
}

export type State = Loading | Failed | Asking | Matching | Ended
