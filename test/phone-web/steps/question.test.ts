import { expect, test } from 'vitest'

import { questionAfter, waitAfter } from '../../../phone-web/src/steps/question.ts'
import { approve, approveAgain, no, unreachable } from './states.ts'

test('the account session that the approval opened takes the place of the password', () => {
  const { question, fallback } = questionAfter(approve)
  expect(JSON.parse(JSON.stringify(question))).toEqual(approveAgain)
  expect(fallback).toEqual({ ...approve, remember: false })
})

test('who is known already asks without a password, and has none to fall back on', () => {
  const { question, fallback } = questionAfter(approveAgain)
  expect(JSON.parse(JSON.stringify(question))).toEqual(approveAgain)
  expect(fallback).toBeNull()
})

test('who does not want to be remembered sends the password each time', () => {
  const once = { ...approve, remember: false }
  expect(questionAfter(once)).toEqual({ question: once, fallback: null })
})

test('how long, and that a warning was seen, is asked again just as it was said', () => {
  const said = { until: 1000, acknowledged: true }
  const { question, fallback } = questionAfter({ ...approve, ...said })
  expect(question).toMatchObject(said)
  expect(fallback).toMatchObject(said)
})

test('a typed code is asked again by that code', () => {
  const { question } = questionAfter({ user_code: 'WDJBMJHT', decision: 'approve' })
  expect(question).toMatchObject({ user_code: 'WDJBMJHT', decision: 'approve' })
})

test.each([
  [unreachable, 2],
  [no('internal_error'), 2],
  [no('busy', 1), 2],
  [no('busy', 15), 15],
  [no('too_many_attempts', 3600), 60],
])('after %o the server is left alone for %d seconds', (failure, seconds) => {
  expect(waitAfter(failure)).toBe(seconds)
})
