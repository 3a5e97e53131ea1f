import { expect, test } from 'vitest'

import type { Event } from '../../phone-web/src/steps/event.ts'
import { load } from '../../phone-web/src/steps/loading.ts'
import type { State } from '../../phone-web/src/steps/state.ts'
import { step } from '../../phone-web/src/steps.ts'
import {
  account,
  approve,
  approveAgain,
  approving,
  asking,
  credential,
  deny,
  denying,
  details,
  ended,
  form,
  handle,
  matching,
  no,
  ok,
  questioning,
  scanned,
  seen,
  signingOut,
} from './steps/states.ts'

const authorized = ok({ status: 'authorized' as const })
const later = 1e9
const events = {
  details: { type: 'details', answer: ok(details), now: 7 },
  connect: { type: 'connect', form, now: 7 },
  refuse: { type: 'refuse' },
  'sign-out': { type: 'sign-out' },
  passkey: { type: 'passkey', form, now: 7 },
  picked: { type: 'picked', credential },
  'sign-up': { type: 'sign-up', request: { username: 'dora', name: '', password: 'p' } },
  'decided: approve': { type: 'decided', decision: approve, answer: authorized, now: 7 },
  'decided: again': { type: 'decided', decision: approveAgain, answer: authorized, now: 7 },
  'decided: deny': { type: 'decided', decision: deny, answer: authorized, now: 7 },
  proven: { type: 'proven', answer: ok(account) },
  'signed-up': { type: 'signed-up', answer: ok(account) },
  'signed-out': { type: 'signed-out', answer: ok(null) },
  ask: { type: 'ask' },
  retry: { type: 'retry' },
  tick: { type: 'tick', now: later },
  offer: { type: 'offer' },
  'make-passkey': { type: 'make-passkey' },
  made: { type: 'made', answer: ok(null) },
  decline: { type: 'decline' },
} satisfies Record<string, Event>

/** Fails to compile when an event is missing. */
const all: Record<Event['type'], true> = {
  details: true,
  connect: true,
  refuse: true,
  'sign-out': true,
  passkey: true,
  picked: true,
  'sign-up': true,
  decided: true,
  proven: true,
  'signed-up': true,
  'signed-out': true,
  ask: true,
  retry: true,
  tick: true,
  offer: true,
  'make-passkey': true,
  made: true,
  decline: true,
}

const proving = asking({ sending: { call: 'prove', credential: null, yes: null } })
const signingUp = asking({
  sending: { call: 'sign-up', request: { username: 'dora', name: 'Dora', password: 'p' } },
})

const meaningful: [State, (keyof typeof events)[]][] = [
  [scanned, ['details']],
  [load(handle, account), ['details']],
  [{ at: 'failed', handle, account, words: [] }, ['retry']],
  [asking(), ['details', 'connect', 'refuse', 'passkey', 'picked', 'sign-up', 'tick']],
  [asking({ account }), ['details', 'connect', 'refuse', 'sign-out', 'tick']],
  [
    asking({ account, methods: ['passkey'] }),
    ['details', 'connect', 'refuse', 'sign-out', 'passkey', 'tick'],
  ],
  [asking({ link: null }), ['connect', 'passkey', 'picked', 'sign-up']],
  [asking({ link: null, account }), ['connect', 'sign-out']],
  [asking({ account, link: seen('deny') }), ['details', 'refuse', 'sign-out', 'tick']],
  [approving, ['decided: approve']],
  [denying, ['decided: deny']],
  [proving, ['proven']],
  [signingUp, ['signed-up']],
  [signingOut, ['signed-out']],
  [matching(), ['refuse', 'ask']],
  [matching({ link: null }), ['ask']],
  [questioning(), ['refuse', 'decided: again']],
  [questioning({ link: null }), ['decided: again']],
  [questioning({ question: approve }), ['refuse', 'decided: approve']],
  [ended('connected'), []],
  [ended('connected', [], 'fitting'), ['offer']],
  [ended('connected', [], 'shown'), ['make-passkey', 'decline']],
  [ended('connected', [], 'making'), ['made']],
  [ended('connected', [], 'made'), []],
  [ended('refused'), []],
  [ended('over'), []],
]

test('every event is played', () => {
  const types = new Set(Object.values(events).map(({ type }) => type))
  expect(types).toEqual(new Set(Object.keys(all)))
})

test.each(meaningful)('what means nothing in a state leaves it as it is: %o', (state, means) => {
  const moving = Object.entries(events).filter(([, event]) => step(state, event) !== state)
  expect(moving.map(([name]) => name)).toEqual(
    Object.keys(events).filter((n) => means.includes(n as never)),
  )
})

test('an answer that refuses ends no state that did not ask', () => {
  const refusal: Event = { type: 'details', answer: no('link_denied'), now: 7 }
  for (const state of [approving, proving, signingUp, signingOut, matching(), questioning()]) {
    expect(step(state, refusal)).toBe(state)
  }
})
