/** The clock as the client uses it, so that tests can turn it. */
export interface Timers {
  /** Milliseconds of a steady clock. */
  nowMs(): number
  set(run: () => void, ms: number): unknown
  clear(timer: unknown): void
}

export const realTimers: Timers = {
  nowMs: () => Date.now(),
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
}
