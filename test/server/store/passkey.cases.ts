import { expect, it } from 'vitest'

import type { PasskeyRecord, Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  draftAccount,
  draftApproval,
  draftLink,
  draftPasskey,
  draftSession,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const ELIZA = 'account-eliza'
const OF_MAX = { accountId: 'account-max', sessionId: 'lasting session of max' }

/** These people are signed in, each on a phone. */
async function openSignedIn(open: OpenStore, ...usernames: string[]): Promise<Store> {
  const store = await open()
  await addAccounts(store, ...usernames)
  for (const username of usernames) await store.openSession(draftSession(username))
  return store
}

function add(store: Store, credentialId: string, changes: Partial<PasskeyRecord> = {}) {
  return store.addPasskey(draftPasskey(credentialId, changes), 3)
}

const idsOf = async (store: Store, accountId = ELIZA) =>
  (await store.passkeysOf(accountId)).map(({ credentialId }) => credentialId)

export function passkeyCases(open: OpenStore): void {
  it('is found again as it was added, with whose it is', async () => {
    const store = await openSignedIn(open, 'eliza')
    const passkey = draftPasskey('key', { transports: ['internal', 'hybrid'], label: 'Safari' })
    expect(await store.addPasskey(passkey, 3)).toBe('added')
    expect(await store.passkeyById('key')).toEqual({ passkey, account: draftAccount('eliza') })
    expect(await store.passkeysOf(ELIZA)).toEqual([passkey])
    expect(await store.passkeyById('another')).toBe(null)
    expect(await store.passkeysOf('account-nobody')).toEqual([])
    await store.setDisabled('eliza', true)
    expect(await store.passkeyById('key')).toMatchObject({ account: { disabled: true } })
  })

  it('is listed oldest first', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    await add(store, 'newer', { createdAt: NOW + 2 })
    await add(store, 'older', { createdAt: NOW + 1 })
    await add(store, 'of max', OF_MAX)
    expect(await idsOf(store)).toEqual(['older', 'newer'])
  })

  it('is one person’s, whoever brings it a second time', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    await add(store, 'key')
    expect(await add(store, 'key', { counter: 9 })).toBe('known')
    expect(await add(store, 'key', OF_MAX)).toBe('known')
    expect(await store.passkeyById('key')).toMatchObject({
      passkey: { counter: 0, accountId: ELIZA },
    })
  })

  it('cannot be handed on for ever, so that where it came from stays known', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    let from = 'phone 0'
    await store.openSession(draftSession('eliza', { idHash: from, sessionId: from }))
    const outcomes: string[] = []
    for (let hop = 1; hop <= 51; hop += 1) {
      const credentialId = `key ${hop}`
      const passkey = draftPasskey(credentialId, { sessionId: from })
      outcomes.push(await store.addPasskey(passkey, 100))
      from = `phone ${hop}`
      const draft = { idHash: from, sessionId: from, credentialId, perAccount: 100 }
      await store.openSession(draftSession('eliza', draft))
    }
    expect(outcomes.lastIndexOf('added')).toBe(48)
    expect(outcomes[49]).toBe('too_many')
  })

  it('is one of so many that an account may have, however many are added at once', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => add(store, `key-${index}`)),
    )
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(3)
    expect(outcomes.filter((outcome) => outcome === 'too_many')).toHaveLength(7)
    expect(await idsOf(store)).toHaveLength(3)
    expect(await add(store, 'of max', OF_MAX)).toBe('added')
  })

  it('is added in a session that goes on, and in its own person’s', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    const another = { idHash: 'tablet', sessionId: 'tablet', expiresAt: NOW + 100 }
    await store.openSession(draftSession('eliza', another))
    const from = (sessionId: string, createdAt = NOW) =>
      add(store, `from ${sessionId} at ${createdAt}`, { sessionId, createdAt })
    expect(await from('tablet', NOW + 99)).toBe('added')
    expect(await from('tablet', NOW + 100)).toBe('no_session')
    expect(await from('nowhere')).toBe('no_session')
    expect(await from(OF_MAX.sessionId)).toBe('no_session')
    // The hash of its id is not what it is known by.
    expect(await from('session of eliza')).toBe('no_session')
    await store.closeSession('session of eliza')
    expect(await from('lasting session of eliza')).toBe('no_session')
    await store.openSession(draftSession('eliza', { idHash: 'renewed', sessionId: 'phone' }))
    const renewed = { idHash: 'renewed again', sessionId: 'phone', replaces: 'renewed' }
    await store.openSession(draftSession('eliza', renewed))
    expect(await from('phone')).toBe('added')
    expect(await idsOf(store)).toEqual([`from phone at ${NOW}`, `from tablet at ${NOW + 99}`])
  })

  it.each<[string, (store: Store) => Promise<unknown>]>([
    ['ended from another phone', (store) => store.endSessions(ELIZA, null, 'tablet')],
    ['signed out', (store) => store.closeSession('session of eliza')],
    ['ended by the operator’s new password', (store) => store.changePassword('eliza', 'new')],
    ['ended by a new password', newPassword],
    ['disowned', disown],
    ['that of an account being disabled', (store) => store.setDisabled('eliza', true)],
    ['that of an account being deleted', (store) => store.deleteAccount('eliza')],
  ])('is not added when its session is %s just before', async (_what, end) => {
    const store = await openSignedIn(open, 'eliza')
    await store.openSession(draftSession('eliza', { idHash: 'tablet', sessionId: 'tablet' }))
    await bindFromPhone(store)
    const [, outcome] = await Promise.all([end(store), add(store, 'key')])
    expect(outcome).toBe('no_session')
    expect(await store.passkeyById('key')).toBe(null)
  })

  it('that is added while its session is disowned is gone with it, whichever was first', async () => {
    for (const first of ['add', 'disown']) {
      const store = await openSignedIn(open, 'eliza')
      await bindFromPhone(store)
      const [one, other] =
        first === 'add'
          ? [() => add(store, 'key'), () => disown(store)]
          : [() => disown(store), () => add(store, 'key')]
      await Promise.all([one(), other()])
      expect(await idsOf(store), first).toEqual([])
      expect(await store.sessionsOf(ELIZA, NOW), first).toEqual([])
    }
  })

  it('notes its use while its counter grows', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key', { counter: 5 })
    const use = (counter: number, now: number) =>
      store.usePasskey({ credentialId: 'key', counter, now })
    expect(await use(5, NOW + 1)).toBe(false)
    expect(await use(4, NOW + 1)).toBe(false)
    expect(await use(0, NOW + 1)).toBe(false)
    expect((await store.passkeyById('key'))?.passkey).toMatchObject({ lastUsedAt: null })
    expect(await use(6, NOW + 2)).toBe(true)
    expect((await store.passkeyById('key'))?.passkey).toMatchObject({
      counter: 6,
      lastUsedAt: NOW + 2,
    })
    expect(await use(6, NOW + 3)).toBe(false)
    expect(await store.usePasskey({ credentialId: 'another', counter: 1, now: NOW })).toBe(false)
  })

  it('may keep no counter, until it begins to', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key')
    const use = (counter: number) =>
      store.usePasskey({ credentialId: 'key', counter, now: NOW + 1 })
    expect(await use(0)).toBe(true)
    expect(await use(0)).toBe(true)
    expect(await use(1)).toBe(true)
    expect(await use(0)).toBe(false)
  })

  it('with one counter is used by exactly one of ten at once', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key', { counter: 1 })
    const uses = await Promise.all(
      Array.from({ length: 10 }, () =>
        store.usePasskey({ credentialId: 'key', counter: 2, now: NOW }),
      ),
    )
    expect(uses.filter((used) => used)).toHaveLength(1)
  })

  it('is removed by whose it is', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    await add(store, 'key')
    expect(await store.removePasskey('account-max', 'key')).toBe('unknown')
    expect(await store.removePasskey(ELIZA, 'another')).toBe('unknown')
    expect(await store.removePasskey(ELIZA, 'key')).toBe('removed')
    expect(await store.removePasskey(ELIZA, 'key')).toBe('unknown')
    expect(await store.passkeyById('key')).toBe(null)
  })

  it('stays when it is the only way to sign in', async () => {
    const store = await open()
    await store.addAccount(draftAccount('eliza', { passwordHash: null }))
    await store.addAccount(draftAccount('max'))
    await store.openSession(draftSession('eliza', { passwordHash: null, method: 'oidc' }))
    await store.openSession(draftSession('max'))
    await add(store, 'of max', OF_MAX)
    await add(store, 'one')
    expect(await store.removePasskey(ELIZA, 'one')).toBe('last')
    expect(await store.removePasskey('account-max', 'one')).toBe('unknown')
    await add(store, 'two')
    const both = await Promise.all(['one', 'two'].map((id) => store.removePasskey(ELIZA, id)))
    expect(both.sort()).toEqual(['last', 'removed'])
    const [left = ''] = await idsOf(store)
    await store.changePassword('eliza', 'a hash')
    expect(await store.removePasskey(ELIZA, left)).toBe('removed')
  })

  it('of somebody whom a provider knows is never the only way', async () => {
    const store = await open()
    const account = draftAccount('eliza', { passwordHash: null })
    await store.accountOfIdentity({ issuer: 'https://id.example', subject: '1', account })
    await store.openSession(draftSession('eliza', { passwordHash: null, method: 'oidc' }))
    await add(store, 'key')
    expect(await store.removePasskey(ELIZA, 'key')).toBe('removed')
  })

  it('goes with its account', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    await add(store, 'key')
    await add(store, 'of max', OF_MAX)
    await store.deleteAccount('eliza')
    expect(await store.passkeyById('key')).toBe(null)
    expect(await store.passkeyById('of max')).not.toBe(null)
    expect(await add(store, 'key', OF_MAX)).toBe('added')
  })
}

/** A device that disowns the phone's session, when somebody asks on the tablet. */
async function bindFromPhone(store: Store): Promise<void> {
  const sessionId = 'lasting session of eliza'
  await store.requestLink(draftLink('link-1'))
  await store.approveLink(draftApproval('link-1', 'eliza', { sessionId, now: NOW }))
}

function disown(store: Store) {
  return store.disownDevice({ accountId: ELIZA, deviceId: 'tv-1', keepSessionId: 'tablet' })
}

function newPassword(store: Store) {
  const renewed = { idHash: 'renewed', sessionId: 'tablet', replaces: 'tablet' }
  return store.replacePassword('new hash', draftSession('eliza', renewed))
}
