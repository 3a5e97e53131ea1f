import type { Account } from '#contract/account'
import type { AuthorizeResponse, LinkDetails } from '#contract/link'

import type { Answer, Decision, Refusal } from './calls.ts'
import { TEXTS, waitText } from './texts.ts'
import { typedUserCode } from './user-code-field.ts'

/** How the person came here: with the QR's handle, with a broken one, or without, to type the code. */
export type Entry = { by: 'handle'; handle: string } | { by: 'broken' } | { by: 'code' }

/** What the person typed. */
export interface Form {
  code: string
  username: string
  password: string
  remember: boolean
}

/** The one call that is under way while the person waits. */
export type Sending = { call: 'decide'; decision: Decision } | { call: 'sign-out' }

/** What went wrong with the last try, where to type next, and what "Try again" would repeat. */
export interface Note {
  text: string
  focus: 'code' | 'username' | 'password' | null
  again: 'connect' | 'refuse' | 'sign-out' | null
}

/** The TV behind the handle, and when (epoch ms) we heard so. */
export interface SeenLink {
  handle: string
  details: LinkDetails
  seenAt: number
}

export type State =
  | {
      at: 'loading'
      handle: string | null
      link: SeenLink | null
      account: Account | null | 'unknown'
    }
  | { at: 'failed'; handle: string | null; text: string }
  | {
      at: 'asking'
      /** `null` where the person types the code. */
      link: SeenLink | null
      /** `null` where the person has to sign in. */
      account: Account | null
      sending: Sending | null
      note: Note | null
    }
  /** Final: nothing leads out of it, so nothing can be sent twice. */
  | { at: 'ended'; how: 'connected' | 'refused' | 'over'; text: string }

export type Event =
  | { type: 'details'; answer: Answer<LinkDetails>; now: number }
  | { type: 'session'; answer: Answer<Account> }
  | { type: 'connect'; form: Form }
  | { type: 'refuse' }
  | { type: 'sign-out' }
  | { type: 'decided'; answer: Answer<AuthorizeResponse> }
  | { type: 'signed-out'; answer: Answer<null> }
  | { type: 'retry' }

type Loading = Extract<State, { at: 'loading' }>
type Asking = Extract<State, { at: 'asking' }>

export function begin(entry: Entry): State {
  if (entry.by === 'broken') return { at: 'ended', how: 'over', text: TEXTS.brokenLink }
  return load(entry.by === 'handle' ? entry.handle : null)
}

/** The page's whole behaviour. An event that means nothing in a state answers that very state. */
export function step(state: State, event: Event): State {
  switch (state.at) {
    case 'loading':
      return stepLoading(state, event)
    case 'failed':
      return event.type === 'retry' ? load(state.handle) : state
    case 'asking':
      return stepAsking(state, event)
    case 'ended':
      return state
  }
}

function load(handle: string | null): Loading {
  return { at: 'loading', handle, link: null, account: 'unknown' }
}

function stepLoading(state: Loading, event: Event): State {
  if (event.type === 'session') {
    // Whoever cannot be recognised signs in; that form needs no answer from here.
    const account = event.answer.kind === 'ok' ? event.answer.value : null
    return ready({ ...state, account })
  }
  if (event.type !== 'details' || state.handle === null) return state
  const { answer, now } = event
  if (answer.kind === 'ok') {
    return ready({ ...state, link: { handle: state.handle, details: answer.value, seenAt: now } })
  }
  if (answer.kind === 'refused' && endsLink(answer)) {
    return { at: 'ended', how: 'over', text: answer.title }
  }
  return { at: 'failed', handle: state.handle, text: trouble(answer) }
}

function ready(state: Loading): State {
  const { handle, link, account } = state
  if (account === 'unknown' || (handle !== null && link === null)) return state
  return { at: 'asking', link, account, sending: null, note: null }
}

function stepAsking(state: Asking, event: Event): State {
  const { sending } = state
  if (sending === null) {
    if (event.type === 'connect') return connect(state, event.form)
    if (event.type === 'refuse' && state.link !== null) {
      const decision: Decision = { handle: state.link.handle, decision: 'deny' }
      return { ...state, note: null, sending: { call: 'decide', decision } }
    }
    if (event.type === 'sign-out' && state.account !== null) {
      return { ...state, note: null, sending: { call: 'sign-out' } }
    }
    return state
  }
  if (sending.call === 'decide' && event.type === 'decided') {
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

function decided(state: Asking, decision: Decision, answer: Answer<AuthorizeResponse>): State {
  const again = decision.decision === 'approve' ? 'connect' : 'refuse'
  if (answer.kind === 'ok') {
    return answer.value.status === 'authorized'
      ? { at: 'ended', how: 'connected', text: TEXTS.connected }
      : { at: 'ended', how: 'refused', text: TEXTS.refused }
  }
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

function signedOut(state: Asking, answer: Answer<null>): Asking {
  const gone = answer.kind === 'ok' || (answer.kind === 'refused' && answer.status === 401)
  if (!gone) return noted(state, trouble(answer), null, 'sign-out')
  return { ...state, account: null, note: null }
}

function noted(state: Asking, text: string, focus: Note['focus'], again: Note['again'] = null) {
  return { ...state, note: { text, focus, again } }
}

/** A link request that has come to an end, in whatever way, can only be replaced by a new scan. */
function endsLink(refusal: Refusal): boolean {
  return refusal.status === 409 || refusal.code === 'link_unknown'
}

function trouble(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): string {
  if (answer.kind === 'unreachable') return TEXTS.unreachable
  const wait = waitText(answer.retryAfterSeconds)
  return wait === null ? answer.title : `${answer.title} ${wait}`
}
