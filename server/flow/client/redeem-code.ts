import type { AuthorizationCodeRequest, SignedInTokens } from '#contract/client-request'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type OAuthRefusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import type { OAuthClient } from './authenticate.ts'
import { endStolen, giveTokens } from './give-tokens.ts'
import { isVerifier } from './pkce.ts'
import { isOurs } from './resource.ts'

/**
 * A web site's back end exchanges the one-time key that its page got for who signed in (RFC 6749 §4.1.3), once. Only the
 * one that began can: it alone has the verifier, and it has it for one browser.
 *
 * @param jkt thumbprint of the key behind the request's DPoP proof, to which the tokens are bound
 */
export async function redeemCode(
  parts: Parts,
  client: OAuthClient,
  request: AuthorizationCodeRequest,
  jkt: string | null,
  caller: Caller,
): Promise<SignedInTokens | OAuthRefusal> {
  if (client.web === null) return refuse('unauthorized_client')
  if (!client.grants.includes('device_code')) return refuse('unauthorized_client')
  const found = await parts.store.linkByCode(sha256(request.code), parts.now())
  if (found === null || found.clientId !== client.clientId) return refuse('invalid_grant')
  const { deviceCodeHash, ...link } = found
  if (link.jkt !== null && link.jkt !== jkt) return refuse('invalid_grant')
  if (!isVerifier(request.code_verifier, link.codeChallenge)) return refuse('invalid_grant')
  if (!isOurs(request.resource, caller)) return refuse('invalid_target')
  if (link.state === 'redeemed') {
    await endStolen(parts, link)
    return refuse('invalid_grant')
  }
  const tokens = await giveTokens(parts, client, { link, deviceCodeHash, jkt }, caller)
  if (isRefusal(tokens)) return tokens
  const { bound } = await parts.store.deviceState(link.deviceId, parts.now())
  // Given up in the same moment: nobody is signed in any more.
  if (bound === null) return refuse('invalid_grant')
  return { ...tokens, account: { id: bound.accountId, name: bound.name, color: bound.color } }
}
