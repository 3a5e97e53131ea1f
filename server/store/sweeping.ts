import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import type { Store } from './store.ts'

/** Batches a sweep may take before it leaves the rest to the next one. */
const MAX_BATCHES = 50

/** `newDevicesPerHour` still counts devices that were first seen so long ago. */
const HOUR_SECONDS = 3600

/** Clears ended rows away from time to time, a batch at once, so that no table grows without end. */
export function startSweeping(
  store: Store,
  config: Config,
  now: () => number,
  log: Logger,
): { close(): void } {
  const { sweepSeconds, sweepBatch } = config.store
  const { keepSeconds, maxTtlSeconds } = config.link
  const countedSeconds = Math.max(keepSeconds, config.home.crowdSeconds, HOUR_SECONDS)
  let sweeping = false
  async function sweep(): Promise<void> {
    if (sweeping) return
    sweeping = true
    try {
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        const swept = await store.sweep({
          now: now(),
          endedBefore: now() - keepSeconds,
          // By then its link request cannot be redeemed any more, and what was redeemed without a grant has ended.
          boundBefore: now() - keepSeconds - maxTtlSeconds - config.tokens.accessTtlSeconds,
          unseenBefore: now() - countedSeconds,
          placesBefore: now() - config.home.rememberSeconds,
          batch: sweepBatch,
        })
        if (swept < sweepBatch) break
      }
    } catch (error) {
      log.warn({ err: error }, 'Clearing away ended rows did not work; the next sweep tries again.')
    } finally {
      sweeping = false
    }
  }
  const timer = setInterval(() => void sweep(), sweepSeconds * 1000)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
