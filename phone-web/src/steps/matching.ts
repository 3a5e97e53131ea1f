import type { AuthorizeResponse } from '#contract/link'

import type { Answer } from '../calls.ts'
import { say } from '../words.ts'
import { ask, noted } from './ask.ts'
import { decided, refuse } from './decided.ts'
import type { Event } from './event.ts'
import { ASK_EVERY_SECONDS, MOST_QUESTIONS, waitAfter } from './question.ts'
import { over, passes } from './refusals.ts'
import type { Asking, Matching, State } from './state.ts'

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
    return heard({ ...state, sending: null }, event.answer, event.now)
  }
  return state
}

function heard(state: Matching, answer: Answer<AuthorizeResponse>, now: number): State {
  const { question, fallback } = state
  if (answer.kind === 'ok') {
    if (answer.value.status !== 'match') return decided(askingAgain(state), question, answer, now)
    return goOn({ ...state, number: answer.value.number }, true, ASK_EVERY_SECONDS)
  }
  // What cannot be reached just now may have been answered on the TV all the same, so the digits stay.
  if (passes(answer)) return goOn(state, false, waitAfter(answer))
  if (answer.kind === 'refused' && answer.code === 'sign_in_required' && fallback !== null) {
    return goOn({ ...state, question: fallback, fallback: null }, true, ASK_EVERY_SECONDS)
  }
  // A typed code is known as long as nothing is decided, and then to nobody any more.
  if (answer.kind === 'refused' && answer.code === 'code_unknown') {
    return over(say('link.codeUsed'))
  }
  return decided(askingAgain(state), question, answer, now)
}

function goOn(state: Matching, answered: boolean, waitSeconds: number): State {
  if (state.asked < MOST_QUESTIONS) return { ...state, answered, waitSeconds }
  const words = say(answered ? 'link.stillWaiting' : 'link.unreachable')
  return noted(askingAgain(state), words, null, 'connect')
}

/** Who was warned and said yes all the same has not forgotten it since. */
function askingAgain({ link, account, typed, question }: Matching): Asking {
  const warning = question.acknowledged === true ? { reasons: [], shownAt: 0 } : null
  return { ...ask(link, account), typed, warning }
}
