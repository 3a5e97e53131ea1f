import { expect, it } from 'vitest'

import {
  addAccounts,
  bind,
  bindApp,
  boundTo,
  crowdAt,
  draftLink,
  draftSession,
  handleOf,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

/** A moment by which everything of these tests has ended. */
const LATER = NOW + 100_000
const ALL_GONE = {
  now: LATER,
  endedBefore: LATER,
  boundBefore: LATER,
  unseenBefore: LATER,
  placesBefore: LATER,
  batch: 500,
}

export function sweepCases(open: OpenStore): void {
  it('keeps link requests until they ended long enough ago', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1'))
    await store.requestLink(draftLink('link-2'))
    const sweep = { now: NOW, boundBefore: NOW, unseenBefore: NOW, placesBefore: NOW, batch: 500 }
    expect(await store.sweep({ ...sweep, endedBefore: NOW + 600 })).toBe(0)
    expect(await store.linkByHandle(handleOf('link-1'))).not.toBe(null)
    expect(await store.sweep({ ...sweep, endedBefore: NOW + 601 })).toBe(2)
    expect(await store.linkByHandle(handleOf('link-1'))).toBe(null)
    expect((await store.deviceState('tv-1', NOW + 20)).link).toBe(null)
  })

  it('deletes sessions and misses as soon as they have run out', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('eliza', { expiresAt: NOW + 10 }))
    await store.openSession(draftSession('max', { expiresAt: NOW + 11 }))
    await store.countMiss('short', 10, NOW)
    await store.countMiss('long', 11, NOW)
    const sweep = {
      now: NOW + 10,
      endedBefore: NOW,
      boundBefore: NOW,
      unseenBefore: NOW,
      placesBefore: NOW,
      batch: 500,
    }
    expect(await store.sweep(sweep)).toBe(2)
    expect(await store.sweep(sweep)).toBe(0)
    expect(await store.sessionByHash('session of max', NOW + 10)).not.toBe(null)
    expect(await store.missesOf(['long'], NOW + 10)).toMatchObject([{ count: 1 }])
  })

  it('deletes at most a batch of each kind at a time', async () => {
    const store = await open()
    for (let index = 0; index < 5; index += 1) await store.countMiss(`key-${index}`, 1, NOW)
    for (let index = 0; index < 5; index += 1) await store.requestLink(draftLink(`link-${index}`))
    const sweep = { ...ALL_GONE, unseenBefore: NOW, placesBefore: NOW, batch: 2 }
    const swept = []
    for (let round = 0; round < 4; round += 1) swept.push(await store.sweep(sweep))
    expect(swept).toEqual([4, 4, 2, 0])
  })

  it('never deletes a bound device, and forgets an unbound one that has not been seen for long', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza', { deviceId: 'bound' })
    await store.requestLink(draftLink('link-2', { deviceId: 'idle' }))
    await store.requestLink(draftLink('link-3', { deviceId: 'recent', createdAt: NOW + 1 }))
    expect(await store.sweep({ ...ALL_GONE, unseenBefore: NOW + 1 })).toBe(4)
    expect(await boundTo(store, 'bound')).toBe('ELIZA')
    expect(await crowdAt(store, draftLink('any').address, 0)).toMatchObject({ devices: 2 })
  })

  it('ends a grant that has run out, with its binding', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bindApp(store, 'link-1', 'eliza')
    await bindApp(store, 'link-2', 'eliza')
    await bind(store, 'link-3', 'eliza', { deviceId: 'tv-3' })
    await store.rotateGrant({
      grantId: 'grant of link-2',
      tokenHash: 'first token of grant of link-2',
      nextHash: 'next',
      expiresAt: NOW + 1001,
      now: NOW + 20,
    })
    const sweep = {
      endedBefore: NOW,
      boundBefore: LATER,
      unseenBefore: NOW,
      placesBefore: NOW,
      batch: 500,
    }
    expect(await store.sweep({ ...sweep, now: NOW + 999 })).toBe(0)
    expect(await store.sweep({ ...sweep, now: NOW + 1000 })).toBe(1)
    expect(await boundTo(store, 'link_link-1')).toBe(null)
    expect(await boundTo(store, 'link_link-2')).toBe('ELIZA')
    expect(await boundTo(store, 'tv-3')).toBe('ELIZA')
  })

  it('ends as many grants at a time as it may', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    for (let index = 0; index < 3; index += 1) await bindApp(store, `link-${index}`, 'eliza')
    const sweep = {
      ...ALL_GONE,
      endedBefore: NOW,
      boundBefore: NOW,
      unseenBefore: NOW,
      placesBefore: NOW,
      batch: 2,
    }
    const swept = []
    for (let round = 0; round < 3; round += 1) swept.push(await store.sweep(sweep))
    expect(swept).toEqual([2, 1, 0])
  })

  it('ends the binding of an OAuth client that never got a grant, and of no other device', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza', { deviceId: 'link_1' })
    await bind(store, 'link-2', 'eliza', { deviceId: 'linktv' })
    await bindApp(store, 'link-3', 'eliza')
    const sweep = { now: NOW, endedBefore: NOW, unseenBefore: NOW, placesBefore: NOW, batch: 500 }
    expect(await store.sweep({ ...sweep, boundBefore: NOW + 10 })).toBe(0)
    expect(await store.sweep({ ...sweep, boundBefore: NOW + 11 })).toBe(1)
    expect(await boundTo(store, 'link_1')).toBe(null)
    expect(await boundTo(store, 'linktv')).toBe('ELIZA')
    expect(await boundTo(store, 'link_link-3')).toBe('ELIZA')
  })

  it('comes round to every device, however many there are', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    for (let index = 0; index < 9; index += 1) {
      const deviceId = `tv-${index}`
      if (index % 2 === 0) await bind(store, `link-${index}`, 'eliza', { deviceId })
      else await store.requestLink(draftLink(`link-${index}`, { deviceId }))
    }
    await store.sweep({ ...ALL_GONE, unseenBefore: NOW })
    const sweep = { ...ALL_GONE, batch: 2 }
    let swept = 0
    for (let round = 0; round < 5; round += 1) swept += await store.sweep(sweep)
    expect(swept).toBe(4)

    await store.unbind('tv-0', null)
    expect(await store.sweep(sweep)).toBe(1)
    expect(await crowdAt(store, draftLink('any').address, 0)).toMatchObject({ devices: 4 })
  })

  it('leaves as little of a device that asked a thousand times as of one that asked once', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    for (let round = 0; round < 1000; round += 1) {
      const createdAt = NOW + round * 60
      const perDevice = { max: 60, since: createdAt - 600 }
      const expiresAt = createdAt + 600
      const draft = draftLink(`link-${round}`, { createdAt, expiresAt, perDevice })
      expect(await store.requestLink(draft)).toBe('created')
      const endedBefore = createdAt - 3600
      await store.sweep({
        now: createdAt,
        endedBefore,
        boundBefore: NOW,
        unseenBefore: NOW,
        placesBefore: NOW,
        batch: 500,
      })
    }
    expect(await store.linkByHandle(handleOf('link-900'))).toBe(null)
    expect(await store.linkByHandle(handleOf('link-950'))).not.toBe(null)
    // The requests of the last 70 minutes, and the device.
    expect(await store.sweep(ALL_GONE)).toBe(71 + 1)
  })
}
