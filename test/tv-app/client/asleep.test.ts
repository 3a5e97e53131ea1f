import { describe, expect, it } from 'vitest'

import { watchSleep } from '../../../tv-app/client/asleep.ts'
import { handClock } from './hand-clock.ts'

function watched() {
  const clock = handClock()
  const page = { hidden: false }
  /** What the device's own clock was put forward by, which moves no timer. */
  const put = { ms: 0 }
  const woken = { times: 0 }
  const timers = { ...clock, nowMs: () => clock.nowMs() + put.ms }
  const end = watchSleep({ timers, isHidden: () => page.hidden }, () => {
    woken.times += 1
  })
  return { clock, page, put, woken, end }
}

describe('a device that sleeps where no event tells', () => {
  it('is noticed with the first timer that comes too late, once', () => {
    const { clock, woken } = watched()
    clock.pass(60_000)
    expect(woken.times).toBe(0)
    clock.sleep(600_000)
    clock.pass(1000)
    clock.pass(60_000)
    expect(woken.times).toBe(1)
  })

  it('is noticed within a second where its clock stood still, too', () => {
    const { clock, woken } = watched()
    clock.pass(500)
    clock.sleep(5_500)
    clock.pass(0)
    expect(woken.times).toBe(1)
  })

  it.each([3_600_000, -3_600_000, -1_700_000_000_000])(
    'is noticed once where its clock was put by %d ms meanwhile, whatever that hides of the sleep',
    (ms) => {
      const { clock, put, woken } = watched()
      clock.sleep(600_000)
      put.ms = ms
      clock.pass(1000)
      clock.pass(60_000)
      expect(woken.times).toBe(1)
    },
  )

  it('is not taken for asleep because it is busy, hidden, or its clock is put right by a little', () => {
    const { clock, page, put, woken } = watched()
    clock.sleep(5_900)
    clock.pass(1000)
    page.hidden = true
    clock.sleep(60_000)
    clock.pass(1000)
    page.hidden = false
    clock.pass(1000)
    for (const ms of [-4000, 0]) {
      put.ms = ms
      clock.pass(1000)
    }
    expect(woken.times).toBe(0)
  })

  it('is watched no longer once that is ended', () => {
    const { clock, woken, end } = watched()
    end()
    clock.sleep(600_000)
    clock.pass(1000)
    expect([woken.times, clock.pending()]).toEqual([0, 0])
  })
})
