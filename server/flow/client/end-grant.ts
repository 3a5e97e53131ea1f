import type { Parts } from '../parts.ts'

/** Ends an app's right to an account on one device, its refresh tokens with it, and tells whoever listens there. */
export async function endGrant(
  parts: Parts,
  deviceId: string,
  bindingId: string | null,
): Promise<void> {
  if (!(await parts.store.unbind(deviceId, bindingId))) return
  parts.log.info({ deviceId }, 'An app gave up its account, or lost it.')
  await parts.notifier.notify(deviceId, 'DeviceUnbound')
}
