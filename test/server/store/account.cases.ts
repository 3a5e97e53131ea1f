import { expect, it } from 'vitest'

import {
  addAccounts,
  bind,
  bindApp,
  boundTo,
  draftAccount,
  draftLink,
  draftSession,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const DEMO = draftAccount('eliza', { demo: true, accountId: 'account-demo' })

export function accountCases(open: OpenStore): void {
  it('is made as it was drafted, unless its user name is taken', async () => {
    const store = await open()
    const eliza = draftAccount('eliza', { disabled: true })
    expect(await store.addAccount(eliza)).toBe(true)
    expect(await store.accountByUsername('eliza')).toEqual(eliza)
    const other = draftAccount('eliza', { accountId: 'another', name: 'Another' })
    expect(await store.addAccount(other)).toBe(false)
    expect(await store.accountByUsername('eliza')).toEqual(eliza)
    expect(await store.addAccount(draftAccount('max'))).toBe(true)
  })

  it('ends the demo account with all it has when it is made', async () => {
    const store = await open()
    const devices = [{ deviceId: 'tv-2', username: 'eliza', bindingId: 'seeded' }]
    await store.applySeeds({ accounts: [DEMO], devices, now: NOW })
    await store.openSession(draftSession('demo'))
    expect(await store.addAccount(draftAccount('max'))).toBe(true)
    expect(await store.accountByUsername('eliza')).toBe(null)
    expect(await store.sessionByHash('session of demo', NOW)).toBe(null)
    expect(await boundTo(store, 'tv-2')).toBe(null)

    await store.applySeeds({ accounts: [DEMO], devices, now: NOW })
    expect(await store.accountByUsername('eliza')).toBe(null)
    await store.deleteAccount('max')
    await store.applySeeds({ accounts: [DEMO], devices, now: NOW })
    expect(await boundTo(store, 'tv-2')).toBe('ELIZA')
  })

  it('that is the demo account takes no goodbye of another one with it', async () => {
    const store = await open()
    const devices = [{ deviceId: 'tv-1', username: 'max', bindingId: 'seeded' }]
    const max = draftAccount('max')
    await store.applySeeds({ accounts: [max], devices, now: NOW })
    await store.unbind('tv-1', null)
    await store.deleteAccount('max')
    await store.applySeeds({ accounts: [DEMO], devices, now: NOW })
    await store.addAccount(max)
    await store.applySeeds({ accounts: [], devices, now: NOW })
    expect(await store.accountByUsername('eliza')).toBe(null)
    expect(await boundTo(store, 'tv-1')).toBe(null)
  })

  it('takes over nothing of the demo account but the name', async () => {
    const store = await open()
    await store.applySeeds({ accounts: [DEMO], devices: [], now: NOW })
    await bind(store, 'link-1', 'demo')
    await store.openSession(draftSession('demo'))
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
    expect(await store.addAccount(draftAccount('eliza'))).toBe(true)
    expect(await store.accountByUsername('eliza')).toEqual(draftAccount('eliza'))
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await store.sessionByHash('session of demo', NOW)).toBe(null)
  })

  it('is listed with what it has, in the order of user names, a page at a time', async () => {
    const store = await open()
    for (const username of ['max', 'bob', 'eliza']) {
      await store.addAccount(draftAccount(username, { disabled: username === 'bob' }))
    }
    await bind(store, 'link-1', 'max')
    await bind(store, 'link-2', 'max', { deviceId: 'tv-2' })
    await bind(store, 'link-3', 'eliza', { deviceId: 'tv-3' })
    await store.openSession(draftSession('max'))
    const { passwordHash: _secret, ...bob } = draftAccount('bob', { disabled: true })
    expect(await store.accounts({ after: '', limit: 2 })).toEqual([
      { ...bob, devices: 0, sessions: 0 },
      expect.objectContaining({ username: 'eliza', disabled: false, devices: 1, sessions: 0 }),
    ])
    expect(await store.accounts({ after: 'eliza', limit: 2 })).toMatchObject([
      { username: 'max', devices: 2, sessions: 1 },
    ])
    expect(await store.accounts({ after: 'max', limit: 2 })).toEqual([])
  })

  it('gets a new password, which ends its sessions and leaves it its devices', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    await store.openSession(draftSession('eliza', { idHash: 'phone' }))
    await store.openSession(draftSession('eliza', { idHash: 'tablet' }))
    await store.openSession(draftSession('max'))
    expect(await store.changePassword('eliza', 'new hash')).toBe(true)
    expect(await store.accountByUsername('eliza')).toEqual(
      draftAccount('eliza', { passwordHash: 'new hash' }),
    )
    expect(await store.sessionByHash('phone', NOW)).toBe(null)
    expect(await store.sessionByHash('tablet', NOW)).toBe(null)
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
    expect(await store.accountByUsername('max')).toEqual(draftAccount('max'))
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
    expect(await store.changePassword('nobody', 'new hash')).toBe(false)
  })

  it('is disabled and enabled alone, and enabling ends no session', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    expect(await store.setDisabled('eliza', true)).toBe(true)
    expect(await store.setDisabled('eliza', true)).toBe(true)
    expect(await store.accountByUsername('eliza')).toMatchObject({ disabled: true })
    expect(await store.accountByUsername('max')).toMatchObject({ disabled: false })
    await store.openSession(draftSession('max'))
    expect(await store.setDisabled('max', false)).toBe(true)
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
    expect(await store.setDisabled('nobody', true)).toBe(false)
  })

  it('is deleted with its bindings, grants and sessions, and no other is touched', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    await bindApp(store, 'link-2', 'eliza')
    await bindApp(store, 'link-3', 'max')
    await store.openSession(draftSession('eliza'))
    await store.openSession(draftSession('max'))
    expect(await store.deleteAccount('eliza')).toBe(true)
    expect(await store.deleteAccount('eliza')).toBe(false)
    expect(await store.accountByUsername('eliza')).toBe(null)
    expect(await store.deviceState('tv-1', NOW + 20)).toMatchObject({ known: true, bound: null })
    expect(await store.grantById('grant of link-2', NOW)).toBe(null)
    expect(await store.sessionByHash('session of eliza', NOW)).toBe(null)
    expect(await boundTo(store, 'link_link-3')).toBe('MAX')
    expect(await store.grantById('grant of link-3', NOW)).not.toBe(null)
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
  })

  it('has devices that are listed with what they said of themselves, long after they asked', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    const devices = [{ deviceId: 'tv-0', username: 'max', bindingId: 'seeded' }]
    await store.applySeeds({ accounts: [], devices, now: NOW })
    const said = { deviceName: 'Old', deviceModel: 'M1', clientId: 'demo-tv' }
    await store.requestLink(draftLink('old', { ...said, deviceId: 'tv-3' }))
    await bind(store, 'link-3', 'eliza', { deviceId: 'tv-3', deviceModel: 'M2' })
    await store.requestLink(draftLink('link-1', { ...said, deviceName: null, network: null }))
    const sweep = { now: NOW, boundBefore: NOW, unseenBefore: NOW, placesBefore: NOW, batch: 500 }
    await store.sweep({ ...sweep, endedBefore: NOW + 5000 })
    const all = [
      {
        deviceId: 'tv-0',
        name: null,
        model: null,
        clientId: null,
        username: 'max',
        boundAt: NOW,
        network: null,
        askedAt: null,
      },
      {
        deviceId: 'tv-1',
        name: null,
        model: 'M1',
        clientId: 'demo-tv',
        username: null,
        boundAt: null,
        network: null,
        askedAt: NOW,
      },
      {
        deviceId: 'tv-3',
        name: 'Living room',
        model: 'M2',
        clientId: 'tv',
        username: 'eliza',
        boundAt: NOW + 10,
        network: '192.168.1.0/24',
        askedAt: NOW,
      },
    ]
    const page = { username: null, after: '', limit: 10 }
    expect(await store.devices(page)).toEqual(all)
    expect(await store.devices({ ...page, after: 'tv-0', limit: 1 })).toEqual([all[1]])
    expect(await store.devices({ ...page, username: 'eliza' })).toEqual([all[2]])
    expect(await store.devices({ ...page, username: 'max', after: 'tv-0' })).toEqual([])
    expect(await store.devices({ ...page, username: 'nobody' })).toEqual([])
  })
}
