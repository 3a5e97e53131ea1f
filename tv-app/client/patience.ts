import type { Timers } from './timers.ts'

/** How long the TV waits for an answer, in milliseconds. */
export const CALL_TIMEOUT_MS = 10_000
/**
 * How long it waits around a moment of waking up: the sockets it slept with may be dead without saying so, and a new
 * try on a new one shall still be answered within two seconds.
 */
export const WAKING_TIMEOUT_MS = 1500
/** A call that begins within this time after waking may still be given such a dead socket. */
const WAKING_MS = 2000

/** How long answers are waited for. */
export interface Patience {
  /** Runs `giveUp` when it ends. What it returns is to be called when the answer came first. */
  wait(giveUp: () => void): () => void
  /** The device has woken up: what is under way, or begins about now, is given less time. */
  wake(): void
  /** Whether calls are given less time just now. */
  isWaking(): boolean
}

export function makePatience(timers: Timers): Patience {
  const waiting = new Set<{ sinceMs: number; giveUp(): void; timer: unknown }>()
  let wokeAtMs: number | null = null

  function isWaking(): boolean {
    return wokeAtMs !== null && Math.abs(timers.nowMs() - wokeAtMs) < WAKING_MS
  }

  return {
    isWaking,
    wait(giveUp) {
      const limitMs = isWaking() ? WAKING_TIMEOUT_MS : CALL_TIMEOUT_MS
      const one = { sinceMs: timers.nowMs(), giveUp, timer: timers.set(giveUp, limitMs) }
      waiting.add(one)
      return () => {
        timers.clear(one.timer)
        waiting.delete(one)
      }
    },
    wake() {
      wokeAtMs = timers.nowMs()
      for (const one of waiting) {
        timers.clear(one.timer)
        // The clock may have been put back meanwhile, so the rest is never more than the whole.
        const restMs = WAKING_TIMEOUT_MS - Math.max(0, wokeAtMs - one.sinceMs)
        one.timer = timers.set(one.giveUp, Math.max(0, restMs))
      }
    },
  }
}
