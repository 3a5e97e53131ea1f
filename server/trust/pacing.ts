/** How one device code is asked about: when it was last asked in time, and how far apart questions must now lie. */
export interface Pace {
  askedAt: number
  /** What was answered then. */
  told: string
  intervalSeconds: number
}

/** A question, and what would be answered if it is in time. */
export interface Question {
  /** Epoch seconds. */
  now: number
  told: string
  /** How far apart questions lie to begin with. */
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
 * time: measured from the early one, a client that is a little too fast would be early for ever. News is never asked
 * for too early: a notice of it makes clients ask at once.
 *
 * @param pace `null` at the first question, which is never too early
 */
export function paceOf(
  pace: Pace | null,
  { now, told, intervalSeconds }: Question,
  limits: PaceLimits,
): { early: boolean; pace: Pace } {
  if (pace === null) return { early: false, pace: { askedAt: now, told, intervalSeconds } }
  if (told !== pace.told || now + JITTER_SECONDS >= pace.askedAt + pace.intervalSeconds) {
    return { early: false, pace: { ...pace, askedAt: now, told } }
  }
  const longer = pace.intervalSeconds + limits.slowDownSeconds
  const capped = Math.max(pace.intervalSeconds, Math.min(longer, limits.maxIntervalSeconds))
  return { early: true, pace: { ...pace, intervalSeconds: capped } }
}
