import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { EXAMPLES } from './examples.ts'
import { type FlowCalls, openFlowCalls } from './flow-calls.ts'
import { begin, play } from './play.ts'

let calls: FlowCalls
beforeAll(async () => {
  calls = await openFlowCalls()
})
afterAll(() => calls.close())

describe('sequences that once failed', () => {
  for (const [name, steps] of Object.entries(EXAMPLES)) {
    it(name, async () => {
      const game = await begin(calls)
      for (const step of steps) {
        expect(step.possible(game.facts), step.text).toBe(true)
        await play(game, step)
      }
    })
  }
})
