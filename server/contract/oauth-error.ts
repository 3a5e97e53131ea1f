import * as v from 'valibot'

/**
 * Every way in which the OAuth endpoints say no: the HTTP status and the sentence for the developer who reads it.
 * The wire form is RFC 6749 §5.2. Where no RFC is named, the code is of that section.
 */
export const OAUTH_ERRORS = {
  invalid_request: [400, 'A parameter is missing, repeated or malformed.'],
  invalid_client: [401, 'No such client, or it has not proven itself.'],
  invalid_grant: [400, 'This code, token or assertion is unknown, ended, used or not yours.'],
  unauthorized_client: [400, 'This client may not do that.'],
  unsupported_grant_type: [400, 'This grant is not offered.'],
  invalid_scope: [400, 'This client may not ask for that scope.'],
  /** RFC 8707 §2. */
  invalid_target: [400, 'Tokens for that resource are not issued here.'],
  /** RFC 9449 §5. */
  invalid_dpop_proof: [400, 'The DPoP proof is missing or does not fit.'],
  /** RFC 8628 §3.5, this one and the next three. */
  authorization_pending: [400, 'The person has not decided yet.'],
  slow_down: [400, 'Asked too early; wait five seconds longer between two questions from now on.'],
  access_denied: [400, 'The person said no.'],
  expired_token: [400, 'The device code has run out. Ask for a new one.'],
  /** RFC 7009 §2.2.1. */
  unsupported_token_type: [400, 'A token of this kind cannot be revoked.'],
  /** RFC 6750 §3.1: at `/auth/device_authorization` a TV brings its device access token. */
  invalid_token: [401, 'This device must prove again which device it is.'],
  /** RFC 6749 §4.1.2.1, this one and the next. */
  temporarily_unavailable: [503, 'The server is busy. Please try again in a moment.'],
  server_error: [500, 'Something broke on our side. Nothing was changed.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>

export type OAuthErrorCode = keyof typeof OAUTH_ERRORS

/** Error answer of the OAuth endpoints (RFC 6749 §5.2, RFC 8628 §3.5). */
export const OAuthError = v.looseObject({
  error: v.string(),
  error_description: v.optional(v.string()),
})
export type OAuthError = v.InferOutput<typeof OAuthError>
