import fc from 'fast-check'

import { openFlowCalls } from './flow-calls.ts'
import { playSequence, sequences } from './sequences.ts'

/** As many as `npm test` has time for; `npm run test:long` plays a hundred thousand. */
const SEQUENCES = Number(process.env['COUCHLINK_SEQUENCES'] ?? 3000)

/** There are two processors at least, so two files share the work. */
export const HALF = Math.ceil(SEQUENCES / 2)

/** Plays half of the sequences; a failing one is printed with its seed and without the steps that do not matter. */
export async function playHalf(): Promise<number> {
  const calls = await openFlowCalls()
  let played = 0
  const property = fc.asyncProperty(sequences(), async (commands) => {
    await playSequence(calls, commands)
    played += 1
  })
  try {
    await fc.assert(property, { numRuns: HALF })
    return played
  } finally {
    await calls.close()
  }
}
