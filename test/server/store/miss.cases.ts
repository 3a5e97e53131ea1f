import { expect, it } from 'vitest'

import { NOW } from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const NONE = { count: 0, lastAt: 0 }

export function missCases(open: OpenStore): void {
  it('are counted under their key, also when they come at once', async () => {
    const store = await open()
    const counted = await Promise.all([1, 2, 3].map(() => store.countMiss('eliza', 900, NOW)))
    expect(counted.map(({ count }) => count).sort()).toEqual([1, 2, 3])
    await store.countMiss('max', 900, NOW + 5)
    expect(await store.missesOf(['max', 'nobody', 'eliza'], NOW + 10)).toEqual([
      { count: 1, lastAt: NOW + 5 },
      NONE,
      { count: 3, lastAt: NOW },
    ])
    expect(await store.missesOf([], NOW)).toEqual([])
  })

  it('run out when the last one is older than the window', async () => {
    const store = await open()
    await store.countMiss('eliza', 900, NOW)
    expect(await store.countMiss('eliza', 900, NOW + 899)).toEqual({
      count: 2,
      lastAt: NOW + 899,
    })
    expect(await store.missesOf(['eliza'], NOW + 899 + 899)).toMatchObject([{ count: 2 }])
    expect(await store.missesOf(['eliza'], NOW + 899 + 900)).toEqual([NONE])
    expect(await store.countMiss('eliza', 900, NOW + 899 + 900)).toMatchObject({ count: 1 })
  })

  it('are forgotten under one key alone', async () => {
    const store = await open()
    await store.countMiss('eliza', 900, NOW)
    await store.countMiss('max', 900, NOW)
    await store.forgetMisses('eliza')
    expect(await store.missesOf(['eliza', 'max'], NOW)).toMatchObject([NONE, { count: 1 }])
  })
}
