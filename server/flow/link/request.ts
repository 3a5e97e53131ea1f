import type { DeviceAuthorization } from '#contract/link'
import type { LinkKey } from '#contract/link-key'
import { TV_CLIENT } from '#contract/token'
import { showUserCode } from '#contract/user-code'

import type { Device } from '../../credentials/access-token.ts'
import { linkSecrets, sha256 } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { LinkDraft } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { whereabouts } from '../whereabouts.ts'
import { noticesFor } from './notices.ts'

/** With a thousand live codes a second draw is already needed once in 25 million requests. */
const MAX_DRAWS = 3

const HOUR_SECONDS = 3600

/** Who asks for a link request, and on what terms. */
export interface Asker
  extends Pick<
    LinkDraft,
    'deviceName' | 'deviceModel' | 'jkt' | 'scope' | 'codeChallenge' | 'site'
  > {
  /** `null` for an OAuth client, which has no device identity: it gets one with each link request. */
  deviceId: string | null
  clientId: string
  /** The ephemeral key of a TV that takes payloads. */
  linkKey: LinkKey | null
  ttlSeconds: number
  intervalSeconds: number
  /** How many new devices may ask in its network and hour; `null` means any number. */
  newDevicesPerHour: number | null
}

/** A device asks for a link request: QR and user code for its screen, superseding the ones it showed before. */
export function requestLink(
  parts: Parts,
  device: Device,
  linkKey: LinkKey | null,
  caller: Caller,
): Promise<DeviceAuthorization | Refusal> {
  const { ttlSeconds, intervalSeconds, newDevicesPerHour } = parts.config.link
  const asker: Asker = {
    deviceId: device.deviceId,
    deviceName: device.name,
    deviceModel: device.model,
    clientId: TV_CLIENT,
    jkt: device.jkt,
    scope: null,
    codeChallenge: null,
    site: null,
    linkKey,
    ttlSeconds,
    intervalSeconds,
    newDevicesPerHour: caller.network.kind === 'host_lan' ? null : newDevicesPerHour,
  }
  return makeLink(parts, asker, caller)
}

/** Makes a link request and remembers it (RFC 8628 §3.1, §3.2). */
export async function makeLink(
  parts: Parts,
  asker: Asker,
  caller: Caller,
): Promise<DeviceAuthorization | Refusal> {
  const { ttlSeconds, intervalSeconds, newDevicesPerHour, linkKey, ...asked } = asker
  const { key: network, address } = await whereabouts(parts, caller.network)
  const now = parts.now()
  const deviceCode = parts.randomSecret()
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const linkId = parts.randomId()
    const deviceId = asker.deviceId ?? `link_${linkId}`
    const { userCode, handle, handleHash, userCodeHash } = linkSecrets(
      { linkId, deviceId, linkKey },
      parts.secret,
    )
    const outcome = await parts.store.requestLink({
      ...asked,
      linkKey: linkKey === null ? null : JSON.stringify(linkKey),
      linkId,
      deviceId,
      handleHash,
      userCodeHash,
      deviceCodeHash: sha256(deviceCode),
      network,
      address,
      country: caller.country,
      createdAt: now,
      expiresAt: now + ttlSeconds,
      perDevice:
        asker.deviceId === null
          ? null
          : { max: parts.config.link.perDevice, since: now - ttlSeconds },
      newDevices:
        newDevicesPerHour === null ? null : { max: newDevicesPerHour, since: now - HOUR_SECONDS },
    })
    if (outcome === 'code_taken') continue
    if (outcome !== 'created') {
      const wait = outcome === 'too_many_links' ? Math.ceil(ttlSeconds / 10) : HOUR_SECONDS
      return refuse('too_many_attempts', { retryAfterSeconds: wait })
    }
    return {
      device_code: deviceCode,
      user_code: showUserCode(userCode),
      verification_uri: `${caller.base}/link`,
      verification_uri_complete: `${caller.base}/L#${handle}`,
      expires_in: ttlSeconds,
      interval: intervalSeconds,
      link_id: linkId,
      notices: await noticesFor(parts, deviceId, caller.base),
    }
  }
  return refuse('busy', { retryAfterSeconds: 1 })
}
