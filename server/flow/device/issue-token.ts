import type { TokenRequest, TokenResponse } from '#contract/token'

import type { Parts } from '../parts.ts'

/**
 * Exchanges a device assertion for a device access token (RFC 7523 §2.1). No row is written: whoever only says its
 * name costs nothing.
 *
 * @param audiences the absolute URLs under which our token endpoint may be named
 * @returns `null` when the assertion proves nothing
 */
export async function issueToken(
  parts: Parts,
  request: TokenRequest,
  audiences: string[],
): Promise<TokenResponse | null> {
  const deviceId = await parts.assertions.verify(request.assertion, audiences)
  if (deviceId === null) return null
  const name = request.device_name ?? null
  const model = request.device_model ?? null
  const { token, expiresInSeconds } = await parts.accessTokens.issue({ deviceId, name, model })
  await announceNewcomer(parts, deviceId, name ?? model)
  return { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds }
}

/** Tells the operator the deviceId that could be listed in config.json, until the device is known. */
async function announceNewcomer(
  parts: Parts,
  deviceId: string,
  name: string | null,
): Promise<void> {
  const { bound, link } = await parts.store.deviceState(deviceId)
  if (bound !== null || link !== null) return
  parts.log.info(
    { deviceId, name },
    'A new device. To connect it in advance, list its deviceId under "devices".',
  )
}
