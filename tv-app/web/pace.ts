/** How often to ask beside notices, which may get lost. */
const BESIDE_NOTICES_SECONDS = 30
/** RFC 8628 §3.5: what "slow_down" adds to the interval. */
const SLOW_DOWN_SECONDS = 5
/** Notices make it ask early, which is not to end in asking never. */
const LONGEST_INTERVAL_SECONDS = 60
/** Many pages wait alike, so each waits up to this share longer. */
const JITTER = 0.2
/** Between two tries after a failure: a random time in a window that doubles up to this. */
const LONGEST_RETRY_SECONDS = 30
const SHORTEST_RETRY_SECONDS = 0.25

/** How long a page waits before it asks again, in seconds. */
export class Pace {
  private readonly random: () => number
  private intervalSeconds = 0
  private failures = 0

  /** @param random 0 up to but not 1 */
  constructor(random: () => number) {
    this.random = random
  }

  /** There is a code to ask about, and how often that may be done. */
  begin(intervalSeconds: number): void {
    this.intervalSeconds = intervalSeconds
    this.answered()
  }

  /** The server is there, so the next failure is a first one. */
  answered(): void {
    this.failures = 0
  }

  /** @param noticed whether notices arrive, beside which asking is for the lost ones alone */
  pause(noticed: boolean): number {
    return noticed ? Math.max(BESIDE_NOTICES_SECONDS, this.intervalSeconds) : this.intervalSeconds
  }

  /** Within the interval. All pages lose their lines in one moment, so each asks at a moment of its own. */
  sometime(): number {
    return this.random() * this.intervalSeconds
  }

  slowDown(): number {
    const longer = this.intervalSeconds + SLOW_DOWN_SECONDS
    this.intervalSeconds = Math.min(LONGEST_INTERVAL_SECONDS, longer)
    return this.intervalSeconds
  }

  /** @param retryAfterSeconds what the server said, if it did */
  retry(retryAfterSeconds: number | null): number {
    this.failures += 1
    const windowSeconds = Math.min(LONGEST_RETRY_SECONDS, 2 ** this.failures)
    return (retryAfterSeconds ?? 0) + SHORTEST_RETRY_SECONDS + this.random() * windowSeconds
  }

  /** As long, or a little longer. */
  jittered(seconds: number): number {
    return seconds * (1 + this.random() * JITTER)
  }
}
