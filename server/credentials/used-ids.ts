/** Ids that end in the same span of this many seconds are cleared away together; so long one is kept in vain at most. */
const SPAN_SECONDS = 15

/** How many ended ids each use clears away: more than it adds, so that no call ever waits for a great clearance. */
const CLEARED_PER_USE = 4

/**
 * Which ids have been used. It forgets none that still counts: when it is full it says so, and the caller has to send
 * its own caller away. What has ended is forgotten, also should the clock be set back afterwards.
 */
export class UsedIds {
  readonly #max: number
  readonly #now: () => number
  readonly #lifeSeconds: number
  /** Until when each id counts as used, inclusive. */
  readonly #until = new Map<string, number>()
  /** The same ids by the span in which they end. */
  readonly #spans = new Map<number, string[]>()
  readonly #ended: string[][] = []
  #lookedIn = Number.NaN

  constructor(parts: { max: number; now: () => number; lifeSeconds: number }) {
    this.#max = parts.max
    this.#now = parts.now
    this.#lifeSeconds = parts.lifeSeconds
  }

  /**
   * Uses an id. Amortised, it costs the same however many there are.
   *
   * @param lifeSeconds how long from now on this id may not come again, where it differs from one to the next
   */
  use(id: string, lifeSeconds = this.#lifeSeconds): 'first' | 'again' | 'full' {
    const now = this.#now()
    const until = this.#until.get(id)
    if (until !== undefined && until >= now) return 'again'
    this.#clear(now)
    if (this.#until.size >= this.#max) return 'full'
    this.#until.set(id, now + lifeSeconds)
    const span = Math.floor((now + lifeSeconds) / SPAN_SECONDS)
    const ids = this.#spans.get(span)
    if (ids === undefined) this.#spans.set(span, [id])
    else ids.push(id)
    return 'first'
  }

  #clear(now: number): void {
    const current = Math.floor(now / SPAN_SECONDS)
    if (current !== this.#lookedIn) {
      this.#lookedIn = current
      for (const [span, ids] of this.#spans) {
        if (span >= current) continue
        this.#ended.push(ids)
        this.#spans.delete(span)
      }
    }
    for (let cleared = 0; cleared < CLEARED_PER_USE; cleared += 1) {
      const ids = this.#ended.at(-1)
      if (ids === undefined) return
      const id = ids.pop()
      if (ids.length === 0) this.#ended.pop()
      // It may have been used again since it ended, and then it stands in a later span, too.
      if (id !== undefined && (this.#until.get(id) ?? now) < now) this.#until.delete(id)
    }
  }
}
