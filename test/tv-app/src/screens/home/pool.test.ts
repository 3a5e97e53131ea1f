import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { ROWS, shownBy, slotOf, TILES } from '../../../../../tv-app/src/screens/home/pool.ts'

const pools = fc.constantFrom(TILES, ROWS)
const first = fc.integer({ min: 0, max: 600 })
const count = fc.integer({ min: 0, max: 600 })

describe('elements that are used again', () => {
  it('are as many for two things as for a thousand', () => {
    fc.assert(
      fc.property(pools, first, count, (pool, from, many) => {
        expect(shownBy(pool, from, many).length).toBe(pool.size)
      }),
    )
  })

  it('show all that is near the view, each thing once', () => {
    fc.assert(
      fc.property(pools, first, count, (pool, from, many) => {
        const shown = shownBy(pool, from, many).filter((index) => index !== null)
        const near = Array.from({ length: pool.size }, (_, at) => from - pool.before + at)
        expect(shown.sort((a, b) => a - b)).toEqual(
          near.filter((index) => index >= 0 && index < many),
        )
      }),
    )
  })

  it('keep what they show while one thing goes by, but for one of them', () => {
    fc.assert(
      fc.property(pools, first, count, (pool, from, many) => {
        const [before, after] = [shownBy(pool, from, many), shownBy(pool, from + 1, many)]
        const changed = after.filter((index, slot) => index !== before[slot])
        expect(changed.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('are found by what they show', () => {
    fc.assert(
      fc.property(pools, first, count, (pool, from, many) => {
        for (const [slot, index] of shownBy(pool, from, many).entries()) {
          if (index !== null) expect(slotOf(pool, index)).toBe(slot)
        }
      }),
    )
  })
})
