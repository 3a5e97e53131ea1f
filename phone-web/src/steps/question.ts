import type { Decision, Failure } from '../calls.ts'
import type { Matching } from './state.ts'

/** No question comes sooner after the answer to the one before. */
export const ASK_EVERY_SECONDS = 2

/** A match lasts 60 s unless the operator made it longer; after so many questions the person asks, not the page. */
export const MOST_QUESTIONS = 45

/** A server that wants to be left alone for longer is asked once the match is over, when it can still say how it went. */
const LONGEST_WAIT_SECONDS = 60

/**
 * What is asked again after an approval that brought the digits. The account session that it opened takes the place of
 * the password. Where the person wanted none, or the browser keeps none, the password goes along, and opens none: else
 * every question would open one.
 */
export function questionAfter(decision: Decision): Pick<Matching, 'question' | 'fallback'> {
  const { username, password, remember, ...question } = decision
  const again: Decision = { ...question, username, password, remember: false }
  if (remember === false) return { question: again, fallback: null }
  return { question, fallback: password === undefined ? null : again }
}

/** How long to leave a server alone that has not answered. */
export function waitAfter(failure: Failure): number {
  const asked = failure.kind === 'refused' ? (failure.retryAfterSeconds ?? 0) : 0
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(ASK_EVERY_SECONDS, asked))
}
