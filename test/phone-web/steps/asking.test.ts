import { expect, test } from 'vitest'

import { step } from '../../../phone-web/src/steps.ts'
import { TEXTS } from '../../../phone-web/src/texts.ts'
import {
  account,
  approve,
  approving,
  asking,
  denying,
  form,
  handle,
  no,
  ok,
  signingOut,
  unreachable,
} from './states.ts'

test('connecting sends what was typed, once', () => {
  const sent = step(asking(), { type: 'connect', form })
  expect(sent).toEqual(approving)
  expect(step(sent, { type: 'connect', form })).toBe(sent)
})

test('a known account connects without typing', () => {
  expect(step(asking({ account }), { type: 'connect', form: { ...form, username: '' } })).toEqual(
    asking({
      account,
      sending: { call: 'decide', decision: { handle, decision: 'approve' } },
    }),
  )
})

test('a typed code goes with the sign-in, normalized', () => {
  const { handle: _, ...rest } = approve
  expect(step(asking({ link: null }), { type: 'connect', form })).toEqual(
    asking({
      link: null,
      sending: { call: 'decide', decision: { user_code: 'WDJBMJHT', ...rest } },
    }),
  )
})

test.each([
  ['a code that cannot be one', { code: 'WDJB-MJH' }, 'code'],
  ['a code with a wrong letter', { code: 'WDJB-MJHA' }, 'code'],
  ['no user name', { username: '  ' }, 'username'],
  ['no password', { password: '' }, 'password'],
] as const)('%s is said here and not sent', (_, over, focus) => {
  const state = step(asking({ link: null }), { type: 'connect', form: { ...form, ...over } })
  expect(state).toMatchObject({ sending: null, note: { focus, again: null } })
})

test('"Not my TV" needs no sign-in, and nothing to refuse means no refusal', () => {
  expect(step(asking(), { type: 'refuse' })).toEqual(denying)
  const typed = asking({ link: null })
  expect(step(typed, { type: 'refuse' })).toBe(typed)
})

test('another account signs this one out first', () => {
  expect(step(asking({ account }), { type: 'sign-out' })).toEqual(signingOut)
  const nobody = asking()
  expect(step(nobody, { type: 'sign-out' })).toBe(nobody)
  expect(step(signingOut, { type: 'signed-out', answer: ok(null) })).toEqual(asking())
  expect(step(signingOut, { type: 'signed-out', answer: no('sign_in_required') })).toEqual(asking())
  expect(step(signingOut, { type: 'signed-out', answer: unreachable })).toEqual(
    asking({ account, note: { text: TEXTS.unreachable, focus: null, again: 'sign-out' } }),
  )
})

test('a new try takes the old note away', () => {
  const note = { text: 'try again!', focus: 'password' as const, again: null }
  expect(step(asking({ note }), { type: 'connect', form })).toEqual(approving)
  expect(step(asking({ note }), { type: 'refuse' })).toEqual(denying)
  expect(step(asking({ account, note }), { type: 'sign-out' })).toEqual(signingOut)
})
