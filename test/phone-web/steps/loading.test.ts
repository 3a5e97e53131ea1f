import { expect, test } from 'vitest'

import type { ProblemCode } from '#contract/problem'
import { PROBLEMS } from '#contract/problem'

import type { Event, State } from '../../../phone-web/src/steps/state.ts'
import { step } from '../../../phone-web/src/steps.ts'
import { TEXTS } from '../../../phone-web/src/texts.ts'
import { account, asking, details, handle, no, ok, scanned, typing, unreachable } from './states.ts'

function play(state: State, ...events: Event[]): State {
  return events.reduce(step, state)
}

test('a scanned link asks as soon as TV and account are known, in whichever order', () => {
  const heard: Event = { type: 'details', answer: ok(details), now: 7 }
  const known: Event = { type: 'session', answer: ok(account) }
  expect(play(scanned, heard, known)).toEqual(asking({ account }))
  expect(play(scanned, known, heard)).toEqual(asking({ account }))
  expect(play(scanned, heard).at).toBe('loading')
  expect(play(scanned, known).at).toBe('loading')
})

test('whoever types the code waits for the account only', () => {
  expect(play(typing, { type: 'session', answer: no('sign_in_required') })).toEqual(
    asking({ link: null }),
  )
})

test.each([no('sign_in_required'), no('busy'), unreachable])(
  'an account that cannot be asked for (%o) means signing in, never waiting',
  (answer) => {
    const state = play(
      scanned,
      { type: 'session', answer },
      { type: 'details', answer: ok(details), now: 7 },
    )
    expect(state).toEqual(asking())
  },
)

test.each([
  'link_unknown',
  'link_denied',
  'link_expired',
  'link_superseded',
  'link_taken',
  'match_missed',
  'link_finished',
] satisfies ProblemCode[])('%s is final and says so in the server’s words', (code) => {
  const answer = no(code)
  expect(step(scanned, { type: 'details', answer, now: 7 })).toEqual({
    at: 'ended',
    how: 'over',
    text: answer.title,
  })
})

test('a passing trouble can be retried, with the handle still known', () => {
  const failed = step(scanned, { type: 'details', answer: no('busy', 30), now: 7 })
  expect(failed).toEqual({
    at: 'failed',
    handle,
    text: `${PROBLEMS.busy[1]} Try again in 30 seconds.`,
  })
  expect(step(failed, { type: 'retry' })).toEqual(scanned)
  expect(step(scanned, { type: 'details', answer: unreachable, now: 7 })).toEqual({
    at: 'failed',
    handle,
    text: TEXTS.unreachable,
  })
})
