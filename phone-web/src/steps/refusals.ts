import type { Failure, Refusal } from '../calls.ts'
import { trouble, type Words } from '../words.ts'
import type { Ended, Failed, SeenLink } from './state.ts'

/** A link request that has come to an end, in whatever way, can only be replaced by a new scan. */
export function endsLink(refusal: Refusal): boolean {
  const held = refusal.code === 'link_taken'
  return (refusal.status === 409 && !held) || refusal.code === 'link_unknown'
}

/** Nothing was decided: the same question may get its answer later. */
export function passes(failure: Failure): boolean {
  return failure.kind === 'unreachable' || failure.status === 429 || failure.status >= 500
}

export function over(words: Words): Ended {
  return { at: 'ended', how: 'over', words, offer: NO_OFFER }
}

export const NO_OFFER: Ended['offer'] = { stage: 'none', words: [] }

/** Somebody else holds the link request for two minutes at most, so the same question may be asked anew. */
export function heldByAnother(
  refusal: Refusal,
  link: SeenLink,
  account: Failed['account'],
): Failed {
  return { at: 'failed', handle: link.handle, account, words: trouble(refusal) }
}
