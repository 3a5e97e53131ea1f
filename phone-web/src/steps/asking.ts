import type { LinkDetails } from '#contract/link'

import type { Answer, Decision } from '../calls.ts'
import { tomorrowNoon } from '../until.ts'
import { typedUserCode } from '../user-code-field.ts'
import { say, trouble } from '../words.ts'
import { ask, isDenied, noted, warned } from './ask.ts'
import { decided, refuse } from './decided.ts'
import type { Event, Form } from './event.ts'
import { proven, provesByPasskey, signedUp, signUp } from './proving.ts'
import { endsLink, heldByAnother, over } from './refusals.ts'
import type { Asking, State } from './state.ts'

/** A second tap that comes sooner was meant for the button as it was before. */
const DOUBLE_TAP_MS = 600

/** "Connect this TV?" */
export function stepAsking(state: Asking, event: Event): State {
  return state.sending === null ? stepIdle(state, event) : stepSending(state, event)
}

function stepIdle(state: Asking, event: Event): State {
  switch (event.type) {
    case 'connect':
      return connect(state, event.form, event.now)
    case 'refuse':
      return refuse(state)
    case 'sign-out':
      return state.account === null ? state : send(state, { call: 'sign-out' })
    case 'passkey':
      return usePasskey(state, event.form, event.now)
    case 'picked':
      if (state.account !== null) return state
      return send(state, { call: 'prove', credential: event.credential, yes: null })
    case 'sign-up':
      return signUp(state, event.request)
    case 'details':
      return seenAgain(state, event.answer, event.now)
    case 'tick':
      return hasRunOut(state, event.now) ? over(say('link.ranOut')) : state
    default:
      return state
  }
}

function stepSending(state: Asking, event: Event): State {
  const { sending } = state
  if (sending === null) return state
  const heard = { ...state, sending: null }
  if (event.type === 'decided' && sending.call === 'decide') {
    if (event.decision !== sending.decision) return state
    return decided(heard, sending.decision, event.answer, event.now)
  }
  if (event.type === 'proven' && sending.call === 'prove') {
    return proven(heard, sending, event.answer)
  }
  if (event.type === 'signed-up' && sending.call === 'sign-up') return signedUp(heard, event.answer)
  if (event.type === 'signed-out' && sending.call === 'sign-out') {
    return signedOut(heard, event.answer)
  }
  return state
}

function connect(state: Asking, form: Form, now: number): Asking {
  const { link, account, methods, warning } = state
  if (isDenied(state)) return state
  if (account !== null && methods !== null && !methods.includes('password')) {
    return usePasskey(state, form, now)
  }
  const missing = missingIn(state, form)
  if (missing !== null) return noted(state, say(`link.${missing}Missing`), missing)
  if (warning !== null && now < warning.shownAt + DOUBLE_TAP_MS) return state
  if (warning === null && link?.details.risk.verdict === 'warn') {
    return warned(state, link.details.risk.reasons, now)
  }
  const decision = approval(state, form, now)
  const typed = state.typed || decision.remember === true
  return send({ ...state, typed }, { call: 'decide', decision })
}

/** A passkey signs in, and nothing else; only who had already said yes is taken at that word. */
function usePasskey(state: Asking, form: Form, now: number): Asking {
  if (isDenied(state) || !provesByPasskey(state)) return state
  if (state.account === null) return send(state, { call: 'prove', credential: null, yes: null })
  if (state.link === null && typedUserCode(form.code) === null) {
    return noted(state, say('link.codeMissing'), 'code')
  }
  const yes = approval({ ...state, methods: null }, form, now)
  return send(state, { call: 'prove', credential: null, yes })
}

function missingIn(
  { link, account, methods }: Asking,
  form: Form,
): 'code' | 'username' | 'password' | null {
  if (link === null && typedUserCode(form.code) === null) return 'code'
  if (account === null && form.username.trim() === '') return 'username'
  return (account === null || methods !== null) && form.password === '' ? 'password' : null
}

/** What is sent with a yes: the password where the account has to be proven, and only then. */
function approval({ link, account, methods, warning }: Asking, form: Form, now: number): Decision {
  const which =
    link === null ? { user_code: typedUserCode(form.code) ?? '' } : { handle: link.handle }
  const username = account?.username ?? form.username.trim()
  // Who proves a remembered phone once more wants it to stay remembered.
  const remember = account === null ? form.remember : true
  const isProving = account === null || methods !== null
  const mayChoose = link === null || link.details.binding_seconds === null
  return {
    ...which,
    decision: 'approve',
    ...(isProving ? { username, password: form.password, remember } : null),
    ...(form.until === 'tomorrow' && mayChoose ? { until: tomorrowNoon(now) } : null),
    ...(warning === null ? null : { acknowledged: true }),
  }
}

function send(state: Asking, sending: NonNullable<Asking['sending']>): Asking {
  return { ...state, note: null, sending }
}

/** Somebody else is before the page now, to whom the server may tell other things about the same TV. */
function seenAgain(state: Asking, answer: Answer<LinkDetails>, now: number): State {
  const { link, account, warning } = state
  if (link === null) return state
  if (answer.kind === 'ok') {
    const { risk } = answer.value
    return {
      ...state,
      link: { ...link, details: answer.value, seenAt: now },
      warning: risk.verdict === 'clear' ? null : warning,
    }
  }
  if (answer.kind === 'unreachable') return state
  if (endsLink(answer)) return over(trouble(answer))
  return answer.code === 'link_taken' ? heldByAnother(answer, link, account) : state
}

function hasRunOut({ link }: Asking, now: number): boolean {
  return link !== null && now >= link.seenAt + link.details.expires_in * 1000
}

function signedOut(state: Asking, answer: Answer<null>): Asking {
  if (answer.kind === 'unreachable' || (answer.kind === 'refused' && answer.status !== 401)) {
    return noted(state, trouble(answer), null, 'sign-out')
  }
  return ask(state.link, null)
}
