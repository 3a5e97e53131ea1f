import { describe, expect, it } from 'vitest'

import { makeCalls } from '../../../tv-app/client/calls.ts'
import { makeClock } from '../../../tv-app/client/clock.ts'
import { makePatience } from '../../../tv-app/client/patience.ts'
import { handClock } from './hand-clock.ts'
import { json, smallServer } from './small-server.ts'

/** Calls to a server that answers nothing, by a clock that the test turns. */
async function waitingCalls() {
  const { base, asked } = await smallServer(() => undefined)
  const clock = handClock()
  const patience = makePatience(clock)
  const parts = { base, fetch, clock: makeClock(() => 0), patience }
  const call = makeCalls(parts)
  const ends: string[] = []
  async function begin(path: string): Promise<void> {
    const before = asked.length
    void call({ method: 'GET', path }).then(({ kind }) => ends.push(`${path} ${kind}`))
    await expect.poll(() => asked.length).toBe(before + 1)
  }
  return { begin, clock, patience, ends }
}

describe('a call that nobody answers', () => {
  it('is given up after ten seconds', async () => {
    const { begin, clock, ends } = await waitingCalls()
    await begin('a')
    clock.pass(9999)
    expect(clock.pending()).toBe(1)
    clock.pass(1)
    await expect.poll(() => ends).toEqual(['a unreachable'])
  })

  it('is given up at once when the device wakes up and it has waited for long', async () => {
    const { begin, clock, patience, ends } = await waitingCalls()
    await begin('a')
    clock.sleep(600_000)
    patience.wake()
    clock.pass(0)
    await expect.poll(() => ends).toEqual(['a unreachable'])
    expect(clock.pending()).toBe(0)
  })

  it('has one and a half seconds in all where it began about then', async () => {
    const { begin, clock, patience, ends } = await waitingCalls()
    await begin('a')
    clock.pass(1000)
    patience.wake()
    await begin('b')
    clock.pass(499)
    expect(clock.pending()).toBe(2)
    clock.pass(1)
    await expect.poll(() => ends).toEqual(['a unreachable'])
    clock.pass(1000)
    await expect.poll(() => ends).toEqual(['a unreachable', 'b unreachable'])
    clock.pass(1000)
    await begin('c')
    clock.pass(9999)
    expect(clock.pending()).toBe(1)
  })

  it('has no more than that where the clock was put back meanwhile', async () => {
    const { begin, clock, patience, ends } = await waitingCalls()
    await begin('a')
    clock.sleep(-1_000_000)
    patience.wake()
    clock.pass(1500)
    await expect.poll(() => ends).toEqual(['a unreachable'])
  })
})

describe('a call that is answered', () => {
  it('leaves no timer behind', async () => {
    const { base } = await smallServer((_asked, response) => json(response, 200, {}))
    const clock = handClock()
    const patience = makePatience(clock)
    const call = makeCalls({ base, fetch, clock: makeClock(() => 0), patience })
    expect((await call({ method: 'GET', path: 'a' })).kind).toBe('answer')
    patience.wake()
    expect(clock.pending()).toBe(0)
  })
})
