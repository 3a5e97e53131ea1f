import type { Timers } from '../../../tv-app/client/timers.ts'

interface Pending {
  dueMs: number
  run(): void
}

/** A device's clock, turned by hand. */
export interface HandClock extends Timers {
  /** Every wait that was asked for so far, in milliseconds. */
  waits: number[]
  /** How many timers are set. */
  pending(): number
  /** Time goes by, and each timer runs in its turn. */
  pass(ms: number): void
  /** Time goes by while nothing runs: what is due runs late, with the next {@link HandClock.pass}. */
  sleep(ms: number): void
}

export function handClock(): HandClock {
  let now = 1_000_000
  const pending = new Set<Pending>()
  const waits: number[] = []
  return {
    waits,
    pending: () => pending.size,
    nowMs: () => now,
    set(run, ms) {
      const one = { run, dueMs: now + ms }
      waits.push(ms)
      pending.add(one)
      return one
    },
    clear: (timer) => void pending.delete(timer as Pending),
    pass(ms) {
      const endMs = now + ms
      for (;;) {
        const due = [...pending].filter(({ dueMs }) => dueMs <= endMs)
        const next = due.sort((a, b) => a.dueMs - b.dueMs)[0]
        if (!next) break
        now = Math.max(now, next.dueMs)
        pending.delete(next)
        next.run()
      }
      now = endMs
    },
    sleep(ms) {
      now += ms
    },
  }
}
