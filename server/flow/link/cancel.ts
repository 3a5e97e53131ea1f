import type { Device } from '../../credentials/access-token.ts'
import type { Parts } from '../parts.ts'

/**
 * A device takes its own link request back: nobody can say yes to it any more, and a number match under way is over.
 * One that has ended, that is another's or that never was is left as it is, and nothing tells which of these it was.
 */
export async function cancel(parts: Parts, device: Device, linkId: string): Promise<void> {
  const { deviceId } = device
  const cancelled = await parts.store.cancelLink({ linkId, deviceId, now: parts.now() })
  if (cancelled) parts.log.info({ deviceId }, 'A device took its code back.')
}
