import type { LinkDetails } from '#contract/link'
import type { PhoneKey } from '#contract/phone-key'
import type { Failure } from './calls.ts'

/** The server's word about the TV does not fit the QR: somebody stands between. Nothing is to be shown, and nothing was sent. */
export interface Forged {
  kind: 'forged'
}

/** There is no `crypto.subtle` here, as on a page of plain http: nothing can be checked, signed or sealed, so nothing was sent. */
export interface NoWebCrypto {
  kind: 'no_web_crypto'
}

/** Which TV that is, for the person to compare before they say yes. */
export type DetailsOutcome =
  | { kind: 'details'; details: LinkDetails }
  | Forged
  | NoWebCrypto
  | Failure

/** What goes with a yes. */
export interface Approval {
  /** For the TV's eyes only, such as a fresh session of its own in your service; never the phone's own. */
  payload?: string | undefined
  /** When the binding shall end, in epoch seconds; without it, it lasts. */
  until?: number | undefined
  /** The second tap after `risk_warned`. */
  acknowledged?: boolean | undefined
}

export type ApproveOutcome =
  /** The TV is the account's. */
  | { kind: 'authorized' }
  /** To be shown, for the person to enter on the TV; ask again every two seconds what came of it. */
  | { kind: 'match'; number: string }
  /** There is a payload, and this TV takes none. Nothing was sent. */
  | { kind: 'no_link_key' }
  /** Sealed, the payload would be longer than the server relays. Nothing was sent. */
  | { kind: 'payload_too_long' }
  | Forged
  | NoWebCrypto
  | Failure

export type DenyOutcome = { kind: 'denied' } | Failure
export type RegisterKeyOutcome = { kind: 'registered' } | Failure
export type KeysOutcome = { kind: 'keys'; keys: PhoneKey[] } | Failure
export type RemoveKeyOutcome = { kind: 'removed' } | Failure
