import type { AssertionRequest } from '#contract/assertion-request'
import { type TokenResponse, TV_CLIENT } from '#contract/token'

import { type OAuthRefusal, refuse } from '../../errors.ts'
import type { Parts } from '../parts.ts'
import { issueTo } from '../token-response.ts'

/**
 * Exchanges a device assertion for a device access token (RFC 7523 §2.1). No row is written: whoever only says its
 * name costs nothing. The token is bound to the device's key: the one that signed the assertion, or for a platform's
 * assertion the one that proved itself beside it.
 *
 * @param asked.audiences the absolute URLs under which our token endpoint may be named
 * @param asked.jkt thumbprint of the key behind the request's DPoP proof, `null` without one
 */
export async function issueToken(
  parts: Parts,
  request: AssertionRequest,
  asked: { audiences: string[]; issuer: string; jkt: string | null },
): Promise<TokenResponse | OAuthRefusal> {
  const proven = await parts.assertions.verify(request.assertion, asked.audiences)
  if (proven === 'busy') return refuse('temporarily_unavailable', { retryAfterSeconds: 1 })
  if (proven === null) return refuseDevice('The assertion proves no device.')
  if (proven.jkt !== null && asked.jkt !== null && proven.jkt !== asked.jkt) {
    return refuse('invalid_dpop_proof')
  }
  const { deviceId } = proven
  const { known, bound } = await parts.store.deviceState(deviceId, parts.now())
  if (proven.selfRegistered && !known && !parts.config.tv.selfRegistration) {
    return refuseDevice('This server takes only devices that it knows.')
  }
  const device = {
    deviceId,
    name: request.device_name ?? null,
    model: request.device_model ?? null,
    clientId: TV_CLIENT,
    jkt: proven.jkt ?? asked.jkt,
  }
  // The operator learns the deviceId that could be listed in config.json, until the device is known.
  if (!known) {
    parts.log.info(
      { deviceId, name: device.name ?? device.model },
      'A new device. To connect it in advance, list its deviceId under "devices".',
    )
  }
  const rights = { issuer: asked.issuer, account: bound?.accountId ?? null, scope: null }
  return issueTo(parts, device, rights, null)
}

/** A device that proved nothing is told so with 401, as `docs/decisions/0003` explains. */
function refuseDevice(detail: string): OAuthRefusal {
  return refuse('invalid_grant', { detail, status: 401 })
}
