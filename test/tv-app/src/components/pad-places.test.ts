import { describe, expect, it } from 'vitest'

import { digitAt, keyAt, PAD_AT, PAD_KEY } from '../../../../tv-app/src/components/pad-places.ts'
import { digits } from '../../story.states.ts'

/** Corners and middle of the key with this index, on the stage. */
function pointsOf(index: number): [number, number][] {
  const { x, y } = keyAt(index)
  const edges = [0, PAD_KEY / 2, PAD_KEY - 1]
  return edges.flatMap((right) =>
    edges.map((down): [number, number] => [PAD_AT.x + x + right, PAD_AT.y + y + down]),
  )
}

describe('a point on the pad', () => {
  it('belongs to the key that is drawn there', () => {
    for (const [index, digit] of digits.entries()) {
      for (const [x, y] of pointsOf(index)) expect(digitAt(x, y), `${x}, ${y}`).toBe(digit)
    }
  })

  it('belongs to none between and beside the keys', () => {
    const between = PAD_AT.x + PAD_KEY + 1
    const beside = [PAD_AT.x - 1, between, 1919, 0, -5]
    for (const x of beside) expect(digitAt(x, PAD_AT.y + 10), `${x}`).toBeNull()
    for (const y of [PAD_AT.y - 1, PAD_AT.y + PAD_KEY + 1, 1079, 0, Number.NaN]) {
      expect(digitAt(PAD_AT.x + 10, y), `${y}`).toBeNull()
    }
  })
})
