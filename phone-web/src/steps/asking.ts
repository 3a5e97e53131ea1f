import type { Answer, Decision } from '../calls.ts'
import { TEXTS } from '../texts.ts'
import { typedUserCode } from '../user-code-field.ts'
import { decided, noted, refuse } from './decided.ts'
import { trouble } from './refusals.ts'
import type { Asking, Event, Form, State } from './state.ts'

/** "Connect this TV?" */
export function stepAsking(state: Asking, event: Event): State {
  const { sending } = state
  if (sending === null) {
    if (event.type === 'connect') return connect(state, event.form)
    if (event.type === 'refuse') return refuse(state)
    if (event.type === 'sign-out' && state.account !== null) {
      return { ...state, note: null, sending: { call: 'sign-out' } }
    }
    return state
  }
  if (sending.call === 'decide' && event.type === 'decided') {
    if (event.decision !== sending.decision) return state
    return decided({ ...state, sending: null }, sending.decision, event.answer)
  }
  if (sending.call === 'sign-out' && event.type === 'signed-out') {
    return signedOut({ ...state, sending: null }, event.answer)
  }
  return state
}

function connect(state: Asking, form: Form): Asking {
  const code = state.link === null ? typedUserCode(form.code) : null
  if (state.link === null && code === null) return noted(state, TEXTS.codeMissing, 'code')
  const username = form.username.trim()
  if (state.account === null) {
    if (username === '') return noted(state, TEXTS.usernameMissing, 'username')
    if (form.password === '') return noted(state, TEXTS.passwordMissing, 'password')
  }
  const which = state.link === null ? { user_code: code ?? '' } : { handle: state.link.handle }
  const who =
    state.account === null
      ? { username, password: form.password, remember: form.remember }
      : undefined
  const decision: Decision = { ...which, decision: 'approve', ...who }
  return { ...state, note: null, sending: { call: 'decide', decision } }
}

function signedOut(state: Asking, answer: Answer<null>): Asking {
  const gone = answer.kind === 'ok' || (answer.kind === 'refused' && answer.status === 401)
  if (!gone) return noted(state, trouble(answer), null, 'sign-out')
  return { ...state, account: null, note: null }
}
