import { describe, expect, it } from 'vitest'

import type { ApproveOutcome } from '../../../phone-web/client/couchlink-phone.ts'
import { untilDecided } from '../../../phone-web/client/until-decided.ts'
import { problem } from '../../tv-app/client/proving-server.ts'

const MATCH: ApproveOutcome = { kind: 'match', number: '472' }
const LOST: ApproveOutcome = { kind: 'unreachable' }
const YES: ApproveOutcome = { kind: 'authorized' }

function refused(status: number, retryAfterSeconds: number | null = null): ApproveOutcome {
  const code = 'x'
  return { kind: 'refused', status, code, problem: problem(status, code), retryAfterSeconds }
}

/** Plays these answers, the last one for ever. Says what came of it, what was shown and how long was waited. */
async function play(answers: ApproveOutcome[], signal?: AbortSignal) {
  const shown: string[] = []
  const waits: number[] = []
  let asked = 0
  const outcome = await untilDecided(
    async () => answers[Math.min(asked++, answers.length - 1)] ?? LOST,
    {
      onMatch: (number) => shown.push(number),
      wait: async (ms) => void waits.push(ms),
      signal,
    },
  )
  return { outcome, shown, waits, asked }
}

describe('asking what came of the number', () => {
  it('goes on every two seconds until the TV has answered', async () => {
    const played = await play([MATCH, MATCH, MATCH, YES])
    expect(played).toEqual({
      outcome: YES,
      shown: ['472'],
      waits: [2000, 2000, 2000],
      asked: 4,
    })
  })

  it('is not needed where there is no number', async () => {
    for (const answer of [YES, LOST, refused(409), refused(503)]) {
      expect(await play([answer])).toMatchObject({ outcome: answer, shown: [], asked: 1 })
    }
  })

  it('survives answers that got lost, and waits as long as a busy server wants', async () => {
    const played = await play([MATCH, LOST, refused(503, 5), refused(429), MATCH, YES])
    expect(played).toMatchObject({ outcome: YES, waits: [2000, 2000, 5000, 2000, 2000] })
  })

  it('ends when nobody answers, and with every no', async () => {
    expect(await play([MATCH, LOST])).toMatchObject({ outcome: LOST, asked: 6 })
    expect(await play([MATCH, refused(409)])).toMatchObject({ outcome: refused(409), asked: 2 })
  })

  it('ends some time, whatever is said', async () => {
    expect(await play([MATCH])).toMatchObject({ outcome: MATCH, asked: 45 })
  })

  it('ends when the app wants no more', async () => {
    expect(await play([MATCH], AbortSignal.abort())).toMatchObject({ outcome: MATCH, asked: 1 })
  })

  it('shows a new number', async () => {
    const other: ApproveOutcome = { kind: 'match', number: '518' }
    expect((await play([MATCH, other, YES])).shown).toEqual(['472', '518'])
  })
})
