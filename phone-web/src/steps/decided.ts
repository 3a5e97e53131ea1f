import type { AuthorizeResponse } from '#contract/link'

import type { Answer, Decision, Refusal } from '../calls.ts'
import { riskWords } from '../link-words.ts'
import { say, trouble } from '../words.ts'
import { ask, noted, warned } from './ask.ts'
import { ASK_EVERY_SECONDS, questionAfter } from './question.ts'
import { endsLink, heldByAnother, NO_OFFER, over } from './refusals.ts'
import type { Asking, Ended, Matching, State } from './state.ts'

/** "Not my TV", sent at once. A typed code has nothing to refuse: whoever typed it stands before the TV. */
export function refuse<S extends Asking | Matching>(state: S): S | Asking {
  const { link, account } = state
  if (link === null) return state
  const decision: Decision = { handle: link.handle, decision: 'deny' }
  return { ...ask(link, account), sending: { call: 'decide', decision } }
}

/** Where the server's answer to a decision leads. */
export function decided(
  state: Asking,
  decision: Decision,
  answer: Answer<AuthorizeResponse>,
  now: number,
): State {
  if (answer.kind === 'ok') return accepted(state, decision, answer.value)
  const again = decision.decision === 'approve' ? 'connect' : 'refuse'
  if (answer.kind === 'unreachable') return noted(state, trouble(answer), null, again)
  if (endsLink(answer)) return over(trouble(answer))
  const { link, account } = state
  switch (answer.code) {
    case 'sign_in_failed':
      return noted(state, trouble(answer), 'password')
    case 'sign_in_required':
      return noted({ ...ask(link, null), warning: state.warning }, trouble(answer), 'username')
    case 'code_unknown':
      return noted(state, trouble(answer), 'code')
    case 'link_taken':
      if (link !== null) return heldByAnother(answer, link, account)
      return noted(state, trouble(answer), null, again)
    case 'reauthenticate':
      return proveAgain(state, answer)
    case 'risk_warned':
      return warned(state, answer.reasons, now)
    case 'risk_denied':
      return over([...trouble(answer), ...riskWords(answer.reasons)])
    default:
      return noted(state, trouble(answer), null, answer.status >= 500 ? again : null)
  }
}

function proveAgain(state: Asking, refusal: Refusal): Asking {
  const { methods } = refusal
  const focus = methods.includes('password') ? 'password' : null
  return noted({ ...state, methods }, trouble(refusal), focus)
}

function accepted(state: Asking, decision: Decision, answer: AuthorizeResponse): State {
  const { link, account, typed } = state
  switch (answer.status) {
    case 'authorized':
      return connected(state)
    case 'denied':
      return {
        at: 'ended',
        how: 'refused',
        words: say(link?.details.site ? 'site.refused' : 'link.refused'),
        offer: NO_OFFER,
      }
    case 'match':
      return {
        at: 'matching',
        link,
        account,
        typed,
        number: answer.number,
        ...questionAfter(decision),
        sending: null,
        asked: 0,
        waitSeconds: ASK_EVERY_SECONDS,
        answered: true,
      }
  }
}

function connected({ link, typed }: Asking): Ended {
  const offer = typed ? { stage: 'fitting' as const, words: [] } : NO_OFFER
  return {
    at: 'ended',
    how: 'connected',
    words: say(link?.details.site ? 'site.connected' : 'link.connected'),
    offer,
  }
}
