import type { Device } from '../../credentials/access-token.ts'
import type { Parts } from '../parts.ts'
import { endBinding } from './end-binding.ts'

/**
 * Gives a binding up. Named by its id, so that a late retry never unbinds the next person; again it does nothing, and
 * says so in the same way. The device's other tabs are told.
 */
export function goodbye(parts: Parts, device: Device, bindingId: string | null): Promise<void> {
  return endBinding(parts, device.deviceId, bindingId, 'remote')
}
