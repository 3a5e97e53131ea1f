import { describe, expect, test } from 'vitest'

import { step } from '../../../phone-web/src/steps.ts'
import { tomorrowNoon } from '../../../phone-web/src/until.ts'
import { say } from '../../../phone-web/src/words.ts'
import {
  account,
  approve,
  approveAgain,
  approving,
  asking,
  denying,
  details,
  ended,
  form,
  handle,
  link,
  no,
  ok,
  other,
  said,
  seen,
  signingOut,
  unreachable,
} from './states.ts'

const connect = { type: 'connect' as const, form, now: 7 }

test('connecting sends what was typed, once', () => {
  const sent = step(asking(), connect)
  expect(sent).toEqual(approving)
  expect(step(sent, connect)).toBe(sent)
})

test('a known account connects with one tap and without typing', () => {
  const nothing = { ...form, username: '', password: '' }
  expect(step(asking({ account }), { ...connect, form: nothing })).toEqual(
    asking({ account, sending: { call: 'decide', decision: approveAgain } }),
  )
})

test('a typed code goes with the sign-in, normalized', () => {
  const { handle: _, ...rest } = approve
  expect(step(asking({ link: null }), connect)).toMatchObject({
    sending: { call: 'decide', decision: { user_code: 'WDJBMJHT', ...rest } },
  })
})

test.each([
  ['a code that cannot be one', { code: 'WDJB-MJH' }, 'code'],
  ['a code with a wrong letter', { code: 'WDJB-MJHA' }, 'code'],
  ['no user name', { username: '  ' }, 'username'],
  ['no password', { password: '' }, 'password'],
] as const)('%s is said here and not sent', (_, over, focus) => {
  const state = step(asking({ link: null }), { ...connect, form: { ...form, ...over } })
  const note = { words: say(`link.${focus}Missing`), focus, again: null }
  expect(state).toMatchObject({ sending: null, note })
})

test('who does not want to be remembered is not offered a passkey either', () => {
  const once = { ...connect, form: { ...form, remember: false } }
  expect(step(asking(), once)).toMatchObject({
    typed: false,
    sending: { decision: { ...approve, remember: false } },
  })
})

test('"Not my TV" needs no sign-in, and nothing to refuse means no refusal', () => {
  expect(step(asking(), { type: 'refuse' })).toEqual(denying)
  const typed = asking({ link: null })
  expect(step(typed, { type: 'refuse' })).toBe(typed)
})

describe('how long', () => {
  const tomorrow = { ...connect, form: { ...form, until: 'tomorrow' as const } }

  test('always says nothing, and until tomorrow noon says that moment', () => {
    expect(step(asking({ account }), connect)).not.toMatchObject({
      sending: { decision: { until: expect.anything() } },
    })
    expect(step(asking({ account }), tomorrow)).toMatchObject({
      sending: { decision: { until: tomorrowNoon(7) } },
    })
    expect(step(asking({ account, link: null }), tomorrow)).toMatchObject({
      sending: { decision: { until: tomorrowNoon(7) } },
    })
  })

  test('where the operator set it for all, the person has no say', () => {
    const set = { ...link, details: { ...details, binding_seconds: 3600 } }
    const sent = step(asking({ account, link: set }), tomorrow)
    expect(sent).toMatchObject({ sending: { decision: approveAgain } })
    expect(JSON.stringify(sent)).not.toContain('"until"')
  })
})

describe('another account', () => {
  test('signs this one out first', () => {
    expect(step(asking({ account }), { type: 'sign-out' })).toEqual(signingOut)
    const nobody = asking()
    expect(step(nobody, { type: 'sign-out' })).toBe(nobody)
  })

  test.each([ok(null), no('sign_in_required')])('is asked for after %o', (answer) => {
    const left = { ...signingOut, warning: { reasons: [], shownAt: 1 }, methods: [], typed: true }
    expect(step(left, { type: 'signed-out', answer })).toEqual(asking())
  })

  test.each([unreachable, no('busy')])('can be tried again after %o', (answer) => {
    expect(step(signingOut, { type: 'signed-out', answer })).toMatchObject({
      account,
      sending: null,
      note: { again: 'sign-out' },
    })
  })

  test('hears what the server says to it about the same TV', () => {
    const known = { ...details, place: 'known_place' as const }
    const heard = { type: 'details' as const, answer: ok(known), now: 9 }
    expect(step(asking({ account }), heard)).toEqual(
      asking({ account, link: { handle, details: known, seenAt: 9 } }),
    )
    // What is under way is not overtaken by what was asked before it.
    expect(step(approving, heard)).toBe(approving)
    expect(step(approving, { ...heard, answer: no('link_finished') })).toBe(approving)
  })

  test.each([
    [no('link_expired'), ended('over', said('link_expired'))],
    [no('link_taken'), { at: 'failed', handle, account, words: said('link_taken') }],
    [unreachable, asking({ account })],
    [no('busy'), asking({ account })],
  ])('hears %o', (answer, state) => {
    expect(step(asking({ account }), { type: 'details', answer, now: 9 })).toEqual(state)
  })
})

test('a new try takes the old note away', () => {
  const note = { words: say('link.codeMissing'), focus: 'password' as const, again: null }
  expect(step(asking({ note }), connect)).toEqual(approving)
  expect(step(asking({ note }), { type: 'refuse' })).toEqual(denying)
  expect(step(asking({ account, note }), { type: 'sign-out' })).toEqual(signingOut)
})

describe('a code that runs out while the page stands', () => {
  const last = 7 + 500_000

  test('says so at that moment and no sooner', () => {
    const state = asking()
    expect(step(state, { type: 'tick', now: last - 1 })).toBe(state)
    expect(step(state, { type: 'tick', now: last })).toEqual(ended('over', say('link.ranOut')))
  })

  test('is not said while a decision is under way, whose answer knows better', () => {
    expect(step(approving, { type: 'tick', now: last })).toBe(approving)
  })

  test('is not known of a typed one', () => {
    const typed = asking({ link: null })
    expect(step(typed, { type: 'tick', now: last })).toBe(typed)
  })
})

describe('a warning of the operator’s rules', () => {
  const unusual = asking({ account, link: seen('warn', 'other_country') })
  const warned = step(unusual, connect)

  test('is shown at the first tap, and the second goes on', () => {
    expect(warned).toMatchObject({
      sending: null,
      warning: { reasons: ['other_country'], shownAt: 7 },
      note: { words: [{ key: 'problem.risk_warned' }] },
    })
    expect(step(warned, { ...connect, now: 1007 })).toMatchObject({
      sending: { decision: { ...approveAgain, acknowledged: true } },
    })
  })

  test('is not passed by tapping twice in one go', () => {
    expect(step(warned, { ...connect, now: 500 })).toBe(warned)
  })

  test('comes after what is missing in the form', () => {
    const blank = { ...form, password: '' }
    expect(step({ ...unusual, account: null }, { ...connect, form: blank })).toMatchObject({
      warning: null,
      note: { focus: 'password' },
    })
  })

  test.each([
    ['of a scanned code', asking({ account, sending: { call: 'decide', decision: approveAgain } })],
    ['of a typed code', { ...approving, link: null }],
  ])('comes from the server %s, too', (_, sent) => {
    const decision = sent.sending?.call === 'decide' ? sent.sending.decision : approve
    const answer = no('risk_warned', null, { reasons: ['unknown_country'] })
    const told = step(sent, { type: 'decided', decision, answer, now: 7 })
    expect(told).toMatchObject({ warning: { reasons: ['unknown_country'] }, sending: null })
    expect(step(told, { ...connect, now: 1007 })).toMatchObject({
      sending: { decision: { acknowledged: true } },
    })
  })

  test('is shown anew to somebody else, and goes where there is nothing left to warn of', () => {
    expect(
      step(
        { ...signingOut, ...unusual, sending: signingOut.sending },
        {
          type: 'signed-out',
          answer: ok(null),
        },
      ),
    ).toMatchObject({ warning: null })
    expect(step(warned, { type: 'details', answer: ok(details), now: 9 })).toMatchObject({
      warning: null,
    })
  })
})

describe('a refusal of the operator’s rules', () => {
  test('leaves no way to connect, and "Not my TV" as it is', () => {
    const denied = asking({ account, link: seen('deny', 'listed_address') })
    expect(step(denied, connect)).toBe(denied)
    expect(step(denied, { type: 'passkey', form, now: 7 })).toBe(denied)
    expect(step(denied, { type: 'refuse' })).toMatchObject({ sending: { call: 'decide' } })
    const nobody = { ...denied, account: null }
    expect(step(nobody, connect)).toBe(nobody)
  })

  test('stands back until an account that may know the place has signed in', () => {
    const far = asking({ link: seen('deny', 'other_network') })
    expect(step(far, connect)).toMatchObject({ sending: { call: 'decide' } })
    const known = { ...far, account: other }
    expect(step(known, connect)).toBe(known)
  })

  test('ends it with its reasons', () => {
    const answer = no('risk_denied', null, { reasons: ['listed_address'] })
    const words = [...said('risk_denied'), ...say('risk.listedAddress')]
    expect(step(approving, { type: 'decided', decision: approve, answer, now: 7 })).toEqual(
      ended('over', words),
    )
  })
})
