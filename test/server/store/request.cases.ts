import { expect, it } from 'vitest'

import {
  addAccounts,
  bind,
  boundTo,
  crowdAt,
  draftLink,
  handleOf,
  NOW,
  openLink,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

export function requestCases(open: OpenStore): void {
  it('supersedes the live link request of the device, and of no other', async () => {
    const store = await open()
    await store.requestLink(draftLink('pending'))
    await store.requestLink(draftLink('other', { deviceId: 'tv-2' }))
    expect(await store.requestLink(draftLink('opened'))).toBe('created')
    await openLink(store, 'opened')
    expect(await store.requestLink(draftLink('newest'))).toBe('created')
    for (const [linkId, state] of [
      ['pending', 'superseded'],
      ['opened', 'superseded'],
      ['newest', 'pending'],
      ['other', 'pending'],
    ] as const) {
      expect(await store.linkByHandle(handleOf(linkId)), linkId).toMatchObject({ state })
    }
  })

  it('leaves an ended link request as it ended', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1'))
    await store.denyLink(handleOf('link-1'), NOW)
    await store.requestLink(draftLink('link-2'))
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({ state: 'denied' })
  })

  it('with the user code of a live link request writes nothing', async () => {
    const store = await open()
    await store.requestLink(draftLink('theirs', { deviceId: 'tv-2' }))
    await store.requestLink(draftLink('ours'))
    const { userCodeHash } = draftLink('theirs')
    const before = await store.deviceState('tv-1', NOW + 20)
    const elsewhere = { address: '203.0.113.9', network: 'elsewhere' }
    expect(await store.requestLink(draftLink('next', { userCodeHash, ...elsewhere }))).toBe(
      'code_taken',
    )
    expect(await store.deviceState('tv-1', NOW + 20)).toEqual(before)
    expect(await store.linkByHandle(handleOf('next'))).toBe(null)
    expect(await crowdAt(store, elsewhere.address, 0)).toEqual({ devices: 0, accounts: 0 })
  })

  it('with a handle that any link request ever had writes nothing', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1'))
    await store.denyLink(handleOf('link-1'), NOW)
    const handleHash = handleOf('link-1')
    expect(await store.requestLink(draftLink('link-2', { handleHash }))).toBe('code_taken')
  })

  it('may use a user code again once its link request has ended', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1', { deviceId: 'tv-2' }))
    await store.denyLink(handleOf('link-1'), NOW)
    const { userCodeHash } = draftLink('link-1')
    expect(await store.requestLink(draftLink('link-2', { userCodeHash }))).toBe('created')
  })

  it('is refused to a device that asked too often, which loses nothing by it', async () => {
    const store = await open()
    const perDevice = { max: 2, since: NOW }
    await store.requestLink(draftLink('before', { createdAt: NOW - 1, perDevice }))
    expect(await store.requestLink(draftLink('link-1', { perDevice }))).toBe('created')
    expect(await store.requestLink(draftLink('link-2', { perDevice }))).toBe('created')
    expect(await store.requestLink(draftLink('link-3', { perDevice }))).toBe('too_many_links')
    expect((await store.deviceState('tv-1', NOW + 20)).link).toMatchObject({
      linkId: 'link-2',
      state: 'pending',
    })
    const other = draftLink('link-4', { deviceId: 'tv-2', perDevice })
    expect(await store.requestLink(other)).toBe('created')
  })

  it('is refused to new devices where too many were new, but not to those already known', async () => {
    const store = await open()
    const ask = (linkId: string, deviceId: string, network: string | null, max: number) =>
      store.requestLink(
        draftLink(linkId, { deviceId, network, newDevices: { max, since: NOW - 3600 } }),
      )
    const longAgo = { deviceId: 'tv-0', network: 'shop', createdAt: NOW - 3601 }
    await store.requestLink(draftLink('link-0', longAgo))
    expect(await ask('link-1', 'tv-1', 'shop', 2)).toBe('created')
    expect(await ask('link-2', 'tv-2', 'shop', 2)).toBe('created')
    expect(await ask('link-3', 'tv-3', 'shop', 2)).toBe('too_many_devices')
    expect(await store.deviceState('tv-3', NOW + 20)).toEqual({
      known: false,
      bound: null,
      link: null,
    })
    expect(await store.linkByHandle(handleOf('link-3'))).toBe(null)

    expect(await ask('link-4', 'tv-1', 'shop', 2)).toBe('created')
    expect(await ask('link-5', 'tv-0', 'shop', 2)).toBe('created')
    expect(await ask('link-6', 'tv-3', 'home', 2)).toBe('created')
    const unlimited = draftLink('link-7', { deviceId: 'tv-7', network: 'shop' })
    expect(await store.requestLink(unlimited)).toBe('created')
  })

  it('counts new devices where they were first seen, and all in doubt together', async () => {
    const store = await open()
    const ask = (linkId: string, deviceId: string, network: string | null) =>
      store.requestLink(
        draftLink(linkId, { deviceId, network, newDevices: { max: 1, since: NOW } }),
      )
    expect(await ask('link-1', 'tv-1', null)).toBe('created')
    expect(await ask('link-2', 'tv-2', null)).toBe('too_many_devices')
    expect(await ask('link-3', 'tv-1', 'home')).toBe('created')
    expect(await ask('link-4', 'tv-2', 'home')).toBe('created')
  })

  it('counts devices of OAuth clients apart from all others, in both directions', async () => {
    const store = await open()
    const ask = (deviceId: string) =>
      store.requestLink(
        draftLink(`of ${deviceId}`, { deviceId, newDevices: { max: 1, since: NOW } }),
      )
    expect(await ask('link_1')).toBe('created')
    expect(await ask('tv-1')).toBe('created')
    expect(await ask('link_2')).toBe('too_many_devices')
    expect(await ask('tv-2')).toBe('too_many_devices')
  })

  it('does not end the binding the device has', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await store.requestLink(draftLink('link-2'))
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
  })
}
