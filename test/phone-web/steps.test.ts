import { expect, test } from 'vitest'

import type { Event, State } from '../../phone-web/src/steps/state.ts'
import { begin, step } from '../../phone-web/src/steps.ts'
import { TEXTS } from '../../phone-web/src/texts.ts'
import {
  account,
  approve,
  approveAgain,
  approving,
  asking,
  deny,
  denying,
  details,
  form,
  handle,
  matching,
  ok,
  questioning,
  scanned,
  signingOut,
  typing,
} from './steps/states.ts'

test('a link that is not whole is not sent anywhere', () => {
  expect(begin({ by: 'broken' })).toEqual({ at: 'ended', how: 'over', text: TEXTS.brokenLink })
})

test('an event that means nothing in a state leaves it as it is', () => {
  const answer = ok({ status: 'authorized' as const })
  const events = {
    details: { type: 'details', answer: ok(details), now: 7 },
    session: { type: 'session', answer: ok(account) },
    connect: { type: 'connect', form },
    refuse: { type: 'refuse' },
    'sign-out': { type: 'sign-out' },
    'decided: approve': { type: 'decided', decision: approve, answer },
    'decided: approve again': { type: 'decided', decision: approveAgain, answer },
    'decided: deny': { type: 'decided', decision: deny, answer },
    'signed-out': { type: 'signed-out', answer: ok(null) },
    ask: { type: 'ask' },
    retry: { type: 'retry' },
  } satisfies Record<string, Event>
  const types = new Set(Object.values(events).map(({ type }) => type))
  // Fails to compile when an event is missing above.
  const all: Record<Event['type'], true> = {
    details: true,
    session: true,
    connect: true,
    refuse: true,
    'sign-out': true,
    decided: true,
    'signed-out': true,
    ask: true,
    retry: true,
  }
  expect(types).toEqual(new Set(Object.keys(all)))

  const states: [State, (keyof typeof events)[]][] = [
    [scanned, ['details', 'session']],
    [typing, ['session']],
    [{ at: 'failed', handle, text: '' }, ['retry']],
    [asking(), ['connect', 'refuse']],
    [asking({ account }), ['connect', 'refuse', 'sign-out']],
    [asking({ link: null }), ['connect']],
    [asking({ link: null, account }), ['connect', 'sign-out']],
    [approving, ['decided: approve']],
    [denying, ['decided: deny']],
    [signingOut, ['signed-out']],
    [matching(), ['refuse', 'ask']],
    [matching({ link: null }), ['ask']],
    [questioning(), ['refuse', 'decided: approve again']],
    [questioning({ link: null }), ['decided: approve again']],
    [questioning({ question: approve }), ['refuse', 'decided: approve']],
    [{ at: 'ended', how: 'connected', text: '' }, []],
    [{ at: 'ended', how: 'refused', text: '' }, []],
    [{ at: 'ended', how: 'over', text: '' }, []],
  ]
  for (const [state, meaningful] of states) {
    for (const [name, event] of Object.entries(events)) {
      const moved = step(state, event) !== state
      expect([state, name, moved]).toEqual([state, name, (meaningful as string[]).includes(name)])
    }
  }
})
