import { expect, it } from 'vitest'

import {
  addAccounts,
  bind,
  bindApp,
  boundTo,
  draftApproval,
  draftLink,
  draftSession,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

export function myDeviceCases(open: OpenStore): void {
  it('are listed with all that is known of them, those bound last first', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza', { deviceModel: 'M1' })
    await bind(store, 'link-2', 'eliza', { deviceId: 'tv-2', createdAt: NOW + 5 })
    await bind(store, 'link-3', 'max', { deviceId: 'tv-3' })
    await bindApp(store, 'link-4', 'eliza')
    await store.labelDevice('account-eliza', 'tv-1', 'Den')
    await store.markSeen([['tv-1', NOW + 15]])
    const listed = await store.devicesOf('account-eliza', NOW)
    expect(listed.map(({ deviceId }) => deviceId)).toEqual(['tv-2', 'link_link-4', 'tv-1'])
    expect(listed[1]).toMatchObject({ clientId: 'demo-tv', label: null, seenAt: null })
    expect(listed[2]).toEqual({
      deviceId: 'tv-1',
      bindingId: 'binding-link-1',
      label: 'Den',
      name: 'Living room',
      model: 'M1',
      clientId: 'tv',
      network: '192.168.1.0/24',
      address: '192.168.1.20',
      boundAt: NOW + 10,
      until: null,
      seenAt: NOW + 15,
      sessionId: null,
    })
    expect(await store.devicesOf('account-nobody', NOW)).toEqual([])
  })

  it('are listed also when they stand in the seeds only', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const devices = [{ deviceId: 'tv-1', username: 'eliza', bindingId: 'seeded' }]
    await store.applySeeds({ accounts: [], devices, now: NOW })
    expect(await store.devicesOf('account-eliza', NOW)).toMatchObject([
      { deviceId: 'tv-1', name: null, clientId: null, address: null, until: null },
    ])
  })

  it('are counted from a moment on, but for those of one session and those that are over', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('eliza', { sessionId: 'phone' }))
    await store.requestLink(draftLink('link-1'))
    await store.approveLink(
      draftApproval('link-1', 'eliza', { sessionId: 'phone', until: NOW + 500 }),
    )
    await bind(store, 'link-2', 'eliza', { deviceId: 'tv-2', createdAt: NOW + 5 })
    await bind(store, 'link-3', 'max', { deviceId: 'tv-3' })
    const count = (sessionId: string, since: number, now = NOW + 20) =>
      store.countNewDevices({ accountId: 'account-eliza', sessionId, since, now })
    expect(await count('tablet', NOW)).toBe(2)
    expect(await count('phone', NOW)).toBe(1)
    expect(await count('tablet', NOW + 15)).toBe(1)
    expect(await count('tablet', NOW + 16)).toBe(0)
    expect(await count('tablet', NOW, NOW + 500)).toBe(1)
  })

  it('are named by whose they are, and by nobody else', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    expect(await store.labelDevice('account-max', 'tv-1', 'Mine')).toBe(false)
    expect(await store.labelDevice('account-eliza', 'tv-2', 'Nothing')).toBe(false)
    expect(await store.labelDevice('account-eliza', 'tv-1', 'Den')).toBe(true)
    expect(await store.labelDevice('account-eliza', 'tv-1', 'Attic')).toBe(true)
    expect(await store.devicesOf('account-eliza', NOW)).toMatchObject([{ label: 'Attic' }])
  })

  it('keep that name when the same person connects them again, and no other’s', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    const labels = async (username: string) =>
      (await store.devicesOf(`account-${username}`, NOW)).map(({ label }) => label)
    await bind(store, 'link-1', 'eliza')
    await store.labelDevice('account-eliza', 'tv-1', 'Den')
    await bind(store, 'link-2', 'eliza')
    expect(await labels('eliza')).toEqual(['Den'])
    await bind(store, 'link-3', 'max')
    expect(await labels('max')).toEqual([null])
    await bind(store, 'link-4', 'eliza')
    expect(await labels('eliza')).toEqual([null])
  })

  it('are given up one by one or all at once, only one’s own', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    for (const deviceId of ['tv-1', 'tv-2', 'tv-3']) {
      await bind(store, deviceId, 'eliza', { deviceId })
    }
    await bind(store, 'link-4', 'max', { deviceId: 'tv-4' })
    expect(await store.unbindFrom('account-max', 'tv-1')).toEqual([])
    expect(await store.unbindFrom('account-eliza', 'unknown')).toEqual([])
    expect(await store.unbindFrom('account-eliza', 'tv-1')).toEqual(['tv-1'])
    expect(await store.unbindFrom('account-eliza', 'tv-1')).toEqual([])
    expect(await boundTo(store, 'tv-2')).toBe('ELIZA')
    expect((await store.unbindFrom('account-eliza', null)).sort()).toEqual(['tv-2', 'tv-3'])
    expect(await store.unbindFrom('account-eliza', null)).toEqual([])
    expect(await boundTo(store, 'tv-2')).toBe(null)
    expect(await boundTo(store, 'tv-4')).toBe('MAX')
  })

  it('take the grants that hang on them when they are given up', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bindApp(store, 'link-1', 'eliza')
    await bindApp(store, 'link-2', 'eliza')
    await store.unbindFrom('account-eliza', 'link_link-1')
    expect(await store.grantById('grant of link-1', NOW)).toBe(null)
    expect(await store.grantById('grant of link-2', NOW)).not.toBe(null)
    await store.unbindFrom('account-eliza', null)
    expect(await store.grantById('grant of link-2', NOW)).toBe(null)
  })

  it('were last seen at the latest moment of which anybody says so', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await bind(store, 'link-2', 'eliza', { deviceId: 'tv-2' })
    const seen = async () => {
      const devices = await store.devicesOf('account-eliza', NOW)
      return Object.fromEntries(devices.map(({ deviceId, seenAt }) => [deviceId, seenAt]))
    }
    await store.markSeen([])
    expect(await seen()).toEqual({ 'tv-1': null, 'tv-2': null })
    await store.markSeen([
      ['tv-1', NOW + 5],
      ['unknown', NOW + 5],
      ['tv-2', NOW + 6],
    ])
    await store.markSeen([
      ['tv-1', NOW + 4],
      ['tv-2', NOW + 7],
    ])
    expect(await seen()).toEqual({ 'tv-1': NOW + 5, 'tv-2': NOW + 7 })
    expect(await store.deviceState('unknown', NOW)).toMatchObject({ known: false })
    await store.requestLink(draftLink('link-3'))
    expect(await seen()).toMatchObject({ 'tv-1': NOW + 5 })
  })
}
