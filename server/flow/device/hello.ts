import type { Hello } from '#contract/hello'
import { TV_CLIENT } from '#contract/token'

import type { Device } from '../../credentials/access-token.ts'
import { type Refusal, refuse } from '../../errors.ts'
import { linkStatus } from '../link/link-status.ts'
import { noticesFor } from '../link/notices.ts'
import type { Parts } from '../parts.ts'

/**
 * To whom is this device bound? The truth behind every notice, so it is read from the database each time.
 *
 * @param noticesBase the base of the notices' URL when they are asked for, else `null`
 */
export async function hello(
  parts: Parts,
  device: Device,
  noticesBase: string | null,
): Promise<Hello | Refusal> {
  const now = parts.now()
  const { bound, link } = await parts.store.deviceState(device.deviceId, now)
  // An app's token says that it may use an account; once it may not, the token says nothing. A TV stays itself.
  if (bound === null && device.clientId !== TV_CLIENT) return refuse('invalid_token')
  const members = {
    link: link === null ? null : linkStatus(link, parts.config.link, now),
    ...(noticesBase === null
      ? {}
      : { notices: await noticesFor(parts, device.deviceId, noticesBase) }),
  }
  if (bound === null) return refuse('device_not_bound', { members })
  // Whom nobody has looks for nobody's eyes: strangers' keys take no place in that memory.
  parts.presence.saw(device.deviceId, now)
  return {
    name: bound.name,
    color: bound.color,
    binding: bound.bindingId,
    goodbye_seconds: parts.config.tv.goodbyeSeconds,
    back_on_home: parts.config.tv.backOnHome,
    ...members,
  }
}
