import type { State } from './steps/state.ts'

/** The clock as the page uses it, so that tests can turn it. */
export interface Timers {
  nowMs(): number
  set(run: () => void, ms: number): unknown
  clear(timer: unknown): void
}

export interface AskAgain {
  /** The page is in this state now, and has just come there. */
  follow(state: State): void
  /** The page went out of sight, or is seen again. */
  turn(): void
}

interface Parts {
  timers: Timers
  isHidden(): boolean
  ask(): void
}

/**
 * Says when to ask how the match went, in the pace of the state. A page that nobody sees asks nothing; seen again, it
 * asks at once, unless it asked just now.
 */
export function makeAskAgain({ timers, isHidden, ask }: Parts): AskAgain {
  let timer: unknown
  let waitMs: number | null = null
  let sinceMs = 0

  function turn(): void {
    timers.clear(timer)
    if (waitMs === null || isHidden()) return
    // A clock that was set back must not hold the question up.
    const passedMs = Math.max(0, timers.nowMs() - sinceMs)
    timer = timers.set(ask, Math.max(0, waitMs - passedMs))
  }

  return {
    follow(state) {
      const waits = state.at === 'matching' && state.sending === null
      waitMs = waits ? state.waitSeconds * 1000 : null
      sinceMs = timers.nowMs()
      turn()
    },
    turn,
  }
}
