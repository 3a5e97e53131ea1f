import type { Account } from '#contract/account'
import type { AuthorizeResponse, LinkDetails } from '#contract/link'

import type { Answer, Decision } from '../calls.ts'

/** How the person came here: with the QR's handle, with a broken one, or without, to type the code. */
export type Entry = { by: 'handle'; handle: string } | { by: 'broken' } | { by: 'code' }

/** What the person typed. */
export interface Form {
  code: string
  username: string
  password: string
  remember: boolean
}

/** A decision that is under way. */
export interface Deciding {
  call: 'decide'
  decision: Decision
}

/** The one call that is under way while the person waits. */
export type Sending = Deciding | { call: 'sign-out' }

/** What went wrong with the last try, where to type next, and what "Try again" would repeat. */
export interface Note {
  text: string
  focus: 'code' | 'username' | 'password' | null
  again: 'connect' | 'refuse' | 'sign-out' | null
}

/** The TV behind the handle, and when (epoch ms) we heard so. */
export interface SeenLink {
  handle: string
  details: LinkDetails
  seenAt: number
}

export interface Loading {
  at: 'loading'
  handle: string | null
  link: SeenLink | null
  account: Account | null | 'unknown'
}

export interface Asking {
  at: 'asking'
  /** `null` where the person types the code. */
  link: SeenLink | null
  /** `null` where the person has to sign in. */
  account: Account | null
  sending: Sending | null
  note: Note | null
}

/** The person said yes, and now proves to stand before the TV: what this shows is entered there. */
export interface Matching {
  at: 'matching'
  link: SeenLink | null
  account: Account | null
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

export type State =
  | Loading
  | { at: 'failed'; handle: string | null; text: string }
  | Asking
  | Matching
  /** Final: nothing leads out of it, so nothing can be sent twice. */
  | { at: 'ended'; how: 'connected' | 'refused' | 'over'; text: string }

export type Event =
  | { type: 'details'; answer: Answer<LinkDetails>; now: number }
  | { type: 'session'; answer: Answer<Account> }
  | { type: 'connect'; form: Form }
  | { type: 'refuse' }
  | { type: 'sign-out' }
  /** `decision` is the very one that was sent, so that a late answer to an earlier one is not taken for its answer. */
  | { type: 'decided'; decision: Decision; answer: Answer<AuthorizeResponse> }
  | { type: 'signed-out'; answer: Answer<null> }
  /** It is time to ask how the match went. */
  | { type: 'ask' }
  | { type: 'retry' }
