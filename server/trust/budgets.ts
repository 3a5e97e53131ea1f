/** How often something went wrong under one key, and when last (epoch seconds). */
export interface Misses {
  count: number
  lastAt: number
}

export interface SignInBudget {
  signInMisses: number
  signInWaitSeconds: number
  signInMaxWaitSeconds: number
  strangerMissesPerHour: number
}

/** Seconds in which a stranger's misses are counted. */
export const STRANGER_WINDOW_SECONDS = 3600

/**
 * Seconds to wait before this account may be tried from this network again, 0 for none. After `signInMisses` misses
 * the wait starts at `signInWaitSeconds` and doubles with each further miss, so that five quick slips of a person cost
 * half a minute and a guesser's day holds a hundred tries.
 */
export function signInWait(
  here: Misses,
  everywhere: Misses,
  knownNetwork: boolean,
  budget: SignInBudget,
  now: number,
): number {
  if (!knownNetwork && everywhere.count >= budget.strangerMissesPerHour) {
    return Math.max(1, everywhere.lastAt + STRANGER_WINDOW_SECONDS - now)
  }
  if (here.count < budget.signInMisses) return 0
  const doublings = Math.min(here.count - budget.signInMisses, 16)
  const wait = Math.min(budget.signInMaxWaitSeconds, budget.signInWaitSeconds * 2 ** doublings)
  return Math.max(0, here.lastAt + wait - now)
}

/** Seconds to wait before another user code may be typed, 0 for none. */
export function codeWait(
  misses: readonly { misses: Misses; allowed: number }[],
  windowSeconds: number,
  now: number,
): number {
  const waits = misses
    .filter(({ misses: { count }, allowed }) => count >= allowed)
    .map(({ misses: { lastAt } }) => lastAt + windowSeconds - now)
  return Math.max(0, ...waits)
}
