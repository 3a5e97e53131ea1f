import { type Refusal, refuse } from '../errors.ts'
import type { Misses } from '../trust/budgets.ts'
import type { Parts } from './parts.ts'

/**
 * Lets one try through when the budgets allow it. What counts under each key are its misses and the tries that are
 * under way, so that a hundred sent at once are not all looked at before the first of them is a miss.
 *
 * @param waitFor the seconds to wait, 0 for none, from the tallies in the order of `keys`
 * @param tryIt counts its own miss when it is one
 */
export async function tryWithin<T extends object>(
  parts: Parts,
  keys: readonly string[],
  waitFor: (tallies: Misses[], now: number) => number,
  tryIt: (tallies: Misses[]) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const now = parts.now()
  const misses = await parts.store.missesOf(keys, now)
  // Nothing is awaited from here to the start of the try, or two tries could miss each other.
  const tallies = misses.map((missed, index) => {
    const underWay = parts.underWay.count(keys[index] ?? '')
    return underWay > 0 ? { count: missed.count + underWay, lastAt: now } : missed
  })
  const wait = waitFor(tallies, now)
  if (wait > 0) return refuse('too_many_attempts', { retryAfterSeconds: wait })
  return parts.underWay.run(keys, () => tryIt(tallies))
}
