import { expect, test } from 'vitest'

import type { ProblemCode } from '#contract/problem'

import { load } from '../../../phone-web/src/steps/loading.ts'
import { begin, step } from '../../../phone-web/src/steps.ts'
import { say } from '../../../phone-web/src/words.ts'
import {
  account,
  asking,
  details,
  ended,
  handle,
  no,
  ok,
  said,
  scanned,
  unreachable,
} from './states.ts'

test('one answer makes a scanned page ready: who is signed in came with it', () => {
  const answer = ok(details)
  expect(step(scanned, { type: 'details', answer, now: 7 })).toEqual(asking())
  const known = begin({ by: 'handle', handle, connected: false }, account, null)
  expect(step(known, { type: 'details', answer, now: 7 })).toEqual(asking({ account }))
})

test('whoever types the code waits for nothing', () => {
  expect(begin({ by: 'code' }, null, null)).toEqual(asking({ link: null }))
  expect(begin({ by: 'code' }, account, null)).toEqual(asking({ link: null, account }))
})

test('a link that is not whole is not sent anywhere', () => {
  expect(begin({ by: 'broken' }, account, null)).toEqual(ended('over', say('link.brokenLink')))
})

test('what went wrong at the sign-in provider is said as soon as the TV is known', () => {
  const note = { words: [{ key: 'problem.provider_refused' }], focus: null, again: null }
  expect(begin({ by: 'code' }, null, 'provider_refused')).toEqual(asking({ link: null, note }))
  const back = begin({ by: 'handle', handle, connected: false }, null, 'provider_refused')
  expect(step(back, { type: 'details', answer: ok(details), now: 7 })).toEqual(asking({ note }))
})

test.each([
  'link_unknown',
  'link_denied',
  'link_expired',
  'link_superseded',
  'match_missed',
  'link_finished',
] satisfies ProblemCode[])('%s is final and says so', (code) => {
  expect(step(scanned, { type: 'details', answer: no(code), now: 7 })).toEqual(
    ended('over', said(code)),
  )
})

test('loaded again after "connected!", the page says that the TV is connected', () => {
  const again = begin({ by: 'handle', handle, connected: true }, account, null)
  const used = step(again, { type: 'details', answer: no('link_finished'), now: 7 })
  expect(used).toEqual(ended('connected', say('link.connectedBefore')))
  // Whatever else became of it is said as it is.
  const denied = step(again, { type: 'details', answer: no('link_denied'), now: 7 })
  expect(denied).toEqual(ended('over', said('link_denied')))
})

test.each([
  [no('busy', 30), [...said('busy'), ...say('link.waitSeconds', { count: 30 })]],
  [no('link_taken'), said('link_taken')],
  [unreachable, say('link.unreachable')],
])('%o can be asked again, with TV and account still known', (answer, words) => {
  const loading = load(handle, account)
  const failed = step(loading, { type: 'details', answer, now: 7 })
  expect(failed).toEqual({ at: 'failed', handle, account, words })
  expect(step(failed, { type: 'retry' })).toEqual(loading)
})
