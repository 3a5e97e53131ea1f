import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'

import { parseConfig } from '../../../server/config.ts'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import type { Store } from '../../../server/store/store.ts'
import { startSweeping } from '../../../server/store/sweeping.ts'
import {
  addAccounts,
  bind,
  boundTo,
  crowdAt,
  draftLink,
  enter,
  handleOf,
  match,
  NOW,
} from './drafts.ts'

const SILENT = pino({ level: 'silent' })

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

it('clears away what ended long enough ago, in as many batches as it takes', async () => {
  const { store, advance } = await start({ sweepSeconds: 60, sweepBatch: 2 })
  for (let index = 0; index < 7; index += 1) await store.requestLink(draftLink(`link-${index}`))
  await advance(59)
  expect(await store.linkByHandle(handleOf('link-0'))).not.toBe(null)
  await advance(4200)
  // One sweep had the chance to see all of them ended.
  for (let index = 0; index < 7; index += 1) {
    await expect.poll(() => store.linkByHandle(handleOf(`link-${index}`))).toBe(null)
  }
})

it('still knows a device as long as devices are counted, then forgets it', async () => {
  const { store, advance } = await start({ sweepSeconds: 600, sweepBatch: 500 })
  await store.requestLink(draftLink('link-1'))
  const known = () => crowdAt(store, draftLink('link-1').address, 0)
  await advance(86_400)
  expect(await known()).toMatchObject({ devices: 1 })
  await advance(600)
  await expect.poll(known).toMatchObject({ devices: 0 })
})

it('leaves an app without a grant its device as long as its last access token may live', async () => {
  const { store, advance } = await start({ sweepSeconds: 60, sweepBatch: 500 })
  await addAccounts(store, 'eliza')
  await bind(store, 'link-1', 'eliza', { deviceId: 'link_1' })
  // One hour, in which the link request is kept, its longest life of 900 s, and 600 s for the token.
  await advance(3600 + 900 + 600)
  expect(await boundTo(store, 'link_1')).toBe('ELIZA')
  await advance(60)
  await expect.poll(() => boundTo(store, 'link_1')).toBe(null)
})

it('forgets where a match was won when that is no home any more', async () => {
  const { store, advance } = await start({ sweepSeconds: 86_400, sweepBatch: 500 })
  await addAccounts(store, 'eliza')
  await store.requestLink(draftLink('link-1', { network: 'home' }))
  await match(store, 'link-1', 'eliza')
  await enter(store, 'link-1', '472')
  await store.unbind('tv-1', null)
  const place = { accountId: 'account-eliza', network: 'home', matchedSince: 0, now: NOW }
  await advance(90 * 86_400)
  expect(await store.accountKnows(place)).toBe(true)
  await advance(86_400)
  await expect.poll(() => store.accountKnows(place)).toBe(false)
})

it('stops when it is closed', async () => {
  const { close } = await start({ sweepSeconds: 60, sweepBatch: 500 })
  expect(vi.getTimerCount()).toBe(1)
  close()
  expect(vi.getTimerCount()).toBe(0)
})

async function start(settings: { sweepSeconds: number; sweepBatch: number }) {
  const parsed = parseConfig({ store: settings })
  if (!parsed.ok) throw new Error(parsed.faults.join())
  const store: Store = await openSqliteStore({ dataDir: ':memory:', busyTimeoutMs: 250 })
  onTestFinished(() => store.close())
  let now = NOW
  const { close } = startSweeping(store, parsed.config, () => now, SILENT)
  onTestFinished(close)
  const { sweepSeconds } = settings
  async function advance(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= sweepSeconds) {
      const step = Math.min(left, sweepSeconds)
      now += step
      await vi.advanceTimersByTimeAsync(step * 1000)
    }
  }
  return { store, advance, close }
}
