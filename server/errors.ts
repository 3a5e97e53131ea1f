import type { ProblemCode } from '#contract/problem'

/**
 * An expected "no". Refusals are returned, never thrown; `http/` gives them the wire form of RFC 9457, with status and
 * sentence from the contract's table. A thrown error means that something is broken.
 */
export interface Refusal {
  refused: ProblemCode
  /** For the person or developer who gets it; never echoes what was sent. */
  detail?: string
  /** Whole seconds, answered as `Retry-After`. */
  retryAfterSeconds?: number
  /** Further members of the answer, such as `link` beside `device_not_bound`. */
  members?: Record<string, unknown>
}

export function refuse(code: ProblemCode, more: Omit<Refusal, 'refused'> = {}): Refusal {
  return { refused: code, ...more }
}

export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return 'refused' in value
}
