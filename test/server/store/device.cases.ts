import { expect, it } from 'vitest'

import {
  addAccounts,
  approve,
  bind,
  boundTo,
  crowdAt,
  draftLink,
  draftSession,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

export function deviceCases(open: OpenStore): void {
  it('that nobody has seen is bound to no one and has no link request', async () => {
    const store = await open()
    const nothing = { known: false, bound: null, link: null }
    expect(await store.deviceState('tv-1', NOW + 20)).toEqual(nothing)
  })

  it('learns with one question whose it is and what became of its link request', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    const link = {
      linkId: 'link-1',
      state: 'pending',
      reason: null,
      openedAt: null,
      expiresAt: NOW + 600,
      matchUntil: null,
      claimShown: null,
      claimUntil: null,
    }
    expect(await store.deviceState('tv-1', NOW + 20)).toEqual({ known: true, bound: null, link })

    await approve(store, 'link-1', 'eliza')
    expect(await store.deviceState('tv-1', NOW + 20)).toEqual({
      known: true,
      bound: {
        bindingId: 'binding-link-1',
        accountId: 'account-eliza',
        name: 'ELIZA',
        color: '#CCCDFD',
      },
      link: { ...link, state: 'approved' },
    })
  })

  it('is shown its newest link request, not an older one', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1'))
    await store.requestLink(draftLink('link-2'))
    expect((await store.deviceState('tv-1', NOW + 20)).link).toMatchObject({ linkId: 'link-2' })
  })

  it('is not touched by what another device of the same account does', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza', { deviceId: 'tv-1' })
    await bind(store, 'link-2', 'eliza', { deviceId: 'tv-2' })
    await store.unbind('tv-1', null)
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await boundTo(store, 'tv-2')).toBe('ELIZA')
  })

  it('gives up the binding it names and no later one', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    await bind(store, 'link-2', 'max')
    expect(await store.unbind('tv-1', 'binding-link-1')).toBe(false)
    expect(await boundTo(store, 'tv-1')).toBe('MAX')
    expect(await store.unbind('tv-1', 'binding-link-2')).toBe(true)
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await store.unbind('tv-1', 'binding-link-2')).toBe(false)
  })

  it('does not give up the binding of another device', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza', { deviceId: 'tv-1' })
    expect(await store.unbind('tv-2', 'binding-link-1')).toBe(false)
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
  })

  it('gives up whatever it has when it names nothing', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    expect(await store.unbind('tv-1', null)).toBe(true)
    expect(await store.unbind('tv-1', null)).toBe(false)
    expect(await store.unbind('tv-unknown', null)).toBe(false)
  })

  it('is counted once at the address of its last link request, and an account once there', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    const here = { address: '203.0.113.9' }
    await store.requestLink(draftLink('old', { ...here, deviceId: 'tv-0', createdAt: NOW - 5000 }))
    await store.requestLink(draftLink('link-1', { ...here, deviceId: 'tv-1' }))
    await store.requestLink(draftLink('link-2', { ...here, deviceId: 'tv-1' }))
    await store.requestLink(draftLink('link-3', { ...here, deviceId: 'tv-2' }))
    await store.requestLink(draftLink('link-4', { deviceId: 'tv-2' }))
    await store.openSession(draftSession('eliza', { ...here, idHash: 'phone' }))
    await store.openSession(draftSession('eliza', { ...here, idHash: 'tablet' }))
    await store.openSession(draftSession('max', { ...here, now: NOW - 5000 }))
    expect(await crowdAt(store, here.address, NOW - 1000)).toEqual({ devices: 1, accounts: 1 })
    expect(await crowdAt(store, here.address, NOW - 5000)).toEqual({ devices: 2, accounts: 2 })
    expect(await crowdAt(store, '203.0.113.10', 0)).toEqual({ devices: 0, accounts: 0 })
  })

  it('of an OAuth client is counted there only while it is bound', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const { address } = draftLink('any')
    const devices = async () => (await crowdAt(store, address, 0)).devices
    await store.requestLink(draftLink('link-1', { deviceId: 'linktv' }))
    await store.requestLink(draftLink('link-2', { deviceId: 'link_2' }))
    expect(await devices()).toBe(1)
    await approve(store, 'link-2', 'eliza')
    expect(await devices()).toBe(2)
    await store.unbind('link_2', null)
    expect(await devices()).toBe(1)
  })

  it('of a disabled account is bound to nobody, until that is enabled again', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    await bind(store, 'link-2', 'max', { deviceId: 'tv-2' })
    await store.setDisabled('eliza', true)
    expect(await store.deviceState('tv-1', NOW + 20)).toMatchObject({
      known: true,
      bound: null,
      link: { linkId: 'link-1', state: 'approved' },
    })
    expect(await boundTo(store, 'tv-2')).toBe('MAX')
    await store.setDisabled('eliza', false)
    expect((await store.deviceState('tv-1', NOW + 20)).bound?.bindingId).toBe('binding-link-1')
  })
}
