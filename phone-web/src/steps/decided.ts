import type { AuthorizeResponse } from '#contract/link'

import type { Answer, Decision } from '../calls.ts'
import { TEXTS } from '../texts.ts'
import { ASK_EVERY_SECONDS, questionAfter } from './question.ts'
import { endsLink, trouble } from './refusals.ts'
import type { Asking, Matching, Note, State } from './state.ts'

/** "Not my TV", sent at once. A typed code has nothing to refuse: whoever typed it stands before the TV. */
export function refuse<S extends Asking | Matching>(state: S): S | Asking {
  const { link, account } = state
  if (link === null) return state
  const decision: Decision = { handle: link.handle, decision: 'deny' }
  return { at: 'asking', link, account, note: null, sending: { call: 'decide', decision } }
}

/** Where the server's answer to a decision leads. */
export function decided(
  state: Asking,
  decision: Decision,
  answer: Answer<AuthorizeResponse>,
): State {
  const again = decision.decision === 'approve' ? 'connect' : 'refuse'
  if (answer.kind === 'ok') return accepted(state, decision, answer.value)
  if (answer.kind === 'unreachable') return noted(state, trouble(answer), null, again)
  if (endsLink(answer)) return { at: 'ended', how: 'over', text: answer.title }
  switch (answer.code) {
    case 'sign_in_failed':
      return noted(state, `${TEXTS.tryAgain} ${answer.title}`, 'password')
    case 'sign_in_required':
      return noted({ ...state, account: null }, answer.title, 'username')
    case 'code_unknown':
      return noted(state, answer.title, 'code')
    default:
      return noted(state, trouble(answer), null, answer.status >= 500 ? again : null)
  }
}

export function noted(
  state: Asking,
  text: string,
  focus: Note['focus'],
  again: Note['again'] = null,
): Asking {
  return { ...state, note: { text, focus, again } }
}

function accepted({ link, account }: Asking, decision: Decision, answer: AuthorizeResponse): State {
  switch (answer.status) {
    case 'authorized':
      return { at: 'ended', how: 'connected', text: TEXTS.connected }
    case 'denied':
      return { at: 'ended', how: 'refused', text: TEXTS.refused }
    case 'match':
      return {
        at: 'matching',
        link,
        account,
        number: answer.number,
        ...questionAfter(decision),
        sending: null,
        asked: 0,
        waitSeconds: ASK_EVERY_SECONDS,
        answered: true,
      }
  }
}
