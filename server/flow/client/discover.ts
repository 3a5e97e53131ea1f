import type { ServerMetadata } from '#contract/server-metadata'
import {
  AUTHORIZATION_CODE,
  CLIENT_CREDENTIALS,
  DEVICE_CODE,
  JWT_BEARER,
  REFRESH_TOKEN,
} from '#contract/token'

import type { Config } from '../../config.ts'

/** What a standard client needs to know of us (RFC 8414 §2). What no client may use is not offered. */
export function discover(config: Config, issuer: string): ServerMetadata {
  const clients = Object.values(config.clients)
  const scopes = [...new Set(clients.flatMap((client) => client.scopes))]
  const offers = (grant: 'refresh_token' | 'client_credentials') =>
    clients.some(({ grants }) => grants.includes(grant))
  // A web site begins as a device does, and gets its tokens for a code.
  const beginners = clients.filter(({ grants }) => grants.includes('device_code'))
  const sites = beginners.filter(({ web }) => web !== null)
  const methods = [
    ...(clients.some(({ secret }) => secret === null) ? ['none'] : []),
    ...(clients.some(({ secret }) => secret !== null)
      ? ['client_secret_basic', 'client_secret_post']
      : []),
  ]
  return {
    issuer,
    token_endpoint: `${issuer}/auth/token`,
    ...(beginners.length > 0
      ? { device_authorization_endpoint: `${issuer}/auth/device_authorization` }
      : {}),
    revocation_endpoint: `${issuer}/auth/revoke`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: [],
    grant_types_supported: [
      JWT_BEARER,
      ...(beginners.length > sites.length ? [DEVICE_CODE] : []),
      ...(sites.length > 0 ? [AUTHORIZATION_CODE] : []),
      ...(offers('refresh_token') ? [REFRESH_TOKEN] : []),
      ...(offers('client_credentials') ? [CLIENT_CREDENTIALS] : []),
    ],
    token_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_methods_supported: methods,
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: ['ES256'],
  }
}
