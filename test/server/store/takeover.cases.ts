import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  approve,
  bind,
  draftApproval,
  draftLink,
  enter,
  match,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const WEEK = 7 * 86_400

/** Eliza's `tv-1`, bound at `NOW + 10`. */
async function openWithTv(open: OpenStore): Promise<Store> {
  const store = await open()
  await addAccounts(store, 'eliza', 'max', 'zoe')
  await bind(store, 'link-1', 'eliza', { deviceModel: 'M1' })
  return store
}

/** Shows a code on the bound device, which that account approves. */
async function takeOver(store: Store, linkId: string, username: string, now = NOW + 100) {
  await store.requestLink(draftLink(linkId, { createdAt: now, expiresAt: now + 600 }))
  expect(await approve(store, linkId, username, now)).toMatchObject({ outcome: 'bound' })
}

const toldTo = (store: Store, username: string, now = NOW + 200) =>
  store.takenFrom(`account-${username}`, now)

export function takeoverCases(open: OpenStore): void {
  it('is told to the account that loses the device, and to no other', async () => {
    const store = await openWithTv(open)
    expect(await toldTo(store, 'eliza')).toEqual([])
    await takeOver(store, 'link-2', 'max')
    expect(await toldTo(store, 'eliza')).toEqual([
      { deviceId: 'tv-1', name: 'Living room', model: null, takenAt: NOW + 100 },
    ])
    expect(await toldTo(store, 'max')).toEqual([])
    expect(await toldTo(store, 'nobody')).toEqual([])
  })

  it('names the device as its person called it', async () => {
    const store = await openWithTv(open)
    await store.labelDevice('account-eliza', 'tv-1', 'Den')
    await takeOver(store, 'link-2', 'max')
    expect(await toldTo(store, 'eliza')).toMatchObject([{ name: 'Den' }])
    await takeOver(store, 'link-3', 'zoe', NOW + 110)
    expect(await toldTo(store, 'max')).toMatchObject([{ name: 'Living room' }])
  })

  it('is one also by a number match, and by the seeds', async () => {
    const store = await openWithTv(open)
    await store.requestLink(draftLink('link-2'))
    await match(store, 'link-2', 'max')
    expect(await enter(store, 'link-2', '472')).toMatchObject({ outcome: 'bound' })
    expect(await toldTo(store, 'eliza')).toMatchObject([{ deviceId: 'tv-1' }])
    const devices = [{ deviceId: 'tv-1', username: 'zoe', bindingId: 'seeded' }]
    await store.applySeeds({ accounts: [], devices, now: NOW + 50 })
    expect(await toldTo(store, 'max')).toMatchObject([{ takenAt: NOW + 50 }])
  })

  it('is none where the device was given up before, had run out, or stays with its person', async () => {
    const store = await openWithTv(open)
    await takeOver(store, 'link-2', 'eliza', NOW + 50)
    expect(await toldTo(store, 'eliza')).toEqual([])
    await store.unbind('tv-1', null)
    await takeOver(store, 'link-3', 'max')
    expect(await toldTo(store, 'eliza')).toEqual([])

    const until = NOW + 500
    await store.requestLink(draftLink('link-4', { deviceId: 'tv-4' }))
    await store.approveLink(draftApproval('link-4', 'eliza', { until }))
    const late = { deviceId: 'tv-4', createdAt: until, expiresAt: until + 600 }
    await store.requestLink(draftLink('link-5', late))
    await approve(store, 'link-5', 'max', until)
    expect(await toldTo(store, 'eliza', until)).toEqual([])
  })

  it('is over when the device comes back, whatever was in between', async () => {
    const store = await openWithTv(open)
    await takeOver(store, 'link-2', 'max')
    await takeOver(store, 'link-3', 'zoe', NOW + 110)
    await store.unbind('tv-1', null)
    await takeOver(store, 'link-4', 'eliza', NOW + 120)
    expect(await toldTo(store, 'eliza')).toEqual([])
    expect(await toldTo(store, 'max')).toMatchObject([{ takenAt: NOW + 110 }])
  })

  it('is told for a week, the last first, and then swept away', async () => {
    const store = await openWithTv(open)
    await bind(store, 'other', 'eliza', { deviceId: 'tv-2' })
    await takeOver(store, 'link-2', 'max')
    await store.requestLink(draftLink('link-3', { deviceId: 'tv-2' }))
    await approve(store, 'link-3', 'max', NOW + 101)
    const ids = async (now: number) =>
      (await toldTo(store, 'eliza', now)).map(({ deviceId }) => deviceId)
    expect(await ids(NOW + 200)).toEqual(['tv-2', 'tv-1'])
    expect(await ids(NOW + 100 + WEEK)).toEqual(['tv-2', 'tv-1'])
    expect(await ids(NOW + 101 + WEEK)).toEqual(['tv-2'])
    const kept = { endedBefore: 0, boundBefore: 0, unseenBefore: 0, placesBefore: 0, batch: 500 }
    expect(await store.sweep({ ...kept, now: NOW + 100 + WEEK })).toBe(0)
    expect(await store.sweep({ ...kept, now: NOW + 101 + WEEK })).toBe(1)
    expect(await ids(NOW + 100)).toEqual(['tv-2'])
  })

  it('is forgotten once it was heard of, by whose it was alone', async () => {
    const store = await openWithTv(open)
    await takeOver(store, 'link-2', 'max')
    await store.forgetTaken('account-max', NOW + 1000)
    // Whoever looked in that very second may have looked before it.
    await store.forgetTaken('account-eliza', NOW + 100)
    expect(await toldTo(store, 'eliza')).toHaveLength(1)
    await store.forgetTaken('account-eliza', NOW + 101)
    expect(await toldTo(store, 'eliza')).toEqual([])
  })

  it('goes with the account', async () => {
    const store = await openWithTv(open)
    await takeOver(store, 'link-2', 'max')
    await store.deleteAccount('eliza')
    expect(await toldTo(store, 'eliza')).toEqual([])
  })
}
