import { describe, expect, test } from 'vitest'

import type { ProblemCode } from '#contract/problem'

import type { State } from '../../../phone-web/src/steps/state.ts'
import { step } from '../../../phone-web/src/steps.ts'
import { say } from '../../../phone-web/src/words.ts'
import {
  account,
  answerTo,
  approve,
  approveAgain,
  asking,
  connected,
  deny,
  ended,
  form,
  matching,
  no,
  ok,
  questioning,
  said,
  unreachable,
} from './states.ts'

const stillMatching = ok({ status: 'match' as const, number: '472' })
const once = { ...approve, remember: false }

describe('while the digits are being entered on the TV', () => {
  test('the approval is asked again, one question at a time', () => {
    const asked = step(matching(), { type: 'ask' })
    expect(asked).toEqual(questioning())
    expect(step(asked, { type: 'ask' })).toBe(asked)
  })

  test('the digits stay while the server has no answer yet', () => {
    const asked = questioning({ answered: false, waitSeconds: 15 })
    expect(step(asked, answerTo(asked, stillMatching))).toEqual(matching({ asked: 1 }))
  })

  test('should the digits become others, those are shown', () => {
    const asked = questioning()
    const answer = ok({ status: 'match' as const, number: '918' })
    expect(step(asked, answerTo(asked, answer))).toEqual(matching({ asked: 1, number: '918' }))
  })

  test('the right ones on the TV lead to "connected!"', () => {
    const asked = questioning()
    expect(step(asked, answerTo(asked, ok({ status: 'authorized' })))).toEqual(connected)
  })

  test('lead to the offer of a passkey where the password was typed for them', () => {
    const asked = questioning({ typed: true })
    expect(step(asked, answerTo(asked, ok({ status: 'authorized' })))).toMatchObject({
      offer: { stage: 'fitting' },
    })
  })

  test.each<[ProblemCode | 'unreachable', number, number]>([
    ['unreachable', 0, 2],
    ['internal_error', 0, 2],
    ['busy', 30, 30],
    ['too_many_attempts', 900, 60],
  ])('%s keeps them, says so, and asks again', (code, retryAfter, waitSeconds) => {
    const asked = questioning()
    const answer = code === 'unreachable' ? unreachable : no(code, retryAfter)
    const waits = matching({ asked: 1, answered: false, waitSeconds })
    expect(step(asked, answerTo(asked, answer))).toEqual(waits)
    expect(step(waits, { type: 'ask' })).toMatchObject({ at: 'matching', asked: 2, number: '472' })
  })
})

/** Every refusal that is an answer: where it leads. `null` is the question "Connect this TV?" with a note. */
const ends: Partial<Record<ProblemCode, 'over' | 'failed' | null>> = {
  match_missed: 'over',
  link_expired: 'over',
  link_taken: 'failed',
  risk_denied: 'over',
  link_denied: 'over',
  link_superseded: 'over',
  link_finished: 'over',
  link_unknown: 'over',
  not_at_home: null,
  reauthenticate: null,
  risk_warned: null,
  sign_in_failed: null,
  sign_in_required: null,
  bad_request: null,
  cross_site: null,
}

test.each(Object.entries(ends))('%s ends the match in the server’s words', (code, how) => {
  const asked = questioning()
  const answer = no(code as ProblemCode)
  const state = step(asked, answerTo(asked, answer))
  if (how === 'over') expect(state).toEqual(ended('over', said(code as ProblemCode)))
  else if (how === 'failed') expect(state).toMatchObject({ at: 'failed' })
  else expect(state).toMatchObject({ at: 'asking', sending: null, link: matching().link })
  expect(JSON.stringify(state)).toContain(`problem.${code}`)
})

test('a typed code that is known no more has been answered, and the TV shows how', () => {
  const question = { user_code: 'WDJBMJHT', decision: 'approve' as const }
  const asked = questioning({ link: null, question })
  expect(step(asked, answerTo(asked, no('code_unknown')))).toEqual(
    ended('over', say('link.codeUsed')),
  )
})

describe('a browser that keeps no cookie', () => {
  test('asks with the password from then on, and the digits stay', () => {
    const asked = questioning({ account: null, fallback: once })
    const next = step(asked, answerTo(asked, no('sign_in_required')))
    expect(next).toEqual(matching({ account: null, asked: 1, question: once }))
    expect(step(next, { type: 'ask' })).toMatchObject({ sending: { decision: once } })
  })

  test('has to sign in again when that is refused too', () => {
    const asked = questioning({ account: null, question: once })
    expect(step(asked, answerTo(asked, no('sign_in_failed')))).toMatchObject({
      at: 'asking',
      note: { focus: 'password' },
    })
  })
})

describe('"Not my TV"', () => {
  const refusing = asking({ account, sending: { call: 'decide', decision: deny } })

  test.each([
    ['between two questions', matching()],
    ['while one is under way', questioning()],
    ['without the network', matching({ answered: false, asked: 3 })],
  ])('is sent at once %s, and nothing is asked after it', (_, state) => {
    const refused = step(state, { type: 'refuse' })
    expect(refused).toEqual(refusing)
    expect(step(refused, { type: 'ask' })).toBe(refused)
  })

  test('is not undone by the late answer to a question', () => {
    const asked = questioning()
    const refused = step(asked, { type: 'refuse' })
    expect(step(refused, answerTo(asked, stillMatching))).toBe(refused)
    expect(step(refused, answerTo(asked, ok({ status: 'authorized' })))).toBe(refused)
  })

  test('is not there for a typed code, which cannot be refused', () => {
    const typed = matching({ link: null })
    expect(step(typed, { type: 'refuse' })).toBe(typed)
  })
})

describe('after 45 questions', () => {
  function askOn(answer: typeof stillMatching | typeof unreachable) {
    let state: State = matching()
    let questions = 0
    while (state.at === 'matching' && questions < 1000) {
      const asked = step(state, { type: 'ask' })
      if (asked.at !== 'matching') throw new Error('A question changes nothing else.')
      questions += 1
      state = step(asked, answerTo(asked, answer))
    }
    return { state, questions }
  }

  test.each([
    [stillMatching, say('link.stillWaiting')],
    [unreachable, say('link.unreachable')],
  ])('the person asks, not the page', (answer, words) => {
    const { state, questions } = askOn(answer)
    expect(questions).toBe(45)
    expect(state).toEqual(asking({ account, note: { words, focus: null, again: 'connect' } }))
    expect(step(state, { type: 'connect', form, now: 7 })).toMatchObject({
      sending: { decision: approveAgain },
    })
  })
})

test('who was warned before the match has not to be warned again after it', () => {
  const question = { ...approveAgain, acknowledged: true }
  const asked = questioning({ asked: 45, question })
  const after = step(asked, answerTo(asked, unreachable))
  expect(after).toMatchObject({ at: 'asking', warning: { reasons: [] } })
  expect(step(after, { type: 'connect', form, now: 1000 })).toMatchObject({
    sending: { decision: { acknowledged: true } },
  })
})
