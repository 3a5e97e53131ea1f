import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  boundTo,
  draftApproval,
  draftLink,
  draftMatch,
  draftPasskey,
  draftPhoneKey,
  draftSession,
  enter,
  handleOf,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

/** Eliza is signed in on her `phone`, and somebody else as her on the `thief`. */
async function openWithThief(open: OpenStore): Promise<Store> {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  for (const sessionId of ['phone', 'thief']) {
    await store.openSession(draftSession('eliza', { idHash: sessionId, sessionId }))
  }
  return store
}

async function bindFrom(store: Store, sessionId: string | null, deviceId: string): Promise<void> {
  await store.requestLink(draftLink(deviceId, { deviceId, network: `home of ${deviceId}` }))
  await store.approveLink(draftApproval(deviceId, 'eliza', { sessionId }))
}

async function bindBy(store: Store, phoneKeyId: string, deviceId: string): Promise<void> {
  await store.requestLink(draftLink(deviceId, { deviceId }))
  const approval = draftApproval(deviceId, 'eliza', { phoneKeyId })
  expect(await store.approveLink(approval)).toMatchObject({ outcome: 'bound' })
}

/** Wins a match with a device of that network and leaves it bound. */
async function matchFrom(store: Store, sessionId: string | null, deviceId: string): Promise<void> {
  await store.requestLink(draftLink(deviceId, { deviceId, network: `home of ${deviceId}` }))
  await store.startMatch(draftMatch(deviceId, 'eliza', { sessionId }))
  expect(await enter(store, deviceId, '472')).toMatchObject({ outcome: 'bound' })
}

function disown(store: Store, deviceId: string, keepSessionId = 'phone') {
  return store.disownDevice({ accountId: 'account-eliza', deviceId, keepSessionId })
}

function knows(store: Store, deviceId: string) {
  const place = { accountId: 'account-eliza', network: `home of ${deviceId}` }
  return store.accountKnows({ ...place, matchedSince: 0, now: NOW + 20 })
}

const NOTHING_ELSE = { sessions: 0, passkeys: 0, phoneKeys: 0 }

const credentials = async (store: Store) =>
  (await store.passkeysOf('account-eliza')).map(({ credentialId }) => credentialId)

const keysLeft = async (store: Store) =>
  (await store.phoneKeysOf('account-eliza')).map(({ keyId }) => keyId)

const sessionsLeft = async (store: Store) =>
  (await store.sessionsOf('account-eliza', NOW)).map(({ sessionId }) => sessionId).sort()

/** A session of Eliza's that this passkey proves. */
function beginBy(
  store: Store,
  credentialId: string,
  sessionId: string,
  idHash = sessionId,
  replaces: string | null = null,
): Promise<boolean> {
  const begun = { idHash, sessionId, replaces, credentialId, method: 'passkey' as const }
  return store.openSession(draftSession('eliza', begun))
}

/**
 * The thief adds a passkey, begins the session `two` with it, adds one there and begins `three` with that, which adds
 * one as well. Each has bound a TV, and so has Eliza's phone, which has a passkey of its own.
 */
async function openChain(open: OpenStore): Promise<Store> {
  const store = await openWithThief(open)
  const add = (sessionId: string, createdAt: number) =>
    store.addPasskey(draftPasskey(`key of ${sessionId}`, { sessionId, createdAt }), 20)
  await add('phone', NOW)
  await add('thief', NOW + 1)
  await beginBy(store, 'key of thief', 'two')
  await add('two', NOW + 2)
  await beginBy(store, 'key of two', 'three')
  await add('three', NOW + 3)
  await bindFrom(store, 'phone', 'mine')
  await bindFrom(store, 'thief', 'theirs')
  await bindFrom(store, 'two', 'tv of two')
  await bindFrom(store, 'three', 'tv of three')
  return store
}

export function disownCases(open: OpenStore): void {
  it('undoes all that was done in the session which connected the device', async () => {
    const store = await openWithThief(open)
    await bindFrom(store, 'phone', 'mine')
    await bindFrom(store, 'thief', 'theirs')
    await bindFrom(store, 'thief', 'theirs too')
    await store.addPasskey(draftPasskey('key of phone', { sessionId: 'phone' }), 20)
    await store.addPasskey(draftPasskey('key of thief', { sessionId: 'thief' }), 20)
    const undone = await disown(store, 'theirs')
    expect(undone).toMatchObject({ sessions: 1, passkeys: 1 })
    expect(undone?.devices.sort()).toEqual(['theirs', 'theirs too'])
    expect(await boundTo(store, 'theirs')).toBe(null)
    expect(await boundTo(store, 'theirs too')).toBe(null)
    expect(await boundTo(store, 'mine')).toBe('ELIZA')
    expect(await store.sessionByHash('thief', NOW)).toBe(null)
    expect(await store.sessionByHash('phone', NOW)).not.toBe(null)
    expect(await credentials(store)).toEqual(['key of phone'])
    expect(await disown(store, 'theirs')).toBe(null)
  })

  it('finds that session also when it goes by another id by now, or has ended', async () => {
    const store = await openWithThief(open)
    await bindFrom(store, 'thief', 'theirs')
    await store.addPasskey(draftPasskey('key of thief', { sessionId: 'thief' }), 20)
    const renewed = { idHash: 'renewed', sessionId: 'thief', replaces: 'thief' }
    await store.openSession(draftSession('eliza', renewed))
    expect(await disown(store, 'theirs')).toMatchObject({ sessions: 1, passkeys: 1 })
    expect(await store.sessionByHash('renewed', NOW)).toBe(null)

    await store.openSession(draftSession('eliza', { idHash: 'thief 2', sessionId: 'thief 2' }))
    await bindFrom(store, 'thief 2', 'theirs again')
    await store.addPasskey(draftPasskey('key of thief 2', { sessionId: 'thief 2' }), 20)
    await store.closeSession('thief 2')
    expect(await disown(store, 'theirs again')).toMatchObject({ sessions: 0, passkeys: 1 })
  })

  it('ends the sessions that began with a passkey from there, and no others', async () => {
    const store = await openWithThief(open)
    await store.addPasskey(draftPasskey('key of phone', { sessionId: 'phone' }), 20)
    await store.addPasskey(draftPasskey('key of thief', { sessionId: 'thief' }), 20)
    await store.addPasskey(draftPasskey('other key of thief', { sessionId: 'thief' }), 20)
    await beginBy(store, 'key of phone', 'tablet')
    await beginBy(store, 'key of thief', 'second thief')
    await beginBy(store, 'other key of thief', 'third thief')
    await store.openSession(draftSession('eliza', { idHash: 'laptop', sessionId: 'laptop' }))
    await bindFrom(store, 'thief', 'theirs')
    expect(await disown(store, 'theirs')).toEqual({
      devices: ['theirs'],
      sessions: 3,
      passkeys: 2,
      phoneKeys: 0,
    })
    expect(await sessionsLeft(store)).toEqual(['laptop', 'phone', 'tablet'])
    expect(await credentials(store)).toEqual(['key of phone'])
  })

  it('follows them from passkey to passkey, with all that was done on the way', async () => {
    const store = await openChain(open)
    const places = async () =>
      Promise.all(['won by two', 'won by three', 'won by phone'].map((id) => knows(store, id)))
    for (const sessionId of ['phone', 'two', 'three']) {
      await matchFrom(store, sessionId, `won by ${sessionId}`)
      await store.unbind(`won by ${sessionId}`, null)
      await store.requestLink(draftLink(sessionId, { deviceId: `next of ${sessionId}` }))
      await store.startMatch(draftMatch(sessionId, 'eliza', { sessionId }))
    }
    expect(await places()).toEqual([true, true, true])
    const undone = await disown(store, 'theirs')
    expect(undone).toMatchObject({ sessions: 3, passkeys: 3 })
    expect(undone?.devices.sort()).toEqual(['theirs', 'tv of three', 'tv of two'])
    for (const deviceId of undone?.devices ?? []) expect(await boundTo(store, deviceId)).toBe(null)
    expect(await boundTo(store, 'mine')).toBe('ELIZA')
    expect(await sessionsLeft(store)).toEqual(['phone'])
    expect(await credentials(store)).toEqual(['key of phone'])
    expect(await places()).toEqual([false, false, true])
    expect(await enter(store, 'two', '472')).toEqual({ outcome: 'unknown' })
    expect(await enter(store, 'three', '472')).toEqual({ outcome: 'unknown' })
    expect(await enter(store, 'phone', '472')).toMatchObject({ outcome: 'bound' })
  })

  it('does not go back to where the session behind it came from', async () => {
    const store = await openChain(open)
    const undone = await disown(store, 'tv of two')
    expect(undone).toMatchObject({ sessions: 2, passkeys: 2 })
    expect(undone?.devices.sort()).toEqual(['tv of three', 'tv of two'])
    expect(await sessionsLeft(store)).toEqual(['phone', 'thief'])
    expect(await credentials(store)).toEqual(['key of phone', 'key of thief'])
    expect(await boundTo(store, 'theirs')).toBe('ELIZA')
  })

  it('follows them also through what was removed, ended or proven again on the way', async () => {
    const store = await openChain(open)
    await store.removePasskey('account-eliza', 'key of thief')
    await store.closeSession('two')
    const renewed = { idHash: 'renewed', sessionId: 'three', replaces: 'three' }
    await store.openSession(draftSession('eliza', renewed))
    expect(await disown(store, 'theirs')).toMatchObject({ sessions: 2, passkeys: 2 })
    expect(await sessionsLeft(store)).toEqual(['phone'])
    expect(await credentials(store)).toEqual(['key of phone'])
    for (const deviceId of ['theirs', 'tv of two', 'tv of three']) {
      expect(await boundTo(store, deviceId), deviceId).toBe(null)
    }
  })

  it('ends also where sessions and passkeys come from each other', async () => {
    const store = await openWithThief(open)
    const renew = (sessionId: string, credentialId: string) =>
      beginBy(store, credentialId, sessionId, `${sessionId} again`, sessionId)
    await store.addPasskey(draftPasskey('one', { sessionId: 'thief' }), 20)
    await renew('thief', 'one')
    await beginBy(store, 'one', 'second thief')
    await store.addPasskey(draftPasskey('two', { sessionId: 'second thief' }), 20)
    await beginBy(store, 'two', 'thief', 'thief a third time', 'thief again')
    await bindFrom(store, 'second thief', 'theirs too')
    await bindFrom(store, 'thief', 'theirs')
    const undone = await disown(store, 'theirs')
    expect(undone).toMatchObject({ sessions: 2, passkeys: 2 })
    expect(undone?.devices.sort()).toEqual(['theirs', 'theirs too'])
    expect(await sessionsLeft(store)).toEqual(['phone'])
    expect(await credentials(store)).toEqual([])
  })

  it('leaves who asks alone, also where that session began with a passkey from there', async () => {
    const store = await openWithThief(open)
    await store.addPasskey(draftPasskey('key of thief', { sessionId: 'thief' }), 20)
    await beginBy(store, 'key of thief', 'new phone')
    await store.addPasskey(draftPasskey('key of new phone', { sessionId: 'new phone' }), 20)
    await beginBy(store, 'key of new phone', 'tablet')
    await bindFrom(store, 'new phone', 'mine')
    await bindFrom(store, 'tablet', 'mine too')
    await bindFrom(store, 'thief', 'theirs')
    const undone = { devices: ['theirs'], sessions: 1, passkeys: 1, phoneKeys: 0 }
    expect(await disown(store, 'theirs', 'new phone')).toEqual(undone)
    expect(await sessionsLeft(store)).toEqual(['new phone', 'phone', 'tablet'])
    expect(await credentials(store)).toEqual(['key of new phone'])
    expect(await boundTo(store, 'mine')).toBe('ELIZA')
    expect(await boundTo(store, 'mine too')).toBe('ELIZA')
  })

  it('reaches a session that came from the asker’s own passkey', async () => {
    const store = await openWithThief(open)
    await store.addPasskey(draftPasskey('added on my phone', { sessionId: 'phone' }), 20)
    await beginBy(store, 'added on my phone', 'stranger')
    await store.addPasskey(draftPasskey('key of stranger', { sessionId: 'stranger' }), 20)
    await beginBy(store, 'key of stranger', 'second stranger')
    await bindFrom(store, 'stranger', 'theirs')
    const undone = { devices: ['theirs'], sessions: 2, passkeys: 1, phoneKeys: 0 }
    expect(await disown(store, 'theirs')).toEqual(undone)
    expect(await sessionsLeft(store)).toEqual(['phone', 'thief'])
    expect(await credentials(store)).toEqual(['added on my phone'])
  })

  it('is in time for a session that begins with such a passkey in the same moment', async () => {
    for (const first of ['begin', 'disown']) {
      const store = await openWithThief(open)
      await bindFrom(store, 'thief', 'theirs')
      await store.addPasskey(draftPasskey('key of thief', { sessionId: 'thief' }), 20)
      const begin = () => beginBy(store, 'key of thief', 'second thief')
      const end = () => disown(store, 'theirs')
      await Promise.all(first === 'begin' ? [begin(), end()] : [end(), begin()])
      expect(await sessionsLeft(store), first).toEqual(['phone'])
    }
  })

  it('ends only that binding where no other session is behind it', async () => {
    const store = await openWithThief(open)
    await bindFrom(store, 'phone', 'by mistake')
    await bindFrom(store, 'phone', 'mine')
    await bindFrom(store, null, 'by token')
    await bindFrom(store, null, 'by token too')
    await store.addPasskey(draftPasskey('key of phone', { sessionId: 'phone' }), 20)
    const one = (deviceId: string) => ({ ...NOTHING_ELSE, devices: [deviceId] })
    expect(await disown(store, 'by mistake')).toEqual(one('by mistake'))
    expect(await disown(store, 'by token')).toEqual(one('by token'))
    expect(await boundTo(store, 'mine')).toBe('ELIZA')
    expect(await boundTo(store, 'by token too')).toBe('ELIZA')
    expect(await store.sessionsOf('account-eliza', NOW)).toHaveLength(2)
    expect(await credentials(store)).toEqual(['key of phone'])
  })

  it('takes back the places which were won with those devices', async () => {
    const store = await openWithThief(open)
    await matchFrom(store, 'phone', 'mine')
    await matchFrom(store, 'thief', 'theirs')
    await matchFrom(store, 'thief', 'given up')
    await store.unbind('given up', null)
    await matchFrom(store, null, 'by token')
    expect(await knows(store, 'given up')).toBe(true)
    await disown(store, 'theirs')
    expect(await knows(store, 'theirs')).toBe(false)
    expect(await knows(store, 'given up')).toBe(false)
    expect(await knows(store, 'mine')).toBe(true)
    await disown(store, 'by token')
    expect(await knows(store, 'by token')).toBe(false)
    await disown(store, 'mine')
    expect(await knows(store, 'mine')).toBe(false)
  })

  it('ends the match which that session has begun', async () => {
    const store = await openWithThief(open)
    await bindFrom(store, 'thief', 'theirs')
    for (const sessionId of ['phone', 'thief']) {
      await store.requestLink(draftLink(sessionId, { deviceId: `next of ${sessionId}` }))
      await store.startMatch(draftMatch(sessionId, 'eliza', { sessionId }))
    }
    await disown(store, 'theirs')
    expect(await store.linkByHandle(handleOf('thief'))).toMatchObject({
      state: 'denied',
      reason: 'match_missed',
    })
    expect(await enter(store, 'thief', '472')).toEqual({ outcome: 'unknown' })
    expect(await enter(store, 'phone', '472')).toMatchObject({ outcome: 'bound' })
  })

  it('removes the phone’s key that approved the device, and all that it has led to', async () => {
    const store = await openWithThief(open)
    const thiefs = draftPhoneKey('key of thief', { sessionId: 'thief' })
    await store.addPhoneKey(thiefs, 10)
    await store.addPhoneKey(draftPhoneKey('key of phone', { sessionId: 'phone' }), 10)
    await bindBy(store, 'key of phone', 'mine')
    await bindBy(store, 'key of thief', 'theirs')
    await bindBy(store, 'key of thief', 'theirs too')
    await bindFrom(store, 'thief', 'of the session')
    await store.requestLink(draftLink('next', { deviceId: 'next' }))
    const begun = draftMatch('next', 'eliza', { phoneKeyId: 'key of thief', payload: 'sealed' })
    await store.startMatch(begun)
    const undone = await disown(store, 'theirs')
    expect(undone).toEqual({ ...NOTHING_ELSE, devices: expect.any(Array), phoneKeys: 1 })
    expect(undone?.devices.sort()).toEqual(['theirs', 'theirs too'])
    expect(await keysLeft(store)).toEqual(['key of phone'])
    expect(await store.linkByHandle(handleOf('next'))).toMatchObject({ state: 'denied' })
    expect(await enter(store, 'next', '472')).toEqual({ outcome: 'unknown' })
    expect(await boundTo(store, 'mine')).toBe('ELIZA')
    // Who knows the password, too, is the session's affair.
    expect(await boundTo(store, 'of the session')).toBe('ELIZA')
    expect(await sessionsLeft(store)).toEqual(['phone', 'thief'])
  })

  it('reaches the keys that were registered in that session, and what they have approved', async () => {
    const store = await openWithThief(open)
    await store.addPhoneKey(draftPhoneKey('key of thief', { sessionId: 'thief' }), 10)
    await store.addPhoneKey(draftPhoneKey('removed', { sessionId: 'thief' }), 10)
    await store.addPhoneKey(draftPhoneKey('by token', { sessionId: null }), 10)
    await store.addPasskey(draftPasskey('passkey of thief', { sessionId: 'thief' }), 20)
    await beginBy(store, 'passkey of thief', 'two')
    await store.addPhoneKey(draftPhoneKey('key of two', { sessionId: 'two' }), 10)
    for (const keyId of ['key of thief', 'removed', 'by token', 'key of two']) {
      await bindBy(store, keyId, `tv of ${keyId}`)
    }
    await store.removePhoneKey('account-eliza', 'removed')
    await store.closeSession('thief')
    await store.closeSession('two')
    await bindFrom(store, 'phone', 'mine')
    await store.openSession(draftSession('eliza', { idHash: 'thief', sessionId: 'thief' }))
    await bindFrom(store, 'thief', 'theirs')
    const undone = await disown(store, 'theirs')
    expect(undone).toMatchObject({ sessions: 1, passkeys: 1, phoneKeys: 2 })
    expect(undone?.devices.sort()).toEqual([
      'theirs',
      'tv of key of thief',
      'tv of key of two',
      'tv of removed',
    ])
    expect(await keysLeft(store)).toEqual(['by token'])
    expect(await boundTo(store, 'tv of by token')).toBe('ELIZA')
  })

  it('spares the keys of who asks, also where that session came from there', async () => {
    const store = await openWithThief(open)
    await store.addPasskey(draftPasskey('key of thief', { sessionId: 'thief' }), 20)
    await beginBy(store, 'key of thief', 'new phone')
    await store.addPhoneKey(draftPhoneKey('mine', { sessionId: 'new phone' }), 10)
    await bindBy(store, 'mine', 'my tv')
    await bindFrom(store, 'thief', 'theirs')
    expect(await disown(store, 'theirs', 'new phone')).toMatchObject({ phoneKeys: 0 })
    expect(await keysLeft(store)).toEqual(['mine'])
    expect(await boundTo(store, 'my tv')).toBe('ELIZA')
  })

  it('takes back the place that was won by such a key', async () => {
    const store = await openWithThief(open)
    await store.addPhoneKey(draftPhoneKey('key of thief', { sessionId: 'thief' }), 10)
    await store.requestLink(draftLink('won', { deviceId: 'won', network: 'home of won' }))
    await store.startMatch(draftMatch('won', 'eliza', { phoneKeyId: 'key of thief' }))
    expect(await enter(store, 'won', '472')).toMatchObject({ outcome: 'bound' })
    await store.unbind('won', null)
    await bindBy(store, 'key of thief', 'theirs')
    expect(await knows(store, 'won')).toBe(true)
    await disown(store, 'theirs')
    expect(await knows(store, 'won')).toBe(false)
  })

  it('is for whom the device belongs to', async () => {
    const store = await openWithThief(open)
    await bindFrom(store, 'thief', 'theirs')
    const foreign = { accountId: 'account-max', deviceId: 'theirs', keepSessionId: '' }
    expect(await store.disownDevice(foreign)).toBe(null)
    expect(await disown(store, 'unknown')).toBe(null)
    expect(await boundTo(store, 'theirs')).toBe('ELIZA')
    expect(await store.sessionByHash('thief', NOW)).not.toBe(null)
  })
}
