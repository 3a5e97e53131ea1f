import type { TokenResponse } from '#contract/token'

import type { Device, TokenRights } from '../credentials/access-token.ts'
import type { Parts } from './parts.ts'

/** A token response (RFC 6749 §5.1) with a fresh access token for this device, or for an app on it. */
export async function issueTo(
  parts: Parts,
  device: Device,
  rights: TokenRights,
  refreshToken: string | null,
): Promise<TokenResponse> {
  const { token, expiresInSeconds } = await parts.accessTokens.issue(device, rights)
  return {
    access_token: token,
    token_type: device.jkt === null ? 'Bearer' : 'DPoP',
    expires_in: expiresInSeconds,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(rights.scope === null ? {} : { scope: rights.scope }),
  }
}
