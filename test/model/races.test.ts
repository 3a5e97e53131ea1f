import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { at } from './facts.ts'
import { type FlowCalls, openFlowCalls } from './flow-calls.ts'
import { pairsOf, race } from './races.ts'
import { SITUATIONS } from './situations.ts'
import { nextChoices, Turns } from './turns.ts'

/** More orders than any pair has; two approvals have the most. */
const MAX_ORDERS = 5000

const LONG = process.env['COUCHLINK_SEQUENCES'] !== undefined
/** Three at once have too many orders to try them all. */
const TRIPLES = LONG ? 10_000 : 300
/** More turns than three flows take. */
const MAX_TURNS = 60

let calls: FlowCalls
const turns = new Turns(() => calls.flow.settled())
beforeAll(async () => {
  calls = await openFlowCalls()
  calls.flow.turn = turns.turn
})
afterAll(() => calls.close())

describe('two at once, in every order of their steps in the database', () => {
  for (const situation of SITUATIONS) {
    it(`do what one after the other does: ${situation.name}`, async () => {
      for (const pair of pairsOf(Object.keys(situation.atOnce))) {
        let choices: number[] | null = []
        for (let orders = 0; choices !== null; orders += 1) {
          expect(orders).toBeLessThan(MAX_ORDERS)
          const chosen: number[] = choices
          await race(calls, situation, pair, turns.atOnce(chosen))
          choices = nextChoices(turns.taken)
        }
      }
    })
  }
})

describe('three at once', () => {
  it(`do what one after the other does, in ${TRIPLES} orders`, async () => {
    const triple = fc.nat(SITUATIONS.length - 1).chain((place) => {
      // A call counts by the moment at which it looked at the clock, so of three, one may still be early when another
      // has heard that it is late.
      const names = Object.keys(at(SITUATIONS, place).atOnce).filter((name) => name !== 'expire')
      const name = fc.constantFrom(...names)
      const three = fc.tuple(name, name, name).filter((some) => !isTwice(place, some))
      return fc.tuple(fc.constant(place), three)
    })
    const choices = fc.array(fc.nat(2), { minLength: MAX_TURNS, maxLength: MAX_TURNS })
    let raced = 0
    const property = fc.asyncProperty(triple, choices, async ([place, names], chosen) => {
      await race(calls, at(SITUATIONS, place), names, turns.atOnce(chosen))
      raced += 1
    })
    await fc.assert(property, { numRuns: TRIPLES })
    expect(raced).toBe(TRIPLES)
  })
})

/** Who comes in twice at once on a phone has two sessions, of which that phone knows one, and so does the model. */
function isTwice(place: number, names: readonly string[]): boolean {
  const { atOnce } = at(SITUATIONS, place)
  const texts = names.map((name) => atOnce[name]?.text ?? '')
  const comes = texts.filter((text) => text.startsWith('signInByPasskey'))
  return new Set(comes).size < comes.length
}
