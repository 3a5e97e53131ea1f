import { setImmediate } from 'node:timers/promises'

import { endDueBindings } from './flow/device/expire.ts'
import type { Parts } from './flow/parts.ts'

/**
 * How often bindings are ended whose time is up. A TV that asks hello is told in that very second; one that plays on
 * without asking is at its code so soon.
 */
const DUE_MS = 5000

/** Devices written down in one commit: 10,000 of them would hold up every other call for 35 to 50 ms. */
const SEEN_AT_ONCE = 500

/** Does what is due by the clock: ends bindings whose time is up, and writes down when devices were last seen. */
export function startKeepingTime(parts: Parts): { close(): Promise<void> } {
  const due = repeat(DUE_MS, () => endDueBindings(parts), say('Ending bindings did not work.'))
  const presence = repeat(
    parts.config.presence.writeSeconds * 1000,
    () => writePresence(parts),
    // It is still in memory, and the device's next hello is written down again.
    say('When devices were last seen could not be written down.'),
  )
  return {
    /** Before the store closes: what was seen since the last time is written down. */
    async close() {
      await Promise.all([due.close(), presence.close()])
      await presence.run()
    },
  }

  function say(sentence: string) {
    return (error: unknown) => parts.log.warn({ err: error }, sentence)
  }
}

async function writePresence({ store, presence }: Parts): Promise<void> {
  const seen = presence.take()
  for (let from = 0; from < seen.length; from += SEEN_AT_ONCE) {
    await store.markSeen(seen.slice(from, from + SEEN_AT_ONCE))
    // A store in this process answers without ever giving way, and others have waited for it.
    await setImmediate()
  }
}

/** Runs `work` from time to time, never twice at once; what it throws is told, and the next time tries again. */
function repeat(ms: number, work: () => Promise<void>, onError: (error: unknown) => void) {
  let running: Promise<void> | null = null
  const run = () => {
    running ??= work()
      .catch(onError)
      .finally(() => {
        running = null
      })
    return running
  }
  const timer = setInterval(() => void run(), ms)
  timer.unref()
  return {
    run,
    /** Resolves when what is running has ended. */
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
