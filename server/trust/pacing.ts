/** How one device code is asked about: when it was last asked in time, and how far apart questions must now lie. */
export interface Pace {
  askedAt: number
  intervalSeconds: number
}

export interface PaceLimits {
  /** Added after each question that came too early (RFC 8628 §3.5). */
  slowDownSeconds: number
  maxIntervalSeconds: number
}

/** Networks delay some questions more than others, and our clock counts whole seconds. */
const JITTER_SECONDS = 1

/**
 * Whether a question comes too early, and the pace from then on. It is measured from the last question that was in
 * time: measured from the early one, a client that is a little too fast would be early for ever.
 *
 * @param pace `null` at the first question, which is never too early
 * @param now epoch seconds
 */
export function paceOf(
  pace: Pace | null,
  intervalSeconds: number,
  limits: PaceLimits,
  now: number,
): { early: boolean; pace: Pace } {
  if (pace === null) return { early: false, pace: { askedAt: now, intervalSeconds } }
  if (now + JITTER_SECONDS >= pace.askedAt + pace.intervalSeconds) {
    return { early: false, pace: { ...pace, askedAt: now } }
  }
  const longer = pace.intervalSeconds + limits.slowDownSeconds
  const capped = Math.max(pace.intervalSeconds, Math.min(longer, limits.maxIntervalSeconds))
  return { early: true, pace: { ...pace, intervalSeconds: capped } }
}
