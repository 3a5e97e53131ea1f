import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  bind,
  boundTo,
  draftAccount,
  draftApproval,
  draftLink,
  draftSession,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const RENEWED = draftSession('eliza', {
  idHash: 'renewed',
  sessionId: 'phone',
  replaces: 'phone',
  now: NOW + 50,
})

async function openSignedIn(open: OpenStore) {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  for (const sessionId of ['phone', 'tablet']) {
    await store.openSession(draftSession('eliza', { idHash: sessionId, sessionId }))
  }
  await store.openSession(draftSession('max'))
  return store
}

async function bindFromPhone(store: Store): Promise<void> {
  await store.requestLink(draftLink('link-1'))
  await store.approveLink(draftApproval('link-1', 'eliza', { sessionId: 'phone' }))
}

/** Said on the tablet, about a TV that the phone has connected. */
function disownPhone(store: Store) {
  const disowning = { accountId: 'account-eliza', deviceId: 'tv-1', keepSessionId: 'tablet' }
  return store.disownDevice(disowning)
}

export function passwordCases(open: OpenStore): void {
  it('from a phone ends every session but that one, which goes on under a new id', async () => {
    const store = await openSignedIn(open)
    await bind(store, 'link-1', 'eliza')
    expect(await store.replacePassword('new hash', RENEWED)).toBe(true)
    expect(await store.accountByUsername('eliza')).toEqual(
      draftAccount('eliza', { passwordHash: 'new hash' }),
    )
    expect(await store.sessionByHash('phone', NOW)).toBe(null)
    expect(await store.sessionByHash('tablet', NOW)).toBe(null)
    expect(await store.sessionByHash('renewed', NOW)).toMatchObject({
      sessionId: 'phone',
      passwordHash: 'new hash',
      provenAt: NOW + 50,
      devicesSeenAt: NOW,
    })
    expect(await store.sessionsOf('account-eliza', NOW)).toMatchObject([{ createdAt: NOW }])
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
    expect(await store.accountByUsername('max')).toEqual(draftAccount('max'))
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
  })

  it('is set by one of two phones that know the same old one', async () => {
    const store = await openSignedIn(open)
    const other = draftSession('eliza', {
      idHash: 'renewed tablet',
      sessionId: 'tablet',
      replaces: 'tablet',
    })
    const set = await Promise.all([
      store.replacePassword('from phone', RENEWED),
      store.replacePassword('from tablet', other),
    ])
    expect(set.filter((done) => done)).toHaveLength(1)
    expect(await store.accountByUsername('eliza')).toMatchObject({
      passwordHash: set[0] ? 'from phone' : 'from tablet',
    })
    expect(await store.sessionsOf('account-eliza', NOW)).toMatchObject([
      { sessionId: set[0] ? 'phone' : 'tablet' },
    ])
  })

  it('is not set where the account is gone, disabled or has another one by then', async () => {
    const store = await openSignedIn(open)
    const stale = { ...RENEWED, passwordHash: 'older hash' }
    expect(await store.replacePassword('new hash', stale)).toBe(false)
    expect(await store.replacePassword('new hash', { ...RENEWED, passwordHash: null })).toBe(false)
    expect(await store.sessionsOf('account-eliza', NOW)).toHaveLength(2)
    await store.setDisabled('eliza', true)
    expect(await store.replacePassword('new hash', RENEWED)).toBe(false)
    expect(await store.accountByUsername('eliza')).toMatchObject({
      passwordHash: '$argon2id$ of eliza',
    })
    await store.deleteAccount('eliza')
    expect(await store.replacePassword('new hash', RENEWED)).toBe(false)
  })

  it.each<[string, (store: Store) => Promise<unknown>]>([
    ['signed out', (store) => store.closeSession('phone')],
    ['ended from another phone', (store) => store.endSessions('account-eliza', 'phone', null)],
    ['disowned', disownPhone],
    [
      'another one by its next sign-in',
      (store) => store.openSession({ ...RENEWED, idHash: 'renewed elsewhere' }),
    ],
  ])('is not set by a session that is %s just before', async (_what, end) => {
    const store = await openSignedIn(open)
    await bindFromPhone(store)
    const [, set] = await Promise.all([end(store), store.replacePassword('new hash', RENEWED)])
    expect(set).toBe(false)
    expect(await store.accountByUsername('eliza')).toEqual(draftAccount('eliza'))
    expect(await store.sessionByHash('tablet', NOW)).not.toBe(null)
    expect(await store.sessionByHash('renewed', NOW)).toBe(null)
  })

  it('is not set by what is no session of the account at that moment', async () => {
    const store = await openSignedIn(open)
    const expired = NOW + 86_400
    for (const [what, changes] of Object.entries({
      'no session': { replaces: null },
      'one that never was': { replaces: 'nowhere' },
      'one of somebody else': { replaces: 'session of max' },
      'one that has run out': { now: expired, expiresAt: expired + 86_400 },
    })) {
      expect(await store.replacePassword('new hash', { ...RENEWED, ...changes }), what).toBe(false)
    }
    expect(await store.accountByUsername('eliza')).toEqual(draftAccount('eliza'))
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
    expect(await store.sessionsOf('account-eliza', NOW)).toHaveLength(2)
  })

  it('can be the first one', async () => {
    const store = await open()
    await store.addAccount(draftAccount('eliza', { passwordHash: null }))
    const passwordless = { passwordHash: null, method: 'passkey' } as const
    await store.openSession(draftSession('eliza', { ...passwordless, idHash: 'phone' }))
    const first = draftSession('eliza', { ...passwordless, replaces: 'phone' })
    expect(await store.replacePassword('first hash', first)).toBe(true)
    expect(await store.accountByUsername('eliza')).toMatchObject({ passwordHash: 'first hash' })
    expect(await store.sessionByHash(first.idHash, NOW)).not.toBe(null)
  })
}
