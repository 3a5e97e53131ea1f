import * as v from 'valibot'

import { JWT_BEARER } from './token.ts'

/**
 * What a device says of itself: at most 32 letters, digits, blanks and dashes. Never trusted, only quoted. The pattern
 * breaks engines before Chrome 64, so no module that a TV loads may import this one.
 */
export const SelfDescription = v.pipe(v.string(), v.regex(/^[\p{L}\p{N} -]{1,32}$/u))

/** The longest assertion that is looked at, in characters. */
export const ASSERTION_MAX_LENGTH = 4096

/** `POST /auth/token` by a device. */
export const AssertionRequest = v.object({
  grant_type: v.literal(JWT_BEARER),
  assertion: v.pipe(v.string(), v.minLength(1), v.maxLength(ASSERTION_MAX_LENGTH)),
  device_name: v.optional(SelfDescription),
  device_model: v.optional(SelfDescription),
})
export type AssertionRequest = v.InferOutput<typeof AssertionRequest>
