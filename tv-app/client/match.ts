import * as v from 'valibot'

import type { LinkMatchRequest } from '#contract/link'
import { AuthorizeResponse } from '#contract/link'
import type { AuthorizedCall } from './authorized-calls.ts'
import type { Failure } from './calls.ts'
import { failureOf } from './calls.ts'

/** What came of the number. After a failure it may have been heard or not: hello knows. */
export type MatchOutcome =
  /** This TV is bound from now on; hello says to whom. */
  | { kind: 'right' }
  /** The link request is denied. */
  | { kind: 'missed' }
  /** There is no match (any more): it ran out, was given up, or an earlier answer got lost that was heard. */
  | { kind: 'gone' }
  | Failure

/**
 * Says which number the person entered from the phone's screen. There is one try, so nobody but a person may ever send
 * another one.
 *
 * @param number three digits, 1 to 9
 */
export async function answerMatch(
  call: AuthorizedCall,
  linkId: string,
  number: string,
): Promise<MatchOutcome> {
  const json: LinkMatchRequest = { link_id: linkId, number }
  const answer = await call({ method: 'POST', path: 'link/match', json })
  if (answer.kind !== 'answer') return answer
  const { status, body } = answer
  if (status === 200 && v.is(AuthorizeResponse, body) && body.status === 'authorized') {
    return { kind: 'right' }
  }
  const failure = failureOf(answer)
  if (failure.kind !== 'refused') return failure
  if (failure.code === 'match_missed') return { kind: 'missed' }
  return failure.code === 'link_unknown' ? { kind: 'gone' } : failure
}
