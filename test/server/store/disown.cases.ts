import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  boundTo,
  draftApproval,
  draftLink,
  draftMatch,
  draftPasskey,
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

const credentials = async (store: Store) =>
  (await store.passkeysOf('account-eliza')).map(({ credentialId }) => credentialId)

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

  it('ends the sessions that may have begun with a passkey from there', async () => {
    const store = await openWithThief(open)
    await bindFrom(store, 'thief', 'theirs')
    await store.addPasskey(draftPasskey('unused', { sessionId: 'thief' }), 20)
    const begin = (sessionId: string, method: 'passkey' | 'password', now: number) =>
      store.openSession(draftSession('eliza', { idHash: sessionId, sessionId, method, now }))
    const left = async () =>
      (await store.sessionsOf('account-eliza', NOW)).map(({ sessionId }) => sessionId).sort()
    await begin('own passkey', 'passkey', NOW + 5)
    await disown(store, 'theirs')
    expect(await left()).toEqual(['own passkey', 'phone'])

    await begin('thief', 'password', NOW + 10)
    await store.addPasskey(draftPasskey('used', { sessionId: 'thief', createdAt: NOW + 10 }), 20)
    await store.usePasskey({ credentialId: 'used', counter: 0, now: NOW + 20 })
    await begin('second thief', 'passkey', NOW + 20)
    await begin('tablet', 'password', NOW + 20)
    await begin('phone', 'passkey', NOW + 30)
    await bindFrom(store, 'thief', 'theirs again')
    expect(await disown(store, 'theirs again')).toMatchObject({ sessions: 2, passkeys: 1 })
    expect(await left()).toEqual(['own passkey', 'phone', 'tablet'])
  })

  it('ends only that binding where no other session is behind it', async () => {
    const store = await openWithThief(open)
    await bindFrom(store, 'phone', 'by mistake')
    await bindFrom(store, 'phone', 'mine')
    await bindFrom(store, null, 'by token')
    await bindFrom(store, null, 'by token too')
    await store.addPasskey(draftPasskey('key of phone', { sessionId: 'phone' }), 20)
    const one = (deviceId: string) => ({ devices: [deviceId], sessions: 0, passkeys: 0 })
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
