import * as v from 'valibot'

import { SelfDescription } from './ids.ts'

/** RFC 7523 §2.1: a device proves with a signed assertion which device it is. */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** The longest assertion that is looked at, in characters. */
export const ASSERTION_MAX_LENGTH = 4096

/** `POST /auth/token`, form-encoded; unknown parameters are ignored (RFC 6749 §3.2). */
export const TokenRequest = v.object({
  grant_type: v.literal(JWT_BEARER),
  assertion: v.pipe(v.string(), v.minLength(1), v.maxLength(ASSERTION_MAX_LENGTH)),
  device_name: v.optional(SelfDescription),
  device_model: v.optional(SelfDescription),
})
export type TokenRequest = v.InferOutput<typeof TokenRequest>

/** The device access token. `expires_in` is in seconds. */
export const TokenResponse = v.object({
  access_token: v.string(),
  token_type: v.literal('Bearer'),
  expires_in: v.number(),
})
export type TokenResponse = v.InferOutput<typeof TokenResponse>
