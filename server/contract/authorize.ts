import * as v from 'valibot'

import { Handle } from './ids.ts'
import { SealedPayload } from './link-key.ts'
import { SignedApproval } from './phone-key.ts'
import { UserCode } from './user-code.ts'

const username = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64))
const password = v.pipe(v.string(), v.minLength(1), v.maxLength(256))

/** What a person types to sign in. */
export const Credentials = v.strictObject({ username, password })
export type Credentials = v.InferOutput<typeof Credentials>

const signIn = {
  username: v.optional(username),
  password: v.optional(password),
  /** `false` leaves no account session behind. Default `true`. */
  remember: v.optional(v.boolean(), true),
  /** When the binding shall end (epoch seconds); without it, it lasts. Bounded by `link.longestUntilSeconds`. */
  until: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** The second tap: the person has seen a warning and goes on. */
  acknowledged: v.optional(v.boolean(), false),
}

/** `POST /authorize`: the person's decision about this very device. A typed code can only be approved: whoever has it sees the TV. */
export const AuthorizeRequest = v.union([
  v.strictObject({
    handle: Handle,
    decision: v.literal('approve'),
    /** For the TV alone, where it has a `link_key`. */
    payload: v.optional(SealedPayload),
    /** In place of account session and password: the yes of a registered phone's key. */
    approval: v.optional(SignedApproval),
    ...signIn,
  }),
  v.strictObject({ handle: Handle, decision: v.literal('deny'), ...signIn }),
  v.strictObject({ user_code: UserCode, decision: v.literal('approve'), ...signIn }),
])
export type AuthorizeRequest = v.InferOutput<typeof AuthorizeRequest>
