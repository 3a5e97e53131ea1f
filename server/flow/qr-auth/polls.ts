import { BoundedMap } from '../../credentials/bounded-map.ts'

/**
 * How many questions may come at once. A screen that asks every second and hears a notice asks out of turn, and
 * networks hold some questions up until the next one comes.
 */
const BURST = 3

/** Lets a screen ask once a second in the long run. Forgotten at a restart, which harms nobody. */
export class Polls {
  /** For each screen, the second that its next question is due when it asks evenly. */
  readonly #due: BoundedMap<string, number>

  /** @param max screens that are remembered; the one that has been quiet longest is forgotten first */
  constructor(max: number) {
    this.#due = new BoundedMap(max)
  }

  /** @param now epoch seconds */
  mayAsk(screen: string, now: number): boolean {
    const due = Math.max(this.#due.get(screen) ?? now, now)
    if (due - now >= BURST) return false
    this.#due.set(screen, due + 1)
    return true
  }
}
