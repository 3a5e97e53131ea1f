import { describe, expect, it } from 'vitest'

import { openHttpCalls } from './http-calls.ts'
import { type AtOnce, pairsOf, race } from './races.ts'
import { SITUATIONS } from './situations.ts'

/** How often each pair meets; the order in which their calls are sent changes with every round. */
const ROUNDS = process.env['COUCHLINK_SEQUENCES'] === undefined ? 2 : 20

const together: AtOnce = (calls) => Promise.all(calls.map(({ make }) => make()))

describe('two at once over HTTP', () => {
  const [situation] = SITUATIONS
  if (situation === undefined) throw new Error('nothing ever happens')

  it(`do what one after the other does, in ${ROUNDS} rounds: ${situation.name}`, async () => {
    const calls = openHttpCalls()
    const pairs = pairsOf(Object.keys(situation.atOnce))
    expect(pairs.length).toBeGreaterThan(50)
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const pair of pairs) {
        const names = round % 2 === 0 ? pair : pair.toReversed()
        await race(calls, situation, names, together)
      }
    }
  })

  it('do so in threes', async () => {
    const calls = openHttpCalls()
    const names = Object.keys(situation.atOnce)
    for (let first = 0; first < names.length; first += 1) {
      // One triple of each distance: a sample in which each is at it with each other.
      for (const step of [1, 2, 3, 4]) {
        const three = [first, first + step, first + 2 * step + 1]
        const chosen = three.map((place) => names[place % names.length] ?? '')
        await race(calls, situation, chosen, together)
      }
    }
  })
})
