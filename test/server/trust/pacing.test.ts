import { describe, expect, it } from 'vitest'

import { type Pace, paceOf } from '../../../server/trust/pacing.ts'

const LIMITS = { slowDownSeconds: 5, maxIntervalSeconds: 30 }

/** Which of these moments come too early for a client that was told to wait `interval` seconds. */
function early(moments: number[], interval = 5, told = (_now: number) => 'nothing yet'): number[] {
  let pace: Pace | null = null
  return moments.filter((now) => {
    const judged = paceOf(pace, { now, told: told(now), intervalSeconds: interval }, LIMITS)
    pace = judged.pace
    return judged.early
  })
}

function openedAt7(now: number): string {
  return now < 7 ? 'pending' : 'opened'
}

describe('the pace of questions about a device code', () => {
  it('is never too fast at exactly the interval, for as long as the code lives', () => {
    const moments = Array.from({ length: 120 }, (_, index) => index * 5)
    expect(early(moments)).toEqual([])
  })

  it('forgives jitter: half a second early, in a clock of whole seconds', () => {
    const jittered = Array.from({ length: 120 }, (_, index) =>
      Math.floor(index * 5 + (index % 2 === 0 ? 0.9 : 0.4)),
    )
    expect(early(jittered)).toEqual([])
  })

  it('may begin at once', () => {
    expect(early([0])).toEqual([])
  })

  it('is too fast in between, and then asks for five seconds more', () => {
    expect(early([0, 2])).toEqual([2])
    expect(early([0, 2, 8])).toEqual([2, 8])
    expect(early([0, 2, 9])).toEqual([2])
  })

  it('keeps the longer interval for good', () => {
    expect(early([0, 2, 12, 17, 32])).toEqual([2, 17])
  })

  it('slows a client that never listens, but does not shut it out', () => {
    const everySecond = Array.from({ length: 120 }, (_, index) => index)
    const inTime = everySecond.filter((moment) => !early(everySecond).includes(moment))
    expect(inTime).toEqual([0, 29, 58, 87, 116])
  })

  it('is never too fast for news, once, and measures the next question from there', () => {
    expect(early([5, 7, 8, 16], 5, openedAt7)).toEqual([8])
  })

  it('keeps the longer interval over news', () => {
    expect(early([5, 6, 7, 15, 30], 5, openedAt7)).toEqual([6, 15])
  })

  it('never shortens an interval that the operator made longer than the cap', () => {
    expect(early([0, 30, 59, 118], 60)).toEqual([30])
  })
})
