import { expect, it } from 'vitest'

import type { AccountRecord, Store } from '../../../server/store/store.ts'
import { addAccounts, bind, boundTo, draftAccount, draftSession, NOW } from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const ISSUER = 'https://id.example'

/** Whom the provider knows as that subject; an account is drafted at each arrival, with an id of its own. */
function arrive(
  store: Store,
  subject: string,
  changes: Partial<AccountRecord> = {},
  issuer = ISSUER,
) {
  const account = draftAccount(subject, { passwordHash: null, ...changes })
  return store.accountOfIdentity({ issuer, subject, account })
}

export function identityCases(open: OpenStore): void {
  it('gets an account without a password, and the same one ever after', async () => {
    const store = await open()
    const eliza = draftAccount('eliza', { passwordHash: null })
    expect(await arrive(store, 'eliza')).toEqual(eliza)
    expect(await store.accountByUsername('eliza')).toEqual(eliza)
    expect(await arrive(store, 'eliza', { accountId: 'made up anew' })).toEqual(eliza)
    expect(await store.accounts({ after: '', limit: 9 })).toHaveLength(1)
  })

  it('brings its name and colour each time, and keeps the user name and what is ours', async () => {
    const store = await open()
    await arrive(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await store.setDisabled('eliza', true)
    const changed = { accountId: 'other', username: 'liz', name: 'Liz', color: '#112233' }
    const followed = {
      ...draftAccount('eliza', { passwordHash: null, disabled: true }),
      name: 'Liz',
      color: '#112233',
    }
    expect(await arrive(store, 'eliza', changed)).toEqual(followed)
    expect(await store.accountByUsername('eliza')).toEqual(followed)
    expect(await store.accountByUsername('liz')).toBe(null)
    await store.setDisabled('eliza', false)
    expect(await boundTo(store, 'tv-1')).toBe('Liz')
  })

  it('is told apart by issuer and subject together', async () => {
    const store = await open()
    await arrive(store, 'eliza')
    const other = { accountId: 'account-other', username: 'other' }
    const elsewhere = await arrive(store, 'eliza', other, 'https://other.example')
    expect(elsewhere).toMatchObject({ accountId: 'account-other' })
    expect(await arrive(store, 'max')).toMatchObject({ accountId: 'account-max' })
    expect(await arrive(store, 'eliza')).toMatchObject({ accountId: 'account-eliza' })
  })

  it('does not take over an account of the same user name', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza'))
    expect(await arrive(store, 'eliza', { accountId: 'another' })).toBe('username_taken')
    expect(await store.accountByUsername('eliza')).toEqual(draftAccount('eliza'))
    expect(await store.sessionByHash('session of eliza', NOW)).not.toBe(null)
    await arrive(store, 'max')
    const asMax = { accountId: 'another', username: 'max' }
    expect(await arrive(store, 'bob', asMax)).toBe('username_taken')
  })

  it('makes one account of ten arrivals at once', async () => {
    const store = await open()
    const arrivals = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        arrive(store, 'eliza', { accountId: `account-${index}` }),
      ),
    )
    expect(new Set(arrivals.map((account) => JSON.stringify(account))).size).toBe(1)
    expect(await store.accounts({ after: '', limit: 9 })).toHaveLength(1)
  })

  it('ends the demo account by its arrival, also where that has its name', async () => {
    const store = await open()
    const demo = draftAccount('eliza', { demo: true, accountId: 'account-demo' })
    await store.applySeeds({ accounts: [demo], devices: [], now: NOW })
    await bind(store, 'link-1', 'demo')
    expect(await arrive(store, 'eliza')).toMatchObject({ accountId: 'account-eliza', demo: false })
    expect(await boundTo(store, 'tv-1')).toBe(null)
    await store.applySeeds({ accounts: [demo], devices: [], now: NOW })
    expect(await store.accountByUsername('eliza')).toMatchObject({ demo: false })
  })

  it('has a session like everybody, kept only while there is no password', async () => {
    const store = await open()
    await arrive(store, 'eliza')
    const draft = draftSession('eliza', { passwordHash: null, method: 'oidc' })
    expect(await store.openSession(draft)).toBe(true)
    expect(await store.sessionByHash(draft.idHash, NOW)).toMatchObject({
      passwordHash: null,
      method: 'oidc',
    })
    const guessed = draftSession('eliza', { idHash: 'guessed', passwordHash: '' })
    expect(await store.openSession(guessed)).toBe(false)
    await store.changePassword('eliza', 'a hash')
    expect(await store.openSession({ ...draft, idHash: 'late' })).toBe(false)
  })
}
