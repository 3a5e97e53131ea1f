import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { UsedIds } from '../../../server/credentials/used-ids.ts'

function setUp(max: number, lifeSeconds = 120) {
  const clock = { now: 1_800_000_000 }
  return { clock, ids: new UsedIds({ max, lifeSeconds, now: () => clock.now }) }
}

describe('a used id', () => {
  it('counts once, to the last second of its life', () => {
    const { clock, ids } = setUp(10)
    expect(ids.use('a')).toBe('first')
    expect(ids.use('a')).toBe('again')
    expect(ids.use('b')).toBe('first')
    clock.now += 120
    expect(ids.use('a')).toBe('again')
    clock.now += 1
    expect(ids.use('a')).toBe('first')
    expect(ids.use('a')).toBe('again')
  })

  it('is never forgotten for another: a full memory says so, until it has room again', () => {
    const { clock, ids } = setUp(3)
    for (const id of ['a', 'b', 'c']) expect(ids.use(id)).toBe('first')
    expect(ids.use('d')).toBe('full')
    for (const id of ['a', 'b', 'c']) expect(ids.use(id)).toBe('again')
    clock.now += 120
    expect(ids.use('d')).toBe('full')
    // Ended ids go by spans, so it may take some seconds longer.
    clock.now += 16
    expect(ids.use('d')).toBe('first')
  })

  it('may have a life of its own', () => {
    const { clock, ids } = setUp(10)
    expect(ids.use('day', 86_400)).toBe('first')
    expect(ids.use('minute', 60)).toBe('first')
    clock.now += 86_400
    expect(ids.use('day', 1)).toBe('again')
    expect(ids.use('minute', 60)).toBe('first')
  })

  it('that came again after its end is not cleared away with its first use', () => {
    const { clock, ids } = setUp(10)
    expect(ids.use('a', 1)).toBe('first')
    clock.now += 2
    expect(ids.use('a', 400)).toBe('first')
    for (const id of ['b', 'c', 'd']) {
      clock.now += 30
      expect(ids.use(id)).toBe('first')
    }
    expect(ids.use('a')).toBe('again')
  })

  it('stays used when the clock is set back, and nobody is locked out by it', () => {
    const { clock, ids } = setUp(10)
    ids.use('a')
    clock.now -= 3600
    expect(ids.use('a')).toBe('again')
    expect(ids.use('b')).toBe('first')
    clock.now += 3600 + 120
    expect(ids.use('a')).toBe('again')
    clock.now += 1
    expect(ids.use('a')).toBe('first')
  })

  it('leaves no trace once it has ended: memory follows what counts, not what came', () => {
    // Fifty at a time, of which those that live longest are still there three times later.
    const { clock, ids } = setUp(200)
    const lives = [1, 120, 400]
    for (let id = 0; id < 20_000; id += 1) {
      if (id % 50 === 0) clock.now += 120 + 16
      expect(ids.use(`id-${id}`, lives[id % 3])).toBe('first')
    }
  })

  it('is what a plain list of moments says, whatever comes and however time passes', () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 6 }),
      wait: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 90 })),
      life: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 200 })),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { clock, ids } = setUp(100)
        const until = new Map<number, number>()
        for (const { id, wait, life } of steps) {
          clock.now += wait
          const counts = (until.get(id) ?? 0) >= clock.now
          expect(ids.use(String(id), life)).toBe(counts ? 'again' : 'first')
          if (!counts) until.set(id, clock.now + life)
        }
      }),
    )
  })
})
