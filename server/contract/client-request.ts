import * as v from 'valibot'

import { ASSERTION_MAX_LENGTH, AssertionRequest } from './assertion-request.ts'
import {
  AUTHORIZATION_CODE,
  CLIENT_CREDENTIALS,
  DEVICE_CODE,
  REFRESH_TOKEN,
  TokenResponse,
} from './token.ts'
import { SignedInPerson } from './web-sign-in.ts'

/** RFC 6749 appendix A: printable ASCII. */
const vschar = v.pipe(v.string(), v.regex(/^[\x20-\x7E]+$/))
const secret = v.pipe(vschar, v.maxLength(512))

/** How an OAuth client names itself in a form (RFC 6749 §2.3.1); a confidential one may use HTTP Basic instead. */
const ClientParameters = {
  client_id: v.optional(v.pipe(vschar, v.maxLength(128))),
  client_secret: v.optional(secret),
}

/** RFC 8707: the one resource there is are we ourselves. */
const resource = v.optional(v.pipe(v.string(), v.maxLength(1024)))

export const DeviceCodeRequest = v.object({
  grant_type: v.literal(DEVICE_CODE),
  device_code: secret,
  /** RFC 7636 §4.5, where the link request was asked for with a `code_challenge`. */
  code_verifier: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9._~-]{43,128}$/))),
  resource,
  ...ClientParameters,
})
export type DeviceCodeRequest = v.InferOutput<typeof DeviceCodeRequest>

export const RefreshRequest = v.object({
  grant_type: v.literal(REFRESH_TOKEN),
  refresh_token: secret,
  scope: v.optional(v.pipe(v.string(), v.maxLength(512))),
  resource,
  ...ClientParameters,
})
export type RefreshRequest = v.InferOutput<typeof RefreshRequest>

/** RFC 6749 §4.1.3: a web site's back end exchanges the one-time key for who signed in. */
export const AuthorizationCodeRequest = v.object({
  grant_type: v.literal(AUTHORIZATION_CODE),
  code: secret,
  /** RFC 7636 §4.5: known to the back end alone, as the browser that began has its session. */
  code_verifier: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._~-]{43,128}$/)),
  redirect_uri: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  resource,
  ...ClientParameters,
})
export type AuthorizationCodeRequest = v.InferOutput<typeof AuthorizationCodeRequest>

/** Answer of `POST /auth/token` for a one-time key. */
export const SignedInTokens = v.object({ ...TokenResponse.entries, account: SignedInPerson })
export type SignedInTokens = v.InferOutput<typeof SignedInTokens>

/** RFC 6749 §4.4.2: a back end asks in its own name. */
export const ClientCredentialsRequest = v.object({
  grant_type: v.literal(CLIENT_CREDENTIALS),
  scope: v.optional(v.pipe(v.string(), v.maxLength(512))),
  resource,
  ...ClientParameters,
})
export type ClientCredentialsRequest = v.InferOutput<typeof ClientCredentialsRequest>

/** `POST /auth/token`, form-encoded; unknown parameters are ignored (RFC 6749 §3.2). */
export const TokenRequest = v.variant('grant_type', [
  AssertionRequest,
  DeviceCodeRequest,
  RefreshRequest,
  AuthorizationCodeRequest,
  ClientCredentialsRequest,
])
export type TokenRequest = v.InferOutput<typeof TokenRequest>

/** `POST /auth/device_authorization` by an OAuth client (RFC 8628 §3.1); a TV sends its token instead. */
export const DeviceAuthorizationRequest = v.object({
  scope: v.optional(v.pipe(v.string(), v.maxLength(512))),
  resource,
  /** RFC 7636: whoever redeems the device code must know what this is the SHA-256 of. */
  code_challenge: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))),
  code_challenge_method: v.optional(v.literal('S256')),
  ...ClientParameters,
})
export type DeviceAuthorizationRequest = v.InferOutput<typeof DeviceAuthorizationRequest>

/** `POST /auth/revoke` (RFC 7009 §2.1): either token of a grant ends the grant. */
export const RevocationRequest = v.object({
  token: v.pipe(vschar, v.maxLength(ASSERTION_MAX_LENGTH)),
  token_type_hint: v.optional(v.string()),
  ...ClientParameters,
})
export type RevocationRequest = v.InferOutput<typeof RevocationRequest>
