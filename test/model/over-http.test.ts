import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { openHttpCalls } from './http-calls.ts'
import { playSequence, sequences } from './sequences.ts'

/** Each on a server of its own, started with an empty folder. */
const RUNS = 30

describe('the same over HTTP', () => {
  it(`does what the model says, in ${RUNS} sequences`, async () => {
    const calls = openHttpCalls()
    let played = 0
    const property = fc.asyncProperty(sequences(), async (commands) => {
      await playSequence(calls, commands)
      played += 1
    })
    await fc.assert(property, { numRuns: RUNS })
    expect(played).toBe(RUNS)
  })
})
