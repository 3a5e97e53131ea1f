/** A bucket of handshakes, full at first, refilled by `perSecond`: after a restart the HTTP API must still get its turn. */
export class HandshakeBudget {
  readonly #perSecond: number
  #left: number
  #refilledAt: number

  /** @param now epoch seconds, here and below */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#left = perSecond
    this.#refilledAt = now
  }

  /** Takes one handshake; `false` when there is none left. A clock that was set back refills nothing. */
  take(now: number): boolean {
    const elapsedSeconds = Math.max(0, now - this.#refilledAt)
    this.#refilledAt = now
    this.#left = Math.min(this.#perSecond, this.#left + elapsedSeconds * this.#perSecond)
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
