import type { AuthorizeResponse } from '#contract/link'

import type { Answer } from '../calls.ts'
import { TEXTS } from '../texts.ts'
import { decided, noted, refuse } from './decided.ts'
import { ASK_EVERY_SECONDS, MOST_QUESTIONS, waitAfter } from './question.ts'
import { passes } from './refusals.ts'
import type { Asking, Event, Matching, State } from './state.ts'

/** The digits are shown and entered on the TV, and the server is asked how that went. */
export function stepMatching(state: Matching, event: Event): State {
  const { sending } = state
  // The questions end here: an approval that is asked again after "Not my TV" could undo it.
  if (event.type === 'refuse') return refuse(state)
  if (event.type === 'ask' && sending === null) {
    const decision = state.question
    return { ...state, asked: state.asked + 1, sending: { call: 'decide', decision } }
  }
  if (event.type === 'decided' && sending !== null && event.decision === sending.decision) {
    return heard({ ...state, sending: null }, event.answer)
  }
  return state
}

function heard(state: Matching, answer: Answer<AuthorizeResponse>): State {
  const { question, fallback } = state
  if (answer.kind === 'ok') {
    if (answer.value.status !== 'match') return decided(askingAgain(state), question, answer)
    return goOn({ ...state, number: answer.value.number }, true, ASK_EVERY_SECONDS)
  }
  // What cannot be reached just now may have been answered on the TV all the same, so the digits stay.
  if (passes(answer)) return goOn(state, false, waitAfter(answer))
  if (answer.kind === 'refused' && answer.code === 'sign_in_required' && fallback !== null) {
    return goOn({ ...state, question: fallback, fallback: null }, true, ASK_EVERY_SECONDS)
  }
  // A typed code is known as long as nothing is decided, and then to nobody any more.
  if (answer.kind === 'refused' && answer.code === 'code_unknown') {
    return { at: 'ended', how: 'over', text: TEXTS.codeUsed }
  }
  return decided(askingAgain(state), question, answer)
}

function goOn(state: Matching, answered: boolean, waitSeconds: number): State {
  if (state.asked < MOST_QUESTIONS) return { ...state, answered, waitSeconds }
  const text = answered ? TEXTS.stillWaiting : TEXTS.unreachable
  return noted(askingAgain(state), text, null, 'connect')
}

function askingAgain({ link, account }: Matching): Asking {
  return { at: 'asking', link, account, sending: null, note: null }
}
