import type { Account, SignUpRequest } from '#contract/account'
import type { AuthorizeResponse, LinkDetails } from '#contract/link'
import type { PasskeySignIn } from '#contract/passkey'

import type { Answer, Decision } from '../calls.ts'
import type { Words } from '../words.ts'

/** What the person typed and chose. */
export interface Form {
  code: string
  username: string
  password: string
  remember: boolean
  until: 'always' | 'tomorrow'
}

/** What came of a passkey: the server's answer, or none because the browser gave no passkey. */
export type Proof<T> = Answer<T> | { kind: 'cancelled' } | { kind: 'unable'; words: Words }

/** `now` is epoch milliseconds. */
export type Event =
  | { type: 'details'; answer: Answer<LinkDetails>; now: number }
  | { type: 'connect'; form: Form; now: number }
  | { type: 'refuse' }
  | { type: 'sign-out' }
  /** "Use a passkey". */
  | { type: 'passkey'; form: Form; now: number }
  /** A passkey was picked where the browser lists what it can fill in. */
  | { type: 'picked'; credential: PasskeySignIn }
  | { type: 'sign-up'; request: SignUpRequest }
  /** `decision` is the very one that was sent, so that a late answer to an earlier one is not taken for its answer. */
  | { type: 'decided'; decision: Decision; answer: Answer<AuthorizeResponse>; now: number }
  | { type: 'proven'; answer: Proof<Account> }
  | { type: 'signed-up'; answer: Answer<Account> }
  | { type: 'signed-out'; answer: Answer<null> }
  /** It is time to ask how the match went. */
  | { type: 'ask' }
  | { type: 'retry' }
  /** Time has passed. */
  | { type: 'tick'; now: number }
  /** Whether this phone can have a passkey, and its account wants one, has been looked up: yes. */
  | { type: 'offer' }
  | { type: 'make-passkey' }
  | { type: 'made'; answer: Proof<null> }
  | { type: 'decline' }
