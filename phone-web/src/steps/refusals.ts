import type { Answer, Refusal } from '../calls.ts'
import { TEXTS, waitText } from '../texts.ts'

/** What the server, or nobody, said instead of yes. */
export type Failure = Exclude<Answer<unknown>, { kind: 'ok' }>

/** A link request that has come to an end, in whatever way, can only be replaced by a new scan. */
export function endsLink(refusal: Refusal): boolean {
  return refusal.status === 409 || refusal.code === 'link_unknown'
}

/** Nothing was decided: the same question may get its answer later. */
export function passes(failure: Failure): boolean {
  return failure.kind === 'unreachable' || failure.status === 429 || failure.status >= 500
}

/** The sentence for the person. */
export function trouble(failure: Failure): string {
  if (failure.kind === 'unreachable') return TEXTS.unreachable
  const wait = waitText(failure.retryAfterSeconds)
  return wait === null ? failure.title : `${failure.title} ${wait}`
}
