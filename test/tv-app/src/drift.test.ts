import { describe, expect, it, vi } from 'vitest'

import { DRIFT, driftAt, keepDrifting } from '../../../tv-app/src/drift.ts'

/** Two minutes, in steps. */
const TWO_MINUTES = 30
const steps = Array.from({ length: 2000 }, (_, step) => step)

describe('what drifts', () => {
  it('stays within its reach and on whole pixels', () => {
    for (const step of steps) {
      const { x, y } = driftAt(step)
      expect(Number.isInteger(x) && Number.isInteger(y), `step ${step}`).toBe(true)
      expect(Math.abs(x), `step ${step}`).toBeLessThanOrEqual(DRIFT.x)
      expect(Math.abs(y), `step ${step}`).toBeLessThanOrEqual(DRIFT.y)
    }
  })

  it('moves by one pixel a step, so that nobody sees it', () => {
    for (const step of steps) {
      const [now, next] = [driftAt(step), driftAt(step + 1)]
      expect([Math.abs(next.x - now.x), Math.abs(next.y - now.y)], `step ${step}`).toEqual([1, 1])
    }
  })

  it('is never where it was two minutes ago', () => {
    for (const step of steps)
      expect(driftAt(step + TWO_MINUTES), `step ${step}`).not.toEqual(driftAt(step))
  })

  it('is everywhere within its reach for about as long', () => {
    const columns = new Set(steps.map((step) => driftAt(step).x))
    const rows = new Set(steps.map((step) => driftAt(step).y))
    expect([columns.size, rows.size]).toEqual([2 * DRIFT.x + 1, 2 * DRIFT.y + 1])
  })

  it('is at the same step on every screen, and stops when its screen is gone', () => {
    vi.useFakeTimers()
    try {
      const early: number[] = []
      const late: number[] = []
      const stop = keepDrifting((step) => early.push(step))
      vi.advanceTimersByTime(10_000)
      keepDrifting((step) => late.push(step))
      expect(late.at(-1)).toBe(early.at(-1))
      vi.advanceTimersByTime(8_000)
      expect(Math.abs((late.at(-1) ?? 0) - (early.at(-1) ?? 0))).toBeLessThanOrEqual(1)
      const before = early.length
      stop()
      vi.advanceTimersByTime(60_000)
      expect(early.length).toBe(before)
      expect(late.length).toBeGreaterThan(10)
    } finally {
      vi.useRealTimers()
    }
  })
})
