import type { RefreshRequest } from '#contract/client-request'
import type { TokenResponse } from '#contract/token'

import { sha256 } from '../../credentials/link-secrets.ts'
import { nextRefreshToken, readRefreshToken } from '../../credentials/refresh-token.ts'
import { isRefusal, type OAuthRefusal, refuse } from '../../errors.ts'
import type { GrantRecord } from '../../store/store.ts'
import { endBinding } from '../device/end-binding.ts'
import type { Caller, Parts } from '../parts.ts'
import { issueTo } from '../token-response.ts'
import type { OAuthClient } from './authenticate.ts'
import { isOurs } from './resource.ts'
import { grantScope, scopeNames } from './scope.ts'

/**
 * Exchanges a refresh token for the next one and a fresh access token (RFC 6749 §6). Each counts once; one that comes
 * again has been stolen from somebody, and ends the grant (RFC 9700 §4.14.2), except shortly after its exchange and by
 * whoever has proven to be its holder: that is an answer which got lost, and it is given again.
 */
export async function refresh(
  parts: Parts,
  client: OAuthClient,
  request: RefreshRequest,
  jkt: string | null,
  caller: Caller,
): Promise<TokenResponse | OAuthRefusal> {
  if (!client.grants.includes('refresh_token')) return refuse('unauthorized_client')
  const token = readRefreshToken(request.refresh_token)
  if (token === null) return refuse('invalid_grant')
  const grant = await parts.store.grantById(token.grantId, parts.now())
  if (grant === null || grant.disabled) return refuse('invalid_grant')
  if (grant.clientId !== client.clientId) return refuse('invalid_grant')
  if (grant.jkt !== null && grant.jkt !== jkt) return refuse('invalid_grant')
  if (!isOurs(request.resource, caller)) return refuse('invalid_target')
  const granted = grantScope(request.scope, scopeNames(grant.scope))
  if (isRefusal(granted)) return granted

  const next = nextRefreshToken(request.refresh_token, parts.secret)
  if (!(await rotate(parts, grant, token.tokenHash, next))) {
    const now = await parts.store.grantById(token.grantId, parts.now())
    // It ended in the same moment, or its account was disabled: there is nothing left to end.
    if (now === null || now.disabled) return refuse('invalid_grant')
    const isHolder = client.confidential || grant.jkt !== null
    if (!isHolder || !isLostAnswer(parts, now, token.tokenHash)) {
      await endBinding(parts, grant.deviceId, grant.bindingId, 'app')
      return refuse('invalid_grant')
    }
  }
  const device = { deviceId: grant.deviceId, name: null, model: null, clientId: client.clientId }
  const rights = { issuer: caller.issuer, account: grant.accountId, scope: granted.scope }
  return issueTo(parts, { ...device, jkt }, rights, next)
}

/** The one write that decides which of two who come with the same token gets the next one. */
async function rotate(
  parts: Parts,
  grant: GrantRecord,
  tokenHash: string,
  next: string,
): Promise<boolean> {
  if (grant.tokenHash !== tokenHash) return false
  const now = parts.now()
  return parts.store.rotateGrant({
    grantId: grant.grantId,
    tokenHash,
    nextHash: sha256(next),
    expiresAt: now + parts.config.tokens.refreshIdleSeconds,
    now,
  })
}

function isLostAnswer({ config, now }: Parts, grant: GrantRecord, tokenHash: string): boolean {
  return (
    grant.previousHash === tokenHash &&
    grant.rotatedAt !== null &&
    grant.rotatedAt + config.tokens.refreshGraceSeconds >= now()
  )
}
