import { describe, expect, it } from 'vitest'

import { isRefusal } from '../../server/errors.ts'
import { approve } from '../../server/flow/link/authorize.ts'
import { answerMatch } from '../../server/flow/link/match.ts'
import { openLink } from '../../server/flow/link/open.ts'
import type { Caller } from '../../server/flow/parts.ts'
import { type Bait, CELLS, type Cell } from './cells.ts'
import { type House, openHouse } from './house.ts'

const ROUNDS = 10_000
/** Sixty codes in ten minutes is what one television gets, and two a minute what an app gets in one network. */
const SECONDS_A_ROUND = 31

/** What came of sending one handle to one person. */
type End = 'bound' | 'bound without a match' | 'missed' | 'refused'

/** The person does all they are told to, and keeps the digits. The attacker, who never sees them, enters some. */
async function deceive(house: House, { handle, of }: Bait, phone: Caller): Promise<End> {
  const { parts } = house
  const victim = await house.person()
  await openLink(parts, handle, victim, phone)
  const request = { handle, decision: 'approve', remember: true, acknowledged: true } as const
  const answer = await approve(parts, request, victim, phone)
  if (isRefusal(answer)) return 'refused'
  if (answer.match === null) return 'bound without a match'
  const guess = [1, 2, 3].map(() => 1 + house.draw(9)).join('')
  return (await answerMatch(parts, of, guess)) === null ? 'bound' : 'missed'
}

async function relay(cell: Cell): Promise<Record<End, number>> {
  const house = await openHouse(`sofa, ${cell.name}`, {
    publicUrl: 'https://couch.example',
    ...cell.settings,
  })
  const ends = { bound: 0, 'bound without a match': 0, missed: 0, refused: 0 }
  for (let round = 0; round < ROUNDS; round += 1) {
    const bait = await cell.bait(house, round)
    for (let sent = 0; sent < (cell.victims ?? 1); sent += 1) {
      ends[await deceive(house, bait, cell.victim(round * 3 + sent))] += 1
    }
    house.clock.now += SECONDS_A_ROUND
  }
  return ends
}

describe('a relayed code, ten thousand times', () => {
  it.each(CELLS)('from $name: binds in at most 0.2 %, and never without a match', async (cell) => {
    const ends = await relay(cell)
    expect(ends['bound without a match']).toBe(0)
    expect(ends.bound).toBeLessThanOrEqual(ROUNDS * 0.002)
    // Every round came to a match, or this would measure something else.
    expect(ends.bound + ends.missed).toBe(ROUNDS)
    expect(ends.refused).toBe(ROUNDS * ((cell.victims ?? 1) - 1))
  })
})
