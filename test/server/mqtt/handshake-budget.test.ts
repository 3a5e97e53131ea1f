import { describe, expect, it } from 'vitest'

import { HandshakeBudget } from '../../../server/mqtt/handshake-budget.ts'

/** How many handshakes it gives at this moment, of 100 asked for. */
function given(budget: HandshakeBudget, now: number): number {
  return Array.from({ length: 100 }, () => budget.take(now)).filter(Boolean).length
}

describe('the handshake budget', () => {
  it('gives a second’s worth at once, and refills as time passes but never beyond', () => {
    const budget = new HandshakeBudget(10, 1000)
    expect(given(budget, 1000)).toBe(10)
    expect(given(budget, 1000.5)).toBe(5)
    expect(given(budget, 1001.5)).toBe(10)
    expect(given(budget, 9999)).toBe(10)
  })

  it('neither gives nor blocks when the clock is set back', () => {
    const budget = new HandshakeBudget(10, 1000)
    expect(given(budget, 1000)).toBe(10)
    expect(given(budget, 500)).toBe(0)
    expect(given(budget, 501)).toBe(10)
  })
})
