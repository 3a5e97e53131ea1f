import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  bind,
  bindApp,
  boundTo,
  claim,
  draftAccount,
  draftApproval,
  draftLink,
  draftSession,
  handleOf,
  match,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const DEMO = draftAccount('eliza', { demo: true, accountId: 'account-demo' })

/** These two are signed in, each on a phone. */
async function openSignedIn(open: OpenStore): Promise<Store> {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  for (const username of ['eliza', 'max']) await store.openSession(draftSession(username))
  return store
}

/** Eliza deletes her account from this session. */
function deleteOwn(store: Store, sessionId = 'lasting session of eliza', now = NOW) {
  return store.deleteOwnAccount({ accountId: 'account-eliza', sessionId, now })
}

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

  it('signs in by QR where that has to be switched on once its person has done so, and alone', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    const on = (username: string) => store.signsInByQr(`account-${username}`)
    expect([await on('eliza'), await on('nobody')]).toEqual([false, false])
    await store.setSignsInByQr('account-eliza', true)
    expect([await on('eliza'), await on('max')]).toEqual([true, false])
    await store.setSignsInByQr('account-eliza', false)
    expect(await on('eliza')).toBe(false)
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

  it('is deleted by its own person, who hears what was bound', async () => {
    const store = await openSignedIn(open)
    await bind(store, 'link-1', 'eliza')
    await bindApp(store, 'link-2', 'eliza')
    await bind(store, 'link-3', 'max', { deviceId: 'tv-3' })
    await store.requestLink(draftLink('link-4', { deviceId: 'tv-4' }))
    await claim(store, 'link-4', 'eliza')
    await store.requestLink(draftLink('link-5', { deviceId: 'tv-5' }))
    await match(store, 'link-5', 'eliza')
    expect((await deleteOwn(store))?.sort()).toEqual(['link_link-2', 'tv-1'])
    expect(await store.accountByUsername('eliza')).toBe(null)
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await store.grantById('grant of link-2', NOW)).toBe(null)
    expect(await store.sessionByHash('session of eliza', NOW)).toBe(null)
    expect(await claim(store, 'link-4', 'max')).toBe('opened')
    expect(await store.linkByHandle(handleOf('link-5'))).toMatchObject({ state: 'denied' })
    expect(await boundTo(store, 'tv-3')).toBe('MAX')
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
    await addAccounts(store, 'eliza')
    expect(await store.accountByUsername('eliza'), 'its seeds were applied').toBe(null)
  })

  it('stays when the session that asks has ended, is another’s, or was none', async () => {
    const store = await openSignedIn(open)
    await bind(store, 'link-1', 'eliza')
    const tablet = { idHash: 'tablet', sessionId: 'tablet', expiresAt: NOW + 100 }
    await store.openSession(draftSession('eliza', tablet))
    expect(await deleteOwn(store, 'tablet', NOW + 100)).toBe(null)
    expect(await deleteOwn(store, 'lasting session of max')).toBe(null)
    expect(await deleteOwn(store, 'nobody’s')).toBe(null)
    await store.closeSession('session of eliza')
    expect(await deleteOwn(store)).toBe(null)
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
    expect(await store.sessionByHash('tablet', NOW)).not.toBe(null)
    expect(await deleteOwn(store, 'tablet', NOW + 99)).toEqual(['tv-1'])
  })

  it('is deleted by one of two phones that ask at once', async () => {
    const store = await openSignedIn(open)
    await bind(store, 'link-1', 'eliza')
    await store.openSession(draftSession('eliza', { idHash: 'tablet', sessionId: 'tablet' }))
    const answers = await Promise.all([deleteOwn(store), deleteOwn(store, 'tablet')])
    expect(answers).toEqual([['tv-1'], null])
  })

  it('is not deleted with one that takes its name in the same moment', async () => {
    const another = draftAccount('eliza', { accountId: 'another' })
    for (const first of ['delete', 'add']) {
      const store = await openSignedIn(open)
      const end = () => deleteOwn(store)
      const add = () => store.addAccount(another)
      const [one, other] = await Promise.all(first === 'delete' ? [end(), add()] : [add(), end()])
      expect([one, other]).toEqual(first === 'delete' ? [[], true] : [false, []])
      await store.addAccount(another)
      expect(await deleteOwn(store), 'again, from the phone of the first').toBe(null)
      expect(await store.accountByUsername('eliza')).toEqual(another)
    }
  })

  it('says of each device whether it was bound by then, whatever is approved meanwhile', async () => {
    const sessionId = 'lasting session of eliza'
    for (const from of [sessionId, null]) {
      for (const first of ['delete', 'approve']) {
        const store = await openSignedIn(open)
        await store.requestLink(draftLink('link-1'))
        const end = () => deleteOwn(store)
        const approve = () =>
          store.approveLink(draftApproval('link-1', 'eliza', { sessionId: from }))
        if (first === 'delete') {
          expect(await Promise.all([end(), approve()])).toEqual([[], { outcome: 'no_account' }])
        } else {
          const [approved, devices] = await Promise.all([approve(), end()])
          expect([approved.outcome, devices]).toEqual(['bound', ['tv-1']])
        }
        expect(await boundTo(store, 'tv-1'), `${first} ${from}`).toBe(null)
      }
    }
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
