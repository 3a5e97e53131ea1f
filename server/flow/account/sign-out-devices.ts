import { tellUnbound } from '../device/tell-unbound.ts'
import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

/**
 * Signs one of the account's TVs out from afar, or all of them. Apps lose their grants with the binding; a TV's own
 * token goes on, for it needs that to show its next code. Where there is nothing (any more) to sign out it does
 * nothing: what was asked for is so.
 *
 * @param deviceId `null` means all of them
 * @returns how many were bound
 */
export async function signOutDevices(
  parts: Parts,
  { accountId, username }: SignedIn,
  deviceId: string | null,
): Promise<number> {
  const unbound = await parts.store.unbindFrom(accountId, deviceId)
  if (unbound.length === 0) return 0
  const which = deviceId === null ? { devices: unbound.length } : { deviceId }
  parts.log.info({ account: username, ...which }, 'A phone signed devices out.')
  await tellUnbound(parts, unbound)
  return unbound.length
}
