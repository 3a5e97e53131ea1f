import type { DeviceCodeRequest } from '#contract/client-request'
import type { LinkState } from '#contract/link'
import type { TokenResponse } from '#contract/token'

import { sha256 } from '../../credentials/link-secrets.ts'
import { newRefreshToken } from '../../credentials/refresh-token.ts'
import { type OAuthRefusal, refuse } from '../../errors.ts'
import type { CodeRecord, GrantDraft } from '../../store/store.ts'
import { paceOf } from '../../trust/pacing.ts'
import { endBinding } from '../device/end-binding.ts'
import { linkState, linkStatus } from '../link/link-status.ts'
import type { Caller, Parts } from '../parts.ts'
import { issueTo } from '../token-response.ts'
import type { OAuthClient } from './authenticate.ts'
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
  if (!client.grants.includes('device_code')) return refuse('unauthorized_client')
  const deviceCodeHash = sha256(request.device_code)
  const link = await parts.store.linkByDeviceCode(deviceCodeHash)
  if (link === null || link.clientId !== client.clientId) return refuse('invalid_grant')
  if (link.jkt !== null && link.jkt !== jkt) return refuse('invalid_grant')
  if (!isVerifier(request.code_verifier, link.codeChallenge)) return refuse('invalid_grant')
  if (!isOurs(request.resource, caller)) return refuse('invalid_target')

  const now = parts.now()
  const state = linkState(link, now)
  if (state !== 'approved') return notYet(parts, client, link, state, deviceCodeHash)
  const grant = client.grants.includes('refresh_token')
    ? draftGrant(parts, client, link, jkt)
    : null
  const outcome = await parts.store.redeemLink({
    deviceCodeHash,
    grant: grant?.draft ?? null,
    now,
  })
  // Unbound, redeemed or disabled in the same moment: what was approved is not there any more.
  if (outcome.outcome === 'refused') {
    const since = await parts.store.linkByDeviceCode(deviceCodeHash)
    if (since?.state === 'redeemed') await endStolen(parts, since)
    return refuse('invalid_grant')
  }
  parts.log.info({ deviceId: link.deviceId, client: client.clientId }, 'An app got its tokens.')
  const device = {
    deviceId: link.deviceId,
    name: link.deviceName,
    model: link.deviceModel,
    clientId: client.clientId,
    jkt,
  }
  const rights = { issuer: caller.issuer, account: outcome.accountId, scope: link.scope }
  return issueTo(parts, device, rights, grant?.refreshToken ?? null)
}

async function notYet(
  parts: Parts,
  client: OAuthClient,
  link: CodeRecord,
  state: Exclude<LinkState, 'approved'>,
  deviceCodeHash: string,
): Promise<OAuthRefusal> {
  switch (state) {
    case 'pending':
    case 'opened':
    case 'matching': {
      const { link: limits } = parts.config
      const interval = client.intervalSeconds ?? limits.intervalSeconds
      const known = parts.paces.get(deviceCodeHash) ?? null
      const { early, pace } = paceOf(known, interval, limits, parts.now())
      parts.paces.set(deviceCodeHash, pace)
      if (early) return refuse('slow_down')
      // Whoever waits for notices learns here what they were about.
      return refuse('authorization_pending', {
        members: { link: linkStatus(link, limits, parts.now()) },
      })
    }
    case 'denied':
      return refuse('access_denied')
    case 'expired':
    case 'superseded':
      return refuse('expired_token')
    case 'redeemed':
      await endStolen(parts, link)
      return refuse('invalid_grant')
  }
}

/** A code without a key that comes a second time may have been stolen: whatever came of it ends (RFC 6749 §10.5). */
async function endStolen(parts: Parts, link: CodeRecord): Promise<void> {
  if (link.jkt !== null || link.bound === null) return
  await endBinding(parts, link.deviceId, link.bound.bindingId, 'app')
}

function draftGrant(
  parts: Parts,
  client: OAuthClient,
  link: CodeRecord,
  jkt: string | null,
): { draft: GrantDraft; refreshToken: string } {
  const grantId = parts.randomId()
  const refreshToken = newRefreshToken(grantId, parts.randomSecret())
  const now = parts.now()
  const { refreshIdleSeconds, refreshMaxSeconds } = parts.config.tokens
  return {
    refreshToken,
    draft: {
      grantId,
      tokenHash: sha256(refreshToken),
      clientId: client.clientId,
      // A client with a secret is bound by that, and may change its key (RFC 9449 §5).
      jkt: client.confidential ? null : jkt,
      scope: link.scope,
      expiresAt: now + refreshIdleSeconds,
      endsAt: now + refreshMaxSeconds,
    },
  }
}

/** RFC 7636 §4.6; a verifier for which nobody asked is as wrong as a missing one. */
function isVerifier(verifier: string | undefined, challenge: string | null): boolean {
  if (verifier === undefined || challenge === null) {
    return verifier === undefined && challenge === null
  }
  return sha256(verifier) === challenge
}
