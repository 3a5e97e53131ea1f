/**
 * Counts the tries under each key that have begun and not ended. Without it a hundred tries sent at once would all be
 * looked at before the first of them counts as a miss.
 */
export class UnderWay {
  readonly #counts = new Map<string, number>()

  count(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  /** Runs one try under these keys; it no longer counts when it has settled. */
  async run<T>(keys: readonly string[], tryIt: () => Promise<T>): Promise<T> {
    for (const key of keys) this.#counts.set(key, this.count(key) + 1)
    try {
      return await tryIt()
    } finally {
      for (const key of keys) {
        if (this.count(key) > 1) this.#counts.set(key, this.count(key) - 1)
        else this.#counts.delete(key)
      }
    }
  }
}
