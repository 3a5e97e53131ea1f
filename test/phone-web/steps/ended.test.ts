import { expect, test } from 'vitest'

import { step } from '../../../phone-web/src/steps.ts'
import { say } from '../../../phone-web/src/words.ts'
import { ended, no, ok, said, unreachable } from './states.ts'

const words = say('link.connected')
const fitting = ended('connected', words, 'fitting')
const shown = ended('connected', words, 'shown')
const making = ended('connected', words, 'making')

test('a passkey is offered once it is known that it would help', () => {
  expect(step(fitting, { type: 'offer' })).toEqual(shown)
  const plain = ended('connected', words)
  expect(step(plain, { type: 'offer' })).toBe(plain)
})

test('it is made at a tap, once, and said to be there', () => {
  expect(step(shown, { type: 'make-passkey' })).toEqual(making)
  expect(step(making, { type: 'make-passkey' })).toBe(making)
  expect(step(making, { type: 'made', answer: ok(null) })).toEqual({
    ...ended('connected', words),
    offer: { stage: 'made', words: say('link.passkeyMade') },
  })
})

test('"Not now" takes the offer away', () => {
  expect(step(shown, { type: 'decline' })).toEqual(ended('connected', words))
})

test.each([
  [{ kind: 'cancelled' as const }, []],
  [{ kind: 'unable' as const, words: say('link.passkeyThere') }, say('link.passkeyThere')],
  [no('reauthenticate'), said('reauthenticate')],
  [unreachable, say('link.unreachable')],
])('after %o the offer stands, and the TV stays connected', (answer, told) => {
  expect(step(making, { type: 'made', answer })).toEqual({
    ...shown,
    offer: { stage: 'shown', words: told },
  })
})
