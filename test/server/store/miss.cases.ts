import { expect, it } from 'vitest'

import { addAccounts, draftAccount, NOW } from './drafts.ts'
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

  it('of an account go with it, and those of others stay', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    const keysOf = (username: string) => [
      `match:account-${username}`,
      `code:account:account-${username}`,
    ]
    const others = [...keysOf('max'), 'code:all', 'code:network:home', 'sign-in:eliza']
    for (const key of [...keysOf('eliza'), ...others]) await store.countMiss(key, 900, NOW)
    await store.deleteAccount('eliza')
    expect(await store.missesOf(keysOf('eliza'), NOW)).toEqual([NONE, NONE])
    expect(await store.missesOf(others, NOW)).toMatchObject(others.map(() => ({ count: 1 })))
  })

  it('of the demo account go with it when another one is made', async () => {
    const store = await open()
    const demo = draftAccount('eliza', { demo: true })
    await store.applySeeds({ accounts: [demo], devices: [], now: NOW })
    await store.countMiss('match:account-eliza', 900, NOW)
    await store.addAccount(draftAccount('max'))
    expect(await store.missesOf(['match:account-eliza'], NOW)).toEqual([NONE])
  })
}
