import * as v from 'valibot'

/** `GET /.well-known/oauth-authorization-server` (RFC 8414 §2): what a standard client needs to know of us. */
export const ServerMetadata = v.object({
  issuer: v.string(),
  token_endpoint: v.string(),
  /** RFC 8628 §4; absent while no client may use the device grant. */
  device_authorization_endpoint: v.optional(v.string()),
  revocation_endpoint: v.string(),
  jwks_uri: v.string(),
  /** There is no authorization endpoint, so there is none of its response types; a web site's code comes from `/auth/code`. */
  response_types_supported: v.array(v.string()),
  grant_types_supported: v.array(v.string()),
  token_endpoint_auth_methods_supported: v.array(v.string()),
  revocation_endpoint_auth_methods_supported: v.array(v.string()),
  scopes_supported: v.optional(v.array(v.string())),
  code_challenge_methods_supported: v.array(v.string()),
  dpop_signing_alg_values_supported: v.array(v.string()),
})
export type ServerMetadata = v.InferOutput<typeof ServerMetadata>
