import type { ClientCredentialsRequest } from '#contract/client-request'
import type { TokenResponse } from '#contract/token'

import { isRefusal, type OAuthRefusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import type { OAuthClient } from './authenticate.ts'
import { isOurs } from './resource.ts'
import { grantScope } from './scope.ts'

/**
 * A back end gets a token in its own name (RFC 6749 §4.4). It speaks for no device and no person, and there is no
 * refresh token beside it (§4.4.3): whoever has the secret asks again.
 */
export async function issueToClient(
  parts: Parts,
  client: OAuthClient,
  request: ClientCredentialsRequest,
  caller: Caller,
): Promise<TokenResponse | OAuthRefusal> {
  // config.json gives this grant to no client without a secret (§4.4).
  if (!client.grants.includes('client_credentials')) return refuse('unauthorized_client')
  if (client.hostLanOnly && caller.network.kind !== 'host_lan') {
    return refuse('unauthorized_client', {
      detail: "This client is only for callers on the server's own network.",
    })
  }
  if (!isOurs(request.resource, caller)) return refuse('invalid_target')
  const granted = grantScope(request.scope, client.scopes)
  if (isRefusal(granted)) return granted
  const { clientId } = client
  const { scope } = granted
  const { token, expiresInSeconds } = parts.clientTokens.issue({ clientId, scope }, caller.issuer)
  parts.log.info({ client: clientId }, 'A back end got its token.')
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
    ...(scope === null ? {} : { scope }),
  }
}
