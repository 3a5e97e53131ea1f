import { expect, it } from 'vitest'

import { addAccounts, crowdAt, draftSession, NOW } from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

export function sessionCases(open: OpenStore): void {
  it('says whose it is until it ends, and never gives the password away', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { expiresAt: NOW + 100 }))
    expect(await store.sessionByHash('session of eliza', NOW + 99)).toEqual({
      accountId: 'account-eliza',
      username: 'eliza',
      name: 'ELIZA',
      color: '#CCCDFD',
      demo: false,
      lastUsedAt: NOW,
    })
    expect(await store.sessionByHash('session of eliza', NOW + 100)).toBe(null)
    expect(await store.sessionByHash('another', NOW)).toBe(null)
  })

  it('lives longer when it is used, and is then seen at the new address', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { expiresAt: NOW + 100 }))
    await store.touchSession('session of eliza', '203.0.113.9', NOW + 50, NOW + 150)
    expect(await store.sessionByHash('session of eliza', NOW + 149)).toMatchObject({
      lastUsedAt: NOW + 50,
    })
    expect(await crowdAt(store, '203.0.113.9', NOW + 50)).toMatchObject({ accounts: 1 })
    expect(await crowdAt(store, draftSession('eliza').address, 0)).toMatchObject({ accounts: 0 })
  })

  it('that has ended is not revived by being used', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { expiresAt: NOW + 100 }))
    await store.touchSession('session of eliza', '203.0.113.9', NOW + 100, NOW + 500)
    expect(await store.sessionByHash('session of eliza', NOW + 101)).toBe(null)
  })

  it('is gone when it is closed, and the others of the account stay', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { idHash: 'phone' }))
    await store.openSession(draftSession('eliza', { idHash: 'tablet' }))
    await store.closeSession('phone')
    await store.closeSession('phone')
    expect(await store.sessionByHash('phone', NOW)).toBe(null)
    expect(await store.sessionByHash('tablet', NOW)).not.toBe(null)
  })

  it('of a disabled account is not found, not even one that slipped in', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('eliza', { idHash: 'phone' }))
    await store.openSession(draftSession('max'))
    await store.setDisabled('eliza', true)
    await store.openSession(draftSession('eliza', { idHash: 'tablet' }))
    expect(await store.sessionByHash('phone', NOW)).toBe(null)
    expect(await store.sessionByHash('tablet', NOW)).toBe(null)
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
    await store.setDisabled('eliza', false)
    expect(await store.sessionByHash('phone', NOW)).toBe(null)
  })

  it('is one of so many that an account keeps; the least used ones end', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'bob')
    await store.openSession(draftSession('bob', { perAccount: 1 }))
    for (const [age, idHash] of ['first', 'second', 'third'].entries()) {
      await store.openSession(draftSession('eliza', { idHash, now: NOW + age, perAccount: 2 }))
    }
    expect(await store.sessionByHash('first', NOW)).toBe(null)
    expect(await store.sessionByHash('second', NOW)).not.toBe(null)
    expect(await store.sessionByHash('third', NOW)).not.toBe(null)
    expect(await store.sessionByHash('session of bob', NOW)).not.toBe(null)
  })

  it('is not opened for an account that is gone or disabled by then', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.deleteAccount('eliza')
    await store.setDisabled('max', true)
    for (const name of ['eliza', 'max']) {
      expect(await store.openSession(draftSession(name))).toBe(false)
    }
    await store.setDisabled('max', false)
    expect(await store.sessionByHash('session of max', NOW)).toBe(null)
  })
}
