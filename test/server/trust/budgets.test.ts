import { describe, expect, it } from 'vitest'

import { codeWait, signInWait } from '../../../server/trust/budgets.ts'
import { UnderWay } from '../../../server/trust/under-way.ts'

const BUDGET = {
  signInMisses: 5,
  signInWaitSeconds: 30,
  signInMaxWaitSeconds: 900,
  strangerMissesPerHour: 50,
}
const none = { count: 0, lastAt: 0 }
const NOW = 1_000_000

describe('wrong passwords', () => {
  const wait = (count: number, ago = 0) =>
    signInWait({ count, lastAt: NOW - ago }, none, false, BUDGET, NOW)

  it('are free up to the fourth', () => {
    expect([0, 1, 4].map((count) => wait(count))).toEqual([0, 0, 0])
  })

  it('cost a wait from the fifth on, which doubles up to a quarter of an hour', () => {
    expect([5, 6, 7, 9, 10, 1000].map((count) => wait(count))).toEqual([30, 60, 120, 480, 900, 900])
    expect(wait(5, 29)).toBe(1)
    expect(wait(5, 30)).toBe(0)
  })

  it('from strangers everywhere close the door to unknown networks only', () => {
    const everywhere = { count: 50, lastAt: NOW - 600 }
    expect(signInWait(none, everywhere, false, BUDGET, NOW)).toBe(3000)
    expect(signInWait(none, everywhere, true, BUDGET, NOW)).toBe(0)
  })
})

describe('wrong codes', () => {
  it('wait for the window of whichever budget is spent', () => {
    const spent = { misses: { count: 5, lastAt: NOW - 100 }, allowed: 5 }
    const free = { misses: { count: 9, lastAt: NOW }, allowed: 10 }
    expect(codeWait([free], 900, NOW)).toBe(0)
    expect(codeWait([free, spent], 900, NOW)).toBe(800)
  })
})

describe('tries under way', () => {
  it('count until they have ended, however they end', async () => {
    const underWay = new UnderWay()
    let end = () => {}
    const first = underWay.run(['a', 'b'], () => new Promise<void>((resolve) => (end = resolve)))
    const second = underWay.run(['a'], () => Promise.reject(new Error('broken')))
    expect([underWay.count('a'), underWay.count('b')]).toEqual([2, 1])
    await expect(second).rejects.toThrow('broken')
    expect(underWay.count('a')).toBe(1)
    end()
    await first
    expect([underWay.count('a'), underWay.count('b')]).toEqual([0, 0])
  })
})
