import type { RevocationRequest } from '#contract/client-request'
import { TV_CLIENT } from '#contract/token'

import { readRefreshToken } from '../../credentials/refresh-token.ts'
import { type OAuthRefusal, refuse } from '../../errors.ts'
import { endBinding } from '../device/end-binding.ts'
import type { Parts } from '../parts.ts'
import type { OAuthClient } from './authenticate.ts'

/**
 * An app signs out (RFC 7009): with either of its tokens the grant ends, and with it the binding of this one device.
 * A token that says nothing (any more) is no error, so that whoever guesses learns nothing.
 *
 * @returns a refusal, or `null` when it is done
 */
export async function revoke(
  parts: Parts,
  client: OAuthClient,
  { token }: RevocationRequest,
): Promise<OAuthRefusal | null> {
  const grant = await grantOf(parts, token)
  if (grant === null) return null
  // A television gives up its account with a goodbye; the token that says which device it is lives on.
  if (grant.clientId === TV_CLIENT) return refuse('unsupported_token_type')
  if (grant.clientId !== client.clientId) {
    return refuse('invalid_grant', { detail: 'This token is not of this client.' })
  }
  await endBinding(parts, grant.deviceId, grant.bindingId, 'app')
  return null
}

async function grantOf(
  parts: Parts,
  token: string,
): Promise<{ clientId: string; deviceId: string; bindingId: string | null } | null> {
  const refreshToken = readRefreshToken(token)
  if (refreshToken !== null) return parts.store.grantById(refreshToken.grantId, parts.now())
  const device = await parts.accessTokens.verify(token)
  return device === null ? null : { ...device, bindingId: null }
}
