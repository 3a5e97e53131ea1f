import type { ProblemCode } from '#contract/problem'
import { PROBLEMS } from '#contract/problem'

import type { Answer, Decision, Refusal } from '../../../phone-web/src/calls.ts'
import type { Asking, Event, Form, Matching } from '../../../phone-web/src/steps/state.ts'
import { begin } from '../../../phone-web/src/steps.ts'

export const handle = '0123456789ABCDEFGHJKMNPQRS'
export const account = { username: 'eliza', name: 'Eliza', color: '#CCCDFD' }
export const details = {
  link_id: 'A'.repeat(22),
  device: { name: 'Living room', model: 'Samsung TV' },
  client_name: null,
  place: 'other_network' as const,
  started_ago: 20,
  user_code: 'WDJB-MJHT',
  expires_in: 500,
}
export const form: Form = {
  code: 'wdjb mjht',
  username: ' eliza ',
  password: 'Senza2024',
  remember: true,
}
export const link = { handle, details, seenAt: 7 }
export const unreachable = { kind: 'unreachable' } as const

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

export const scanned = begin({ by: 'handle', handle })
export const typing = begin({ by: 'code' })
export const approving = asking({ sending: { call: 'decide', decision: approve } })
export const denying = asking({ sending: { call: 'decide', decision: deny } })
export const signingOut = asking({ account, sending: { call: 'sign-out' } })

export function asking(over: Partial<Asking> = {}): Asking {
  return { at: 'asking', link, account: null, sending: null, note: null, ...over }
}

export function matching(over: Partial<Matching> = {}): Matching {
  return {
    at: 'matching',
    link,
    account,
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

export function ok<T>(value: T): Answer<T> {
  return { kind: 'ok', value }
}

export function no(code: ProblemCode, retryAfterSeconds: number | null = null): Refusal {
  const [status, title] = PROBLEMS[code]
  return { kind: 'refused', status, code, title, retryAfterSeconds }
}

/** The server's answer to what is under way in this state. */
export function answerTo(
  state: Asking | Matching,
  answer: Extract<Event, { type: 'decided' }>['answer'],
): Event {
  if (state.sending?.call !== 'decide') throw new Error('Nothing is being decided.')
  return { type: 'decided', decision: state.sending.decision, answer }
}
