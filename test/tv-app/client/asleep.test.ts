import { describe, expect, it } from 'vitest'

import { watchSleep } from '../../../tv-app/client/asleep.ts'
import { handClock } from './hand-clock.ts'

function watched() {
  const clock = handClock()
  const page = { hidden: false }
  const slept: number[] = []
  const end = watchSleep({ timers: clock, isHidden: () => page.hidden }, (ms) => slept.push(ms))
  return { clock, page, slept, end }
}

describe('a device that sleeps where no event tells', () => {
  it('is noticed with the first timer that comes too late, once', () => {
    const { clock, slept } = watched()
    clock.pass(60_000)
    expect(slept).toEqual([])
    clock.sleep(600_000)
    clock.pass(1000)
    clock.pass(60_000)
    expect(slept).toHaveLength(1)
    expect(slept[0]).toBeGreaterThanOrEqual(599_000)
  })

  it('is noticed within a second where its clock stood still, too', () => {
    const { clock, slept } = watched()
    clock.pass(500)
    clock.sleep(5_500)
    clock.pass(0)
    expect(slept).toHaveLength(1)
  })

  it('is not taken for asleep because it is busy, hidden, or its clock is put back', () => {
    const { clock, page, slept } = watched()
    clock.sleep(5_900)
    clock.pass(1000)
    page.hidden = true
    clock.sleep(60_000)
    clock.pass(1000)
    page.hidden = false
    clock.pass(1000)
    clock.sleep(-1_000_000)
    clock.pass(1_001_000)
    expect(slept).toEqual([])
  })

  it('is watched no longer once that is ended', () => {
    const { clock, slept, end } = watched()
    end()
    clock.sleep(600_000)
    clock.pass(1000)
    expect([slept, clock.pending()]).toEqual([[], 0])
  })
})
