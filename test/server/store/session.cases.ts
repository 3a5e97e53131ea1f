import { expect, it } from 'vitest'

import { addAccounts, crowdAt, draftPasskey, draftSession, NOW } from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

export function sessionCases(open: OpenStore): void {
  it('says whose it is and how that was proven, until it ends', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { expiresAt: NOW + 100 }))
    expect(await store.sessionByHash('session of eliza', NOW + 99)).toEqual({
      accountId: 'account-eliza',
      username: 'eliza',
      name: 'ELIZA',
      color: '#CCCDFD',
      passwordHash: '$argon2id$ of eliza',
      demo: false,
      sessionId: 'lasting session of eliza',
      method: 'password',
      provenAt: NOW,
      lastUsedAt: NOW,
      devicesSeenAt: NOW,
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

  it('that a passkey proves begins only while that stands, and is the account’s', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('eliza'))
    await store.openSession(draftSession('max'))
    await store.addPasskey(draftPasskey('key'), 20)
    const begin = (username: string, credentialId: string) =>
      store.openSession(
        draftSession(username, {
          ...{ idHash: `by ${credentialId}`, method: 'passkey', credentialId },
          replaces: `session of ${username}`,
        }),
      )
    expect(await begin('max', 'key')).toBe(false)
    expect(await begin('eliza', 'unknown')).toBe(false)
    expect(await store.sessionsOf('account-max', NOW)).toHaveLength(1)
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
    expect(await store.sessionByHash('session of eliza', NOW)).not.toBe(null)
    expect(await begin('eliza', 'key')).toBe(true)
    expect(await store.sessionByHash('session of eliza', NOW)).toBe(null)
    expect(await store.sessionByHash('by key', NOW)).toMatchObject({ method: 'passkey' })
    expect(await store.removePasskey('account-eliza', 'key')).toBe('removed')
    expect(await begin('eliza', 'key')).toBe(false)
    expect(await store.sessionByHash('by key', NOW), 'that it began goes on').not.toBe(null)
  })

  it('does not begin with a passkey that is removed just before', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza'))
    await store.addPasskey(draftPasskey('key'), 20)
    const draft = draftSession('eliza', { idHash: 'late', credentialId: 'key' })
    const [removed, begun] = await Promise.all([
      store.removePasskey('account-eliza', 'key'),
      store.openSession(draft),
    ])
    expect([removed, begun]).toEqual(['removed', false])
    expect(await store.sessionByHash('late', NOW)).toBe(null)
  })

  it('that gets a new id stays the same one, and the old id is nobody’s', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { idHash: 'old', sessionId: 'phone' }))
    await store.devicesSeen('phone', NOW + 5)
    const renewal = {
      idHash: 'new',
      sessionId: 'phone',
      replaces: 'old',
      method: 'passkey' as const,
      label: 'Safari on iPhone',
      now: NOW + 50,
    }
    expect(await store.openSession(draftSession('eliza', renewal))).toBe(true)
    expect(await store.sessionByHash('old', NOW)).toBe(null)
    expect(await store.sessionByHash('new', NOW)).toMatchObject({
      sessionId: 'phone',
      method: 'passkey',
      provenAt: NOW + 50,
      lastUsedAt: NOW + 50,
      devicesSeenAt: NOW + 5,
    })
    expect(await store.sessionsOf('account-eliza', NOW)).toEqual([
      {
        sessionId: 'phone',
        method: 'passkey',
        label: 'Safari on iPhone',
        address: '192.168.1.30',
        createdAt: NOW,
        lastUsedAt: NOW + 50,
      },
    ])
  })

  it('takes the place of whoever was signed in on that phone, and inherits nothing', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('max', { idHash: 'phone of max' }))
    const draft = draftSession('eliza', { replaces: 'phone of max', now: NOW + 50 })
    await store.openSession(draft)
    expect(await store.sessionByHash('phone of max', NOW)).toBe(null)
    expect(await store.sessionByHash(draft.idHash, NOW)).toMatchObject({ devicesSeenAt: NOW + 50 })
    expect(await store.sessionsOf('account-eliza', NOW)).toMatchObject([{ createdAt: NOW + 50 }])
  })

  it('that cannot begin ends no other one', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('max'))
    const refused = { replaces: 'session of max', passwordHash: 'older hash' }
    expect(await store.openSession(draftSession('eliza', refused))).toBe(false)
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
  })

  it('is one, however many tabs renew it at once', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { idHash: 'old', sessionId: 'phone' }))
    const tabs = Array.from({ length: 5 }, (_, index) =>
      draftSession('eliza', { idHash: `tab-${index}`, sessionId: 'phone', replaces: 'old' }),
    )
    const kept = await Promise.all(tabs.map((draft) => store.openSession(draft)))
    expect(kept).toEqual([true, true, true, true, true])
    expect(await store.sessionsOf('account-eliza', NOW)).toHaveLength(1)
  })

  it('begins also where an account has as many that were used in the same second', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    for (const idHash of ['a', 'b', 'c', 'aa']) {
      await store.openSession(draftSession('eliza', { idHash, perAccount: 2 }))
      expect(await store.sessionByHash(idHash, NOW), idHash).not.toBe(null)
    }
    expect(await store.sessionsOf('account-eliza', NOW)).toHaveLength(2)
  })

  it('is listed while it lives, those used last first', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    for (const [age, idHash] of ['first', 'second', 'third'].entries()) {
      const expiresAt = NOW + 100 + age
      await store.openSession(draftSession('eliza', { idHash, now: NOW + age, expiresAt }))
    }
    await store.openSession(draftSession('max'))
    await store.touchSession('second', '203.0.113.9', NOW + 9, NOW + 500)
    const listed = await store.sessionsOf('account-eliza', NOW + 100)
    expect(listed.map(({ sessionId }) => sessionId)).toEqual(['lasting second', 'lasting third'])
    expect(listed[0]).toMatchObject({ address: '203.0.113.9', lastUsedAt: NOW + 9 })
  })

  it('is ended by its account, one by one or all but one', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    const begin = async () => {
      for (const idHash of ['a', 'b', 'c']) {
        await store.openSession(draftSession('eliza', { idHash }))
      }
    }
    const left = async () =>
      (await store.sessionsOf('account-eliza', NOW)).map(({ sessionId }) => sessionId)
    await begin()
    await store.openSession(draftSession('max'))
    expect(await store.endSessions('account-max', 'lasting a', null)).toBe(0)
    expect(await store.endSessions('account-eliza', 'lasting a', 'lasting b')).toBe(1)
    expect(await store.endSessions('account-eliza', 'lasting a', null)).toBe(0)
    expect(await left()).toEqual(['lasting b', 'lasting c'])
    expect(await store.endSessions('account-eliza', null, 'lasting c')).toBe(1)
    expect(await left()).toEqual(['lasting c'])
    expect(await store.endSessions('account-eliza', null, null)).toBe(1)
    expect(await left()).toEqual([])
    expect(await store.sessionByHash('session of max', NOW)).not.toBe(null)
  })

  it('remembers when its person last looked at the devices, and does not go back', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('eliza'))
    await store.openSession(draftSession('max'))
    await store.devicesSeen('lasting session of eliza', NOW + 50)
    await store.devicesSeen('lasting session of eliza', NOW + 40)
    const seenAt = async (username: string) =>
      (await store.sessionByHash(`session of ${username}`, NOW))?.devicesSeenAt
    expect(await seenAt('eliza')).toBe(NOW + 50)
    expect(await seenAt('max')).toBe(NOW)
  })
}
