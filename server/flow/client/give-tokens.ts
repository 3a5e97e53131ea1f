import type { TokenResponse } from '#contract/token'

import { sha256 } from '../../credentials/link-secrets.ts'
import { newRefreshToken } from '../../credentials/refresh-token.ts'
import { type OAuthRefusal, refuse } from '../../errors.ts'
import type { CodeRecord, GrantDraft } from '../../store/store.ts'
import { endBinding } from '../device/end-binding.ts'
import type { Caller, Parts } from '../parts.ts'
import { issueTo } from '../token-response.ts'
import type { OAuthClient } from './authenticate.ts'

/** An approved link request whose holder has proven to be that. */
export interface Redeemable {
  link: CodeRecord
  deviceCodeHash: string
  /** Thumbprint of the key behind the request's DPoP proof. */
  jkt: string | null
}

/**
 * The tokens for an approved link request: one conditional write, so that of all who come with the same code one gets
 * them. For the others it was a second time.
 */
export async function giveTokens(
  parts: Parts,
  client: OAuthClient,
  { link, deviceCodeHash, jkt }: Redeemable,
  caller: Caller,
): Promise<TokenResponse | OAuthRefusal> {
  const grant = client.grants.includes('refresh_token')
    ? draftGrant(parts, client, link, jkt)
    : null
  const outcome = await parts.store.redeemLink({
    deviceCodeHash,
    grant: grant?.draft ?? null,
    now: parts.now(),
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

/** A code without a key that comes a second time may have been stolen: whatever came of it ends (RFC 6749 §10.5). */
export async function endStolen(parts: Parts, link: CodeRecord): Promise<void> {
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
