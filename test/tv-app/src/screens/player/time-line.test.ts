import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  clock,
  LINE,
  lineView,
  pointedAt,
} from '../../../../../tv-app/src/screens/player/time-line.ts'

describe('the time line', () => {
  it('writes times as people do', () => {
    expect([0, 9.99, 60, 425, 3599, 3600, 4025, 36_000].map(clock)).toEqual([
      '0:00',
      '0:09',
      '1:00',
      '7:05',
      '59:59',
      '1:00:00',
      '1:07:05',
      '10:00:00',
    ])
    expect(clock(-3)).toBe('0:00')
  })

  it('shows position, target, what is left and the length', () => {
    expect(lineView({ at: 25, seeking: 75, lengthSeconds: 100 })).toEqual({
      played: LINE.width / 4,
      target: (LINE.width / 4) * 3,
      elapsed: '0:25',
      remaining: '−1:15',
      length: '1:40',
      targetTime: '1:15',
    })
  })

  it('shows only what has passed of a video without a known end', () => {
    const view = lineView({ at: 25, seeking: null, lengthSeconds: null })
    expect(view).toMatchObject({ played: 0, elapsed: '0:25', remaining: null, length: null })
  })

  it('never leaves its ground, and its digits add up', () => {
    const seconds = fc.integer({ min: 0, max: 90_000_000 }).map((ms) => ms / 1000)
    fc.assert(
      fc.property(seconds, seconds, seconds, (at, seeking, lengthSeconds) => {
        const view = lineView({ at, seeking, lengthSeconds })
        for (const place of [view.played, view.target ?? 0]) {
          expect(place).toBeGreaterThanOrEqual(0)
          expect(place).toBeLessThanOrEqual(LINE.width)
        }
        if (view.remaining === null || view.length === null || at > lengthSeconds) return
        const parts = [view.elapsed, view.remaining.slice(1), view.length].map(secondsOf)
        expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(parts[2])
      }),
    )
  })

  it('knows which moment a pointer means, and when it means none', () => {
    const middle = { x: LINE.x + LINE.width / 2, y: LINE.y + LINE.height / 2 }
    expect(pointedAt(middle, 100)).toBe(50)
    expect(pointedAt({ ...middle, x: LINE.x - 20 }, 100)).toBe(0)
    expect(pointedAt({ ...middle, x: LINE.x + LINE.width + 20 }, 100)).toBe(100)
    expect(pointedAt({ ...middle, y: LINE.y - 100 }, 100)).toBe(null)
    expect(pointedAt({ ...middle, x: 10 }, 100)).toBe(null)
    expect(pointedAt(middle, null)).toBe(null)
  })
})

function secondsOf(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
