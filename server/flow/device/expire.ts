import type { Parts } from '../parts.ts'
import { tellUnbound } from './tell-unbound.ts'

/** Ended in one commit, so that no sign-in waits long behind it. */
const BATCH = 200

/** Batches in one go; what is left then waits for the next. */
const MAX_BATCHES = 50

/**
 * Ends the bindings whose time is up and tells their devices. The hello of such a device says so from the very second;
 * this is for the ones that are not asking just now.
 */
export async function endDueBindings(parts: Parts): Promise<void> {
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const ended = await parts.store.endDueBindings(parts.now(), BATCH)
    if (ended.length > 0) {
      parts.log.info({ devices: ended.length }, 'The time of bindings was up.')
      await tellUnbound(parts, ended)
    }
    if (ended.length < BATCH) return
  }
}
