import { afterEach, describe, expect, it } from 'vitest'
import { hit } from '../../../../../tv-app/src/remote/pointer.ts'
import { CARD, cardX } from '../../../../../tv-app/src/screens/link/card-place.ts'
import {
  keyAt,
  PAD_KEY,
  padAreas,
  padAt,
} from '../../../../../tv-app/src/screens/link/pad-places.ts'
import { speak } from '../../../../../tv-app/src/words/texts.ts'
import { digits } from '../../../story.states.ts'

/** Corners and middle of the key with this index, on the stage. */
function pointsOf(index: number): [number, number][] {
  const [pad, { x, y }] = [padAt(), keyAt(index)]
  const edges = [0, PAD_KEY / 2, PAD_KEY - 1]
  return edges.flatMap((right) =>
    edges.map((down): [number, number] => [pad.x + x + right, pad.y + y + down]),
  )
}

afterEach(() => speak({ lang: 'en', messages: {} }))

describe.each(['en', 'ar'] as const)('a point on the pad, in %s', (lang) => {
  it('belongs to the key that is drawn there', () => {
    speak({ lang, messages: {} })
    for (const [index, digit] of digits.entries()) {
      for (const [x, y] of pointsOf(index)) {
        expect(hit(padAreas(), { x, y }), `${x}, ${y}`).toBe(digit)
      }
    }
  })

  it('belongs to none between and beside the keys', () => {
    speak({ lang, messages: {} })
    const pad = padAt()
    const between = pad.x + PAD_KEY + 1
    for (const x of [pad.x - 1, between, 1919, 0, -5]) {
      expect(hit(padAreas(), { x, y: pad.y + 10 }), `${x}`).toBeNull()
    }
    for (const y of [pad.y - 1, pad.y + PAD_KEY + 1, 1079, 0, Number.NaN]) {
      expect(hit(padAreas(), { x: pad.x + 10, y }), `${y}`).toBeNull()
    }
  })
})

describe('the pad', () => {
  it('stands where the code stood, on the side where reading ends', () => {
    const inSquare = () => padAt().x - cardX() >= 0 && padAt().x - cardX() < CARD.size / 10
    expect(padAt().x).toBeGreaterThan(960)
    expect(inSquare()).toBe(true)
    speak({ lang: 'ar', messages: {} })
    expect(padAt().x).toBeLessThan(200)
    expect(inSquare()).toBe(true)
  })

  it('counts from left to right in every language', () => {
    speak({ lang: 'ar', messages: {} })
    const [one, two] = padAreas()
    expect(one?.is).toBe('1')
    expect(two?.x).toBeGreaterThan(one?.x ?? Number.NaN)
  })
})
