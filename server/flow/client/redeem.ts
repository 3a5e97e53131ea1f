import type { DeviceCodeRequest } from '#contract/client-request'
import type { TokenResponse } from '#contract/token'

import { sha256 } from '../../credentials/link-secrets.ts'
import { type OAuthRefusal, refuse } from '../../errors.ts'
import { linkState } from '../link/link-status.ts'
import type { Caller, Parts } from '../parts.ts'
import type { OAuthClient } from './authenticate.ts'
import { endStolen, giveTokens } from './give-tokens.ts'
import { notYet } from './not-yet.ts'
import { isVerifier } from './pkce.ts'
import { isOurs } from './resource.ts'

/**
 * Exchanges a device code for tokens (RFC 8628 §3.4, §3.5), once. Until the person has decided it says so, whether the
 * client waits for a notice or asks every few seconds.
 *
 * @param jkt thumbprint of the key behind the request's DPoP proof, to which the tokens are bound
 */
export async function redeem(
  parts: Parts,
  client: OAuthClient,
  request: DeviceCodeRequest,
  jkt: string | null,
  caller: Caller,
): Promise<TokenResponse | OAuthRefusal> {
  // A web site's device code lies open in a page, so it is worth nothing but a one-time key.
  if (client.web !== null) return refuse('unauthorized_client')
  if (!client.grants.includes('device_code')) return refuse('unauthorized_client')
  const deviceCodeHash = sha256(request.device_code)
  const link = await parts.store.linkByDeviceCode(deviceCodeHash)
  if (link === null || link.clientId !== client.clientId) return refuse('invalid_grant')
  if (link.jkt !== null && link.jkt !== jkt) return refuse('invalid_grant')
  if (!isVerifier(request.code_verifier, link.codeChallenge)) return refuse('invalid_grant')
  if (!isOurs(request.resource, caller)) return refuse('invalid_target')

  const state = linkState(link, parts.now())
  if (state === 'redeemed') {
    await endStolen(parts, link)
    return refuse('invalid_grant')
  }
  if (state !== 'approved') return notYet(parts, client, link, state, deviceCodeHash)
  return giveTokens(parts, client, { link, deviceCodeHash, jkt }, caller)
}
