import type { ApproveOutcome } from './outcomes.ts'

/** How often it is asked what came of the number, in milliseconds. */
const PACE_MS = 2000
/** A number match lasts a minute, and two seconds lie between two questions; the rest is for answers that got lost. */
const QUESTIONS = 45
/** So many answers in a row may get lost before the app is told that nobody answers. */
const LOST = 5

export interface UntilDecided {
  /** To be shown, for the person to enter on the TV. Called once, unless the server makes another. */
  onMatch(number: string): void
  /** Stops asking; what was said last is then what comes of it. */
  signal?: AbortSignal | undefined
  /** How to wait; tests turn the time by hand. */
  wait?: ((ms: number) => Promise<void>) | undefined
}

/** Asks again, at the pace the server is made for, until it is more than a number or there is no answer. */
export async function untilDecided(
  approve: () => Promise<ApproveOutcome>,
  { onMatch, signal, wait = passing }: UntilDecided,
): Promise<ApproveOutcome> {
  let shown: string | null = null
  let lost = 0
  for (let asked = 1; ; asked += 1) {
    const outcome = await approve()
    if (outcome.kind === 'match' && outcome.number !== shown) {
      shown = outcome.number
      onMatch(outcome.number)
    }
    // Before there is a number, it is for the person to try again.
    const again = outcome.kind === 'match' || (shown !== null && isPassing(outcome))
    lost = outcome.kind === 'match' ? 0 : lost + 1
    if (!again || lost >= LOST || asked >= QUESTIONS || signal?.aborted) return outcome
    await wait(Math.max(PACE_MS, waitOf(outcome)))
  }
}

/** Whether the same question may soon be answered. */
function isPassing(outcome: ApproveOutcome): boolean {
  if (outcome.kind === 'unreachable') return true
  return outcome.kind === 'refused' && (outcome.status === 429 || outcome.status >= 500)
}

function waitOf(outcome: ApproveOutcome): number {
  return outcome.kind === 'refused' ? (outcome.retryAfterSeconds ?? 0) * 1000 : 0
}

function passing(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
