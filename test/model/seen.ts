import type { Answer } from './calls.ts'

/** What the server has told so far: the real ids and secrets behind the numbers of the model. */
export interface Seen {
  links: { linkId: string; handle: string; userCode: string; deviceCode: string; number: string }[]
  /** By device. */
  deviceIds: string[]
  /** By binding, as soon as a hello has shown it. */
  bindings: (string | undefined)[]
  /** By account, as soon as a token has named it. */
  accounts: (string | undefined)[]
  /** By grant, all its refresh tokens in the order of their generations. */
  grants: string[][]
  tokens: string[]
  /** By phone's key, in the order in which they were registered. */
  keys: string[]
}

export function nothingSeen(deviceIds: string[]): Seen {
  return { links: [], deviceIds, bindings: [], accounts: [], grants: [], tokens: [], keys: [] }
}

/** Remembers the value at this place, or sees that it is the one that was there before, and at no other place. */
export function sameAsBefore(list: (string | undefined)[], place: number, value: unknown): void {
  const known = list[place]
  if (known !== undefined && known !== value) throw new Error(`was ${known}, and is ${value}`)
  if (known !== undefined) return
  if (typeof value !== 'string') throw new Error(`${value} is no id`)
  if (list.includes(value)) throw new Error(`${value} is of two`)
  list[place] = value
}

/** The claims of an access token; whoever may read them, these tests may. */
export function claimsOf(answer: Answer): Record<string, unknown> {
  const [, payload = ''] = String(answer.body['access_token']).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
