import type { Notices } from '#contract/notice'

/** While no server has said another rule, in seconds. */
const DEFAULT_RULE: Notices['reconnect'] = { first_spread: 20, base: 2, cap: 120 }

/**
 * When to try again after a line was lost, so that a fleet does not come back at once: full jitter within the first
 * spread, then within a window that doubles up to the cap.
 */
export class ReconnectRule {
  private readonly random: () => number
  private tries = 0

  /** @param random 0 up to but not 1 */
  constructor(random: () => number) {
    this.random = random
  }

  /**
   * Milliseconds until the next try.
   *
   * @param offline this device says itself that it has no network. Then tries are as seldom as they can be and count for
   *   nothing; but some sets always say so, so they do not end.
   */
  waitMs({ first_spread, base, cap } = DEFAULT_RULE, { offline }: { offline: boolean }): number {
    const windowSeconds =
      this.tries === 0 ? first_spread : Math.min(cap, base * 2 ** (this.tries - 1))
    if (!offline) this.tries += 1
    return this.random() * (offline ? cap : windowSeconds) * 1000
  }

  /** The line is up, so the next loss is a first one. */
  reset(): void {
    this.tries = 0
  }
}
