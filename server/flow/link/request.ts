import type { DeviceAuthorization } from '#contract/link'
import { showUserCode } from '#contract/user-code'

import type { Device } from '../../credentials/access-token.ts'
import { linkSecrets, sha256 } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { whereabouts } from '../whereabouts.ts'
import { noticesFor } from './notices.ts'

/** With a thousand live codes a second draw is already needed once in 25 million requests. */
const MAX_DRAWS = 3

/**
 * A device asks for a link request: QR and user code for its screen, superseding the ones it showed before
 * (RFC 8628 §3.1, §3.2).
 */
export async function requestLink(
  parts: Parts,
  device: Device,
  caller: Caller,
): Promise<DeviceAuthorization | Refusal> {
  const network = await whereabouts(parts, caller.network)
  const { link } = parts.config
  const now = parts.now()
  const deviceCode = parts.randomSecret()
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const linkId = parts.randomId()
    const secrets = linkSecrets(linkId, device.deviceId, parts.secret)
    const outcome = await parts.store.requestLink({
      linkId,
      handleHash: secrets.handleHash,
      userCodeHash: secrets.userCodeHash,
      deviceCodeHash: sha256(deviceCode),
      deviceId: device.deviceId,
      deviceName: device.name,
      deviceModel: device.model,
      network: network.key,
      address: network.address,
      createdAt: now,
      expiresAt: now + link.ttlSeconds,
      perDevice: { max: link.perDevice, since: now - link.ttlSeconds },
      newDevices:
        network.kind === 'host_lan' ? null : { max: link.newDevicesPerHour, since: now - 3600 },
    })
    if (outcome === 'code_taken') continue
    if (outcome === 'too_many_links') {
      return refuse('too_many_attempts', { retryAfterSeconds: Math.ceil(link.ttlSeconds / 10) })
    }
    if (outcome === 'too_many_devices')
      return refuse('too_many_attempts', { retryAfterSeconds: 3600 })
    return {
      device_code: deviceCode,
      user_code: showUserCode(secrets.userCode),
      verification_uri: `${caller.base}/link`,
      verification_uri_complete: `${caller.base}/L#${secrets.handle}`,
      expires_in: link.ttlSeconds,
      interval: link.intervalSeconds,
      link_id: linkId,
      notices: await noticesFor(parts, device.deviceId, caller.base),
    }
  }
  return refuse('busy', { retryAfterSeconds: 1 })
}
