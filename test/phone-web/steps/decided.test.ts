import { expect, test } from 'vitest'

import type { ProblemCode } from '#contract/problem'

import { step } from '../../../phone-web/src/steps.ts'
import { TEXTS } from '../../../phone-web/src/texts.ts'
import {
  account,
  answerTo,
  approve,
  approveAgain,
  approving,
  asking,
  deny,
  denying,
  matching,
  no,
  ok,
  unreachable,
} from './states.ts'

test('"connected!" or "Refused", as the server decided', () => {
  expect(step(approving, answerTo(approving, ok({ status: 'authorized' })))).toEqual({
    at: 'ended',
    how: 'connected',
    text: 'connected! Look at your TV.',
  })
  expect(step(denying, answerTo(denying, ok({ status: 'denied' })))).toEqual({
    at: 'ended',
    how: 'refused',
    text: 'Refused. The TV shows a new code.',
  })
})

test('three digits to match, and nothing is decided yet', () => {
  const answer = ok({ status: 'match' as const, number: '472' })
  const known = asking({ account, sending: { call: 'decide', decision: approveAgain } })
  expect(step(known, answerTo(known, answer))).toEqual(matching())
  expect(step(approving, answerTo(approving, answer))).toEqual(
    matching({ account: null, fallback: { ...approve, remember: false } }),
  )
})

/** Every way in which the server can say no: where it leads, and what "Try again" would repeat. */
const outcomes: Record<ProblemCode, 'over' | { focus: string | null; again: string | null }> = {
  bad_request: { focus: null, again: null },
  invalid_token: { focus: null, again: null },
  invalid_dpop_proof: { focus: null, again: null },
  device_not_bound: { focus: null, again: null },
  sign_in_failed: { focus: 'password', again: null },
  sign_in_required: { focus: 'username', again: null },
  cross_site: { focus: null, again: null },
  not_at_home: { focus: null, again: null },
  not_found: { focus: null, again: null },
  link_unknown: 'over',
  code_unknown: { focus: 'code', again: null },
  method_not_allowed: { focus: null, again: null },
  link_denied: 'over',
  link_expired: 'over',
  link_superseded: 'over',
  link_taken: 'over',
  match_missed: 'over',
  link_finished: 'over',
  payload_too_large: { focus: null, again: null },
  unsupported_media_type: { focus: null, again: null },
  host_not_allowed: { focus: null, again: null },
  too_many_attempts: { focus: null, again: null },
  internal_error: { focus: null, again: 'connect' },
  busy: { focus: null, again: 'connect' },
}

test.each(Object.entries(outcomes))('%s', (code, outcome) => {
  const answer = no(code as ProblemCode)
  const state = step(approving, answerTo(approving, answer))
  if (outcome === 'over') {
    expect(state).toEqual({ at: 'ended', how: 'over', text: answer.title })
    return
  }
  const text = code === 'sign_in_failed' ? `try again! ${answer.title}` : answer.title
  expect(state).toEqual(asking({ note: { text, ...outcome } as never }))
})

test('a session that has ended meanwhile leads to the form', () => {
  const known = asking({ account, sending: { call: 'decide', decision: approveAgain } })
  expect(step(known, answerTo(known, no('sign_in_required')))).toMatchObject({
    account: null,
    sending: null,
    note: { focus: 'username' },
  })
})

test('too many tries say how long to wait', () => {
  const state = step(approving, answerTo(approving, no('too_many_attempts', 300)))
  expect(state).toMatchObject({
    note: { text: 'Too many tries. Please wait a little. Try again in 5 minutes.' },
  })
})

test.each([
  [approving, 'connect'],
  [denying, 'refuse'],
])('no answer offers the very same again', (sent, again) => {
  expect(step(sent, answerTo(sent, unreachable))).toEqual(
    asking({ note: { text: TEXTS.unreachable, focus: null, again } as never }),
  )
})

test('the answer to an earlier decision is not taken for the answer to this one', () => {
  const answer = ok({ status: 'authorized' as const })
  expect(step(denying, { type: 'decided', decision: approve, answer })).toBe(denying)
  const alike = { ...deny }
  expect(step(denying, { type: 'decided', decision: alike, answer })).toBe(denying)
})
