import * as v from 'valibot'

/** RFC 7523 §2.1: a device proves with a signed assertion which device it is. */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** RFC 8628 §3.4: what a link request came to, asked for by its device code. */
export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

/** RFC 6749 §6. */
export const REFRESH_TOKEN = 'refresh_token'

/** RFC 6749 §4.1.3. */
export const AUTHORIZATION_CODE = 'authorization_code'

/** RFC 6749 §4.4.2. */
export const CLIENT_CREDENTIALS = 'client_credentials'

/** The `client_id` of televisions, which prove themselves with their own key and are registered nowhere. */
export const TV_CLIENT = 'tv'

/** RFC 6749 §5.1. `DPoP` (RFC 9449 §5) where the token is bound to a key, `Bearer` where it is not. */
export const TokenResponse = v.object({
  access_token: v.string(),
  token_type: v.picklist(['DPoP', 'Bearer']),
  /** Seconds. */
  expires_in: v.number(),
  refresh_token: v.optional(v.string()),
  scope: v.optional(v.string()),
})
export type TokenResponse = v.InferOutput<typeof TokenResponse>
