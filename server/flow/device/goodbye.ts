import type { Device } from '../../credentials/access-token.ts'
import type { Parts } from '../parts.ts'

/**
 * Gives a binding up. Named by its id, so that a late retry never unbinds the next person; again it does nothing, and
 * says so in the same way. The device's other tabs are told.
 */
export async function goodbye(
  parts: Parts,
  device: Device,
  bindingId: string | null,
): Promise<void> {
  const ended = await parts.store.unbind(device.deviceId, bindingId)
  if (!ended) return
  parts.log.info({ deviceId: device.deviceId }, 'The device was given up from its remote.')
  await parts.notifier.notify(device.deviceId, 'DeviceUnbound')
}
