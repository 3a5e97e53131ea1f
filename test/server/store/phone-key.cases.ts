import { expect, it } from 'vitest'

import type { PhoneKeyDraft, Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  bind,
  boundTo,
  draftAccount,
  draftApproval,
  draftLink,
  draftMatch,
  draftPhoneKey,
  draftSession,
  enter,
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

function add(store: Store, keyId: string, changes: Partial<PhoneKeyDraft> = {}) {
  return store.addPhoneKey(draftPhoneKey(keyId, changes), 3)
}

function approveBy(store: Store, phoneKeyId: string, linkId = 'link-1', username = 'eliza') {
  return store.approveLink(draftApproval(linkId, username, { phoneKeyId }))
}

const idsOf = async (store: Store, accountId = ELIZA) =>
  (await store.phoneKeysOf(accountId)).map(({ keyId }) => keyId)

export function phoneKeyCases(open: OpenStore): void {
  it('is found again as it was registered, with whose it is', async () => {
    const store = await openSignedIn(open, 'eliza')
    const draft = draftPhoneKey('key', { label: 'Pixel', issuer: 'https://id.example' })
    expect(await store.addPhoneKey(draft, 3)).toBe('added')
    const { sessionId: _registeredIn, ...kept } = draft
    const key = { ...kept, lastUsedAt: null }
    expect(await store.phoneKeyById('key')).toEqual({ key, account: draftAccount('eliza') })
    expect(await store.phoneKeysOf(ELIZA)).toEqual([key])
    expect(await store.phoneKeyById('another')).toBe(null)
    expect(await store.phoneKeysOf('account-nobody')).toEqual([])
    await store.setDisabled('eliza', true)
    expect(await store.phoneKeyById('key')).toMatchObject({ account: { disabled: true } })
  })

  it('is listed oldest first', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    await add(store, 'newer', { createdAt: NOW + 2 })
    await add(store, 'older', { createdAt: NOW + 1 })
    await add(store, 'of max', OF_MAX)
    expect(await idsOf(store)).toEqual(['older', 'newer'])
  })

  it('is one person’s: the same may register it again, another cannot', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    await add(store, 'key', { label: 'first' })
    expect(await add(store, 'key', { label: 'second' })).toBe('repeated')
    expect(await add(store, 'key', OF_MAX)).toBe('known')
    expect(await store.phoneKeysOf(ELIZA)).toMatchObject([{ label: 'first' }])
    expect(await idsOf(store, 'account-max')).toEqual([])
  })

  it('has as many beside it as an account may have, also when several come at once', async () => {
    const store = await openSignedIn(open, 'eliza')
    const ids = ['1', '2', '3', '4', '5']
    const outcomes = await Promise.all(ids.map((keyId) => add(store, keyId)))
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(3)
    expect(outcomes.filter((outcome) => outcome === 'too_many')).toHaveLength(2)
    const [first] = await idsOf(store)
    expect(await add(store, String(first))).toBe('repeated')
  })

  it('is registered in a session of the account that has not ended, or by token', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    const of = { sessionId: OF_MAX.sessionId }
    expect(await add(store, 'key', of)).toBe('no_account')
    expect(await add(store, 'key', { createdAt: NOW + 86_400 })).toBe('no_account')
    await store.closeSession('session of eliza')
    expect(await add(store, 'key')).toBe('no_account')
    expect(await add(store, 'key', { sessionId: null })).toBe('added')
    await store.setDisabled('eliza', true)
    expect(await add(store, 'another', { sessionId: null })).toBe('no_account')
    expect(await add(store, 'a third', { sessionId: null, accountId: 'gone' })).toBe('no_account')
    expect(await idsOf(store)).toEqual(['key'])
  })

  it('binds also when the session has ended in which it was registered', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key')
    await store.closeSession('session of eliza')
    await store.requestLink(draftLink('link-1'))
    expect(await approveBy(store, 'key')).toMatchObject({ outcome: 'bound' })
    expect(await store.devicesOf(ELIZA, NOW)).toMatchObject([{ sessionId: 'key' }])
    expect(await store.phoneKeysOf(ELIZA)).toMatchObject([{ lastUsedAt: NOW + 10 }])
  })

  it('is used where it binds or begins a match, and a repetition writes nothing', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key')
    const usedAt = async () => (await store.phoneKeysOf(ELIZA))[0]?.lastUsedAt
    await store.requestLink(draftLink('link-1'))
    const begin = (now: number) =>
      store.startMatch(draftMatch('link-1', 'eliza', { phoneKeyId: 'key', now }))
    await begin(NOW + 5)
    expect(await usedAt()).toBe(NOW + 5)
    await begin(NOW + 7)
    expect(await usedAt()).toBe(NOW + 5)
    await enter(store, 'link-1', '472')
    expect(await approveBy(store, 'key')).toMatchObject({ outcome: 'repeated' })
    expect(await usedAt()).toBe(NOW + 5)
  })

  it('binds nothing once it is removed, nor for another account', async () => {
    const store = await openSignedIn(open, 'eliza', 'max')
    await add(store, 'key')
    await add(store, 'other')
    await add(store, 'of max', OF_MAX)
    await bind(store, 'link-0', 'eliza', { deviceId: 'before' })
    await store.requestLink(draftLink('link-1'))
    expect(await approveBy(store, 'of max')).toEqual({ outcome: 'no_account' })
    expect(await store.removePhoneKey('account-max', 'key')).toBe(false)
    expect(await store.removePhoneKey(ELIZA, 'key')).toBe(true)
    expect(await store.removePhoneKey(ELIZA, 'key')).toBe(false)
    expect(await approveBy(store, 'key')).toEqual({ outcome: 'no_account' })
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await approveBy(store, 'other')).toMatchObject({ outcome: 'bound' })
    expect(await boundTo(store, 'before')).toBe('ELIZA')
  })

  it('that is removed while its match is under way wins nothing', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key')
    await store.requestLink(draftLink('link-1'))
    await store.startMatch(draftMatch('link-1', 'eliza', { phoneKeyId: 'key' }))
    await store.removePhoneKey(ELIZA, 'key')
    expect(await enter(store, 'link-1', '472')).toMatchObject({ outcome: 'missed' })
    expect(await boundTo(store, 'tv-1')).toBe(null)
  })

  it('goes with its account', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key')
    await store.deleteAccount('eliza')
    expect(await store.phoneKeyById('key')).toBe(null)
  })

  it('stays when the password changes', async () => {
    const store = await openSignedIn(open, 'eliza')
    await add(store, 'key')
    await store.changePassword('eliza', 'another hash')
    await store.requestLink(draftLink('link-1'))
    expect(await approveBy(store, 'key')).toMatchObject({ outcome: 'bound' })
  })
}
