import type { ProblemCode } from '#contract/problem'
import { PROBLEMS } from '#contract/problem'

import type { Answer, Decision, Refusal } from '../../../phone-web/src/calls.ts'
import type { Event, Form } from '../../../phone-web/src/steps/event.ts'
import type { Asking, Ended, Matching, SeenLink } from '../../../phone-web/src/steps/state.ts'
import { begin } from '../../../phone-web/src/steps.ts'
import type { Words } from '../../../phone-web/src/words.ts'

export const handle = '0123456789ABCDEFGHJKMNPQRS'
export const account = {
  username: 'eliza',
  name: 'Eliza',
  color: '#CCCDFD',
  method: 'password' as const,
  passkeys: 0,
  new_devices: 0,
}
export const other = { ...account, username: 'dora', name: 'Dora' }
export const clear = { verdict: 'clear' as const, reasons: [] }
export const details: SeenLink['details'] = {
  link_id: 'A'.repeat(22),
  device_id: 'key_x',
  link_key: null,
  site: null,
  device: { name: 'Living room', model: 'Samsung TV' },
  client_name: null,
  place: 'other_network',
  tv_address: '192.0.2.…',
  phone_address: '198.51.100.…',
  risk: clear,
  binding_seconds: null,
  started_ago: 20,
  user_code: 'WDJB-MJHT',
  expires_in: 500,
}
export const form: Form = {
  code: 'wdjb mjht',
  username: ' eliza ',
  password: 'Senza2024',
  remember: true,
  until: 'always',
}
export const link: SeenLink = { handle, details, seenAt: 7 }
export const unreachable = { kind: 'unreachable' } as const
export const credential = {
  id: 'key',
  rawId: 'key',
  type: 'public-key' as const,
  clientExtensionResults: {},
  response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
}

/** With a password, with the account session, and "Not my TV". */
export const approve = {
  handle,
  decision: 'approve' as const,
  username: 'eliza',
  password: 'Senza2024',
  remember: true,
}
export const approveAgain: Decision = { handle, decision: 'approve' }
export const deny: Decision = { handle, decision: 'deny' }

export const scanned = begin({ by: 'handle', handle, connected: false }, null, null)
export const approving = asking({ typed: true, sending: { call: 'decide', decision: approve } })
export const denying = asking({ sending: { call: 'decide', decision: deny } })
export const signingOut = asking({ account, sending: { call: 'sign-out' } })
export const connected = ended('connected', [{ key: 'link.connected', values: {} }])

export function asking(over: Partial<Asking> = {}): Asking {
  return {
    at: 'asking',
    link,
    account: null,
    warning: null,
    methods: null,
    typed: false,
    sending: null,
    note: null,
    ...over,
  }
}

export function matching(over: Partial<Matching> = {}): Matching {
  return {
    at: 'matching',
    link,
    account,
    typed: false,
    number: '472',
    question: approveAgain,
    fallback: null,
    sending: null,
    asked: 0,
    waitSeconds: 2,
    answered: true,
    ...over,
  }
}

/** The same, with its question under way. */
export function questioning(over: Partial<Matching> = {}): Matching {
  const state = matching({ asked: 1, ...over })
  return { ...state, sending: { call: 'decide', decision: state.question } }
}

export function ended(
  how: Ended['how'],
  words: Words = [],
  stage: Ended['offer']['stage'] = 'none',
): Ended {
  return { at: 'ended', how, words, offer: { stage, words: [] } }
}

/** The TV behind the link, about which the operator's rules have something to say. */
export function seen(verdict: 'warn' | 'deny', ...reasons: typeof details.risk.reasons): SeenLink {
  return { ...link, details: { ...details, risk: { verdict, reasons } } }
}

export function ok<T>(value: T): Answer<T> {
  return { kind: 'ok', value }
}

export function no(
  code: ProblemCode,
  retryAfterSeconds: number | null = null,
  over: Partial<Refusal> = {},
): Refusal {
  const [status, title] = PROBLEMS[code]
  const members = { detail: null, methods: [], reasons: [] }
  return { kind: 'refused', status, code, title, retryAfterSeconds, ...members, ...over }
}

/** What a state says about a refusal. */
export function said(code: ProblemCode): Words {
  return [{ key: `problem.${code}`, otherwise: PROBLEMS[code][1] }]
}

/** The server's answer to what is under way in this state. */
export function answerTo(
  state: Asking | Matching,
  answer: Extract<Event, { type: 'decided' }>['answer'],
): Event {
  if (state.sending?.call !== 'decide') throw new Error('Nothing is being decided.')
  return { type: 'decided', decision: state.sending.decision, answer, now: 7 }
}
