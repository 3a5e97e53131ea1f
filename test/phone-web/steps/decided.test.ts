import { expect, test } from 'vitest'

import type { ProblemCode } from '#contract/problem'

import { step } from '../../../phone-web/src/steps.ts'
import { say } from '../../../phone-web/src/words.ts'
import {
  account,
  answerTo,
  approve,
  approveAgain,
  approving,
  asking,
  connected,
  deny,
  denying,
  details,
  ended,
  handle,
  matching,
  no,
  ok,
  said,
  scanned,
  unreachable,
} from './states.ts'

test('"Connected!" or "Refused", as the server decided', () => {
  const known = asking({ account, sending: { call: 'decide', decision: approveAgain } })
  expect(step(known, answerTo(known, ok({ status: 'authorized' })))).toEqual(connected)
  expect(step(denying, answerTo(denying, ok({ status: 'denied' })))).toEqual(
    ended('refused', say('link.refused')),
  )
})

test('who typed the password may be offered to do without it the next time', () => {
  expect(step(approving, answerTo(approving, ok({ status: 'authorized' })))).toEqual(
    ended('connected', say('link.connected'), 'fitting'),
  )
})

test('three digits to match, and nothing is decided yet', () => {
  const answer = ok({ status: 'match' as const, number: '472' })
  const known = asking({ account, sending: { call: 'decide', decision: approveAgain } })
  expect(step(known, answerTo(known, answer))).toEqual(matching())
  expect(step(approving, answerTo(approving, answer))).toEqual(
    matching({ account: null, typed: true, fallback: { ...approve, remember: false } }),
  )
})

type Outcome = 'over' | 'failed' | { focus: string | null; again: string | null }
const STAYS: Outcome = { focus: null, again: null }

/** Every way in which the server can say no: where it leads, and what "Try again" would repeat. */
const outcomes: Record<ProblemCode, Outcome> = {
  bad_request: STAYS,
  invalid_token: STAYS,
  invalid_dpop_proof: STAYS,
  media_token_ended: STAYS,
  title_unknown: STAYS,
  device_not_bound: STAYS,
  device_unknown: STAYS,
  payload_refused: STAYS,
  approval_refused: STAYS,
  tenant_mismatch: STAYS,
  client_not_registered: STAYS,
  insufficient_scope: STAYS,
  opt_in_required: STAYS,
  sign_in_failed: { focus: 'password', again: null },
  sign_in_required: { focus: 'username', again: null },
  passkey_failed: STAYS,
  reauthenticate: STAYS,
  risk_warned: STAYS,
  risk_denied: 'over',
  cross_site: STAYS,
  not_at_home: STAYS,
  not_found: STAYS,
  link_unknown: 'over',
  code_unknown: { focus: 'code', again: null },
  method_not_allowed: STAYS,
  link_denied: 'over',
  link_expired: 'over',
  link_superseded: 'over',
  username_taken: 'over',
  last_sign_in: 'over',
  too_many_passkeys: 'over',
  too_many_keys: 'over',
  passkeys_unavailable: 'over',
  link_taken: 'failed',
  match_missed: 'over',
  link_finished: 'over',
  weak_password: STAYS,
  payload_too_large: STAYS,
  unsupported_media_type: STAYS,
  host_not_allowed: STAYS,
  too_many_attempts: STAYS,
  provider_refused: STAYS,
  provider_unavailable: { focus: null, again: 'connect' },
  internal_error: { focus: null, again: 'connect' },
  busy: { focus: null, again: 'connect' },
}

test.each(Object.entries(outcomes))('%s', (code, outcome) => {
  const words = said(code as ProblemCode)
  const state = step(approving, answerTo(approving, no(code as ProblemCode)))
  if (outcome === 'over') expect(state).toEqual(ended('over', words))
  else if (outcome === 'failed')
    expect(state).toEqual({ at: 'failed', handle, account: null, words })
  else {
    const note = { words: [{ key: `problem.${code}` }], ...outcome }
    expect(state).toMatchObject({ at: 'asking', sending: null, note })
  }
})

test('who signed in on a web site is sent to look there, not at a TV', () => {
  const site = { ...details, client_name: 'Shop', site: 'https://shop.example' }
  const link = { handle, details: site, seenAt: 0 }
  const state = asking({ account, link, sending: { call: 'decide', decision: approveAgain } })
  expect(step(state, answerTo(state, ok({ status: 'authorized' })))).toMatchObject({
    words: say('site.connected'),
  })
})

test('a TV that somebody else is connecting can be asked for again', () => {
  const taken = step(approving, answerTo(approving, no('link_taken')))
  expect(step(taken, { type: 'retry' })).toEqual(scanned)
  const typed = asking({ link: null, sending: approving.sending })
  expect(step(typed, answerTo(typed, no('link_taken')))).toMatchObject({
    note: { again: 'connect' },
  })
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
  const words = [...said('too_many_attempts'), ...say('link.waitMinutes', { count: 5 })]
  expect(state).toMatchObject({ note: { words } })
})

test.each([
  [approving, 'connect'],
  [denying, 'refuse'],
])('no answer offers the very same again', (sent, again) => {
  expect(step(sent, answerTo(sent, unreachable))).toMatchObject({
    at: 'asking',
    sending: null,
    note: { words: say('link.unreachable'), focus: null, again },
  })
})

test('the answer to an earlier decision is not taken for the answer to this one', () => {
  const answer = ok({ status: 'authorized' as const })
  expect(step(denying, { type: 'decided', decision: approve, answer, now: 7 })).toBe(denying)
  const alike = { ...deny }
  expect(step(denying, { type: 'decided', decision: alike, answer, now: 7 })).toBe(denying)
})
