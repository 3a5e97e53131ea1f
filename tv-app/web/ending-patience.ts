import type { Patience } from '../client/patience.ts'
import { makePatience } from '../client/patience.ts'
import type { Timers } from '../client/timers.ts'

/** Patience that can be at an end: calls that are under way are then given up together. */
export function makeEndingPatience(timers: Timers): Patience & { end(): void } {
  const patience = makePatience(timers)
  const underWay = new Set<() => void>()
  return {
    ...patience,
    wait(giveUp) {
      const answered = patience.wait(giveUp)
      const stop = (): void => {
        answered()
        giveUp()
      }
      underWay.add(stop)
      return () => {
        underWay.delete(stop)
        answered()
      }
    },
    end() {
      for (const stop of underWay) stop()
    },
  }
}
