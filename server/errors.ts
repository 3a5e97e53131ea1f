import type { OAuthErrorCode } from '#contract/oauth-error'
import type { ProblemCode } from '#contract/problem'

/**
 * An expected "no". Refusals are returned, never thrown; `http/` gives them their wire form, with status and sentence
 * from the contract's tables: RFC 9457 for a `ProblemCode`, RFC 6749 §5.2 for the OAuth endpoints, which know both.
 * A thrown error means that something is broken.
 */
export interface Refusal<Code extends ProblemCode | OAuthErrorCode = ProblemCode> {
  refused: Code
  /** The HTTP status, where it is not the table's. */
  status?: number
  /** For the person or developer who gets it; never echoes what was sent. */
  detail?: string
  /** Whole seconds, answered as `Retry-After`. */
  retryAfterSeconds?: number
  /** Further members of the answer, such as `link` beside `device_not_bound`. */
  members?: Record<string, unknown>
}

/** What a flow behind an OAuth endpoint says no with. */
export type OAuthRefusal = Refusal<ProblemCode | OAuthErrorCode>

export function refuse<const Code extends ProblemCode | OAuthErrorCode>(
  code: Code,
  more: Omit<Refusal, 'refused'> = {},
): Refusal<Code> {
  return { refused: code, ...more }
}

export function isRefusal<T extends object, Code extends ProblemCode | OAuthErrorCode>(
  value: T | Refusal<Code>,
): value is Refusal<Code> {
  return 'refused' in value
}

/** Thrown where the process cannot go on, and its operator can mend it. The message is for the operator. */
export class OperatorFault extends Error {
  override name = 'OperatorFault'
}
