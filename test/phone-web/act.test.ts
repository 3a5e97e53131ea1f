import { expect, test } from 'vitest'

import { makeAct } from '../../phone-web/src/act.ts'
import type { Calls } from '../../phone-web/src/calls.ts'
import type { Event } from '../../phone-web/src/steps/event.ts'
import type { Todo } from '../../phone-web/src/todo.ts'
import {
  account,
  approve,
  credential,
  details,
  handle,
  no,
  ok,
  unreachable,
} from './steps/states.ts'

const request = { username: 'dora', name: 'Dora', password: 'p' }

/** A page whose server says `ok` to everything, but for what a test lets it say. */
function page(over: Partial<Calls> = {}, mayOffer = true, loads = true) {
  const heard: Event[] = []
  const remembered: string[] = []
  const calls: Calls = {
    details: async () => ok(details),
    session: async () => ok(account),
    decide: async () => ok({ status: 'authorized' }),
    signOut: async () => ok(null),
    signUp: async () => ok(account),
    passkeyOptions: async () => unreachable,
    passkeySignIn: async () => ok(account),
    keepPasskey: async () => ok(null),
    ...over,
  }
  const act = makeAct({
    calls,
    passkeys: async () => {
      if (!loads) throw new TypeError('Failed to fetch dynamically imported module')
      return {
        prove: async (_calls, picked) => (picked === null ? { kind: 'cancelled' } : ok(account)),
      }
    },
    passkeyMaker: async () => {
      if (!loads) throw new TypeError('Failed to fetch dynamically imported module')
      return { makePasskey: async () => ok(null) }
    },
    nowMs: () => 7,
    rememberConnected: () => remembered.push('connected'),
    mayOffer: () => mayOffer,
    dispatch: (event) => heard.push(event),
  })
  return {
    remembered,
    async after(todo: Todo) {
      act(todo)
      // All answers are at hand, so a turn of the event loop has them all heard.
      await new Promise(setImmediate)
      return heard
    },
  }
}

test.each<[Todo, Event]>([
  [
    { do: 'load', handle },
    { type: 'details', answer: ok(details), now: 7 },
  ],
  [
    { do: 'send', sending: { call: 'decide', decision: approve } },
    { type: 'decided', decision: approve, answer: ok({ status: 'authorized' }), now: 7 },
  ],
  [
    { do: 'send', sending: { call: 'sign-out' } },
    { type: 'signed-out', answer: ok(null) },
  ],
  [
    { do: 'send', sending: { call: 'sign-up', request } },
    { type: 'signed-up', answer: ok(account) },
  ],
  [
    { do: 'send', sending: { call: 'prove', credential, yes: null } },
    { type: 'proven', answer: ok(account) },
  ],
  [
    { do: 'send', sending: { call: 'prove', credential: null, yes: null } },
    { type: 'proven', answer: { kind: 'cancelled' } },
  ],
  [{ do: 'make-passkey' }, { type: 'made', answer: ok(null) }],
  [{ do: 'look-up-offer' }, { type: 'offer' }],
])('%o comes back as what was answered', async (todo, event) => {
  expect(await page().after(todo)).toEqual([event])
})

test('what knows of passkeys and cannot be loaded is a server that did not answer', async () => {
  const offline = page({}, true, false)
  const sending = { call: 'prove' as const, credential: null, yes: null }
  expect(await offline.after({ do: 'send', sending })).toEqual([
    { type: 'proven', answer: unreachable },
  ])
  expect(await page({}, true, false).after({ do: 'make-passkey' })).toEqual([
    { type: 'made', answer: unreachable },
  ])
})

test.each([
  ['who has a passkey already', page({ session: async () => ok({ ...account, passkeys: 1 }) })],
  ['where there can be none', page({ session: async () => ok({ ...account, passkeys: null }) })],
  ['whose browser kept no session', page({ session: async () => no('sign_in_required') })],
  ['who cannot be asked about', page({ session: async () => unreachable })],
  ['who said "Not now"', page({}, false)],
])('no passkey is offered to somebody %s', async (_, browser) => {
  expect(await browser.after({ do: 'look-up-offer' })).toEqual([])
})

test('"connected" is remembered and nothing else comes of it', async () => {
  const browser = page()
  expect(await browser.after({ do: 'remember-connected' })).toEqual([])
  expect(browser.remembered).toEqual(['connected'])
})
