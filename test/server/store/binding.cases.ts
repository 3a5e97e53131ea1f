import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  approve,
  bind,
  boundTo,
  codeOf,
  draftApproval,
  draftGrant,
  draftLink,
  draftMatch,
  draftSession,
  enter,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const UNTIL = NOW + 1000

/** The device `tv-1`, or that one, is eliza's until {@link UNTIL}. */
async function bindUntil(store: Store, linkId = 'link-1', deviceId = 'tv-1'): Promise<void> {
  await store.requestLink(draftLink(linkId, { deviceId }))
  await store.approveLink(draftApproval(linkId, 'eliza', { until: UNTIL }))
}

async function openBound(open: OpenStore): Promise<Store> {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  await bindUntil(store)
  return store
}

export function bindingCases(open: OpenStore): void {
  it('ends by itself in that very second, and the device stays known', async () => {
    const store = await openBound(open)
    expect(await boundTo(store, 'tv-1', UNTIL - 1)).toBe('ELIZA')
    expect(await store.deviceState('tv-1', UNTIL)).toMatchObject({ known: true, bound: null })
    const days = 365 * 86_400
    await bind(store, 'link-2', 'eliza', { deviceId: 'tv-2' })
    expect(await boundTo(store, 'tv-2', NOW + days)).toBe('ELIZA')
  })

  it('that has run out counts nowhere any more', async () => {
    const store = await openBound(open)
    const redemption = { deviceCodeHash: codeOf('link-1'), grant: draftGrant('grant-1') }
    await bindUntil(store, 'link-2', 'tv-2')
    expect(await store.redeemLink({ ...redemption, now: UNTIL - 1 })).toMatchObject({
      outcome: 'redeemed',
    })
    const late = { ...redemption, deviceCodeHash: codeOf('link-2'), now: UNTIL }
    expect(await store.redeemLink(late)).toEqual({ outcome: 'refused' })
    // The grants themselves would go on.
    const rotation = {
      grantId: 'grant-1',
      tokenHash: 'first token of grant-1',
      nextHash: 'next',
      expiresAt: UNTIL + 900,
    }
    expect(await store.rotateGrant({ ...rotation, now: UNTIL - 1 })).toBe(true)
    expect(await store.grantById('grant-1', UNTIL - 1)).not.toBe(null)
    expect(await store.grantById('grant-1', UNTIL)).toBe(null)
    const again = { ...rotation, tokenHash: 'next', nextHash: 'third', now: UNTIL }
    expect(await store.rotateGrant(again)).toBe(false)
    expect(await store.devicesOf('account-eliza', UNTIL - 1)).toHaveLength(2)
    expect(await store.devicesOf('account-eliza', UNTIL)).toEqual([])
  })

  it('that has run out is not what a repeated approval finds', async () => {
    const store = await openBound(open)
    expect(await approve(store, 'link-1', 'eliza', UNTIL - 1)).toMatchObject({
      outcome: 'repeated',
    })
    expect(await approve(store, 'link-1', 'eliza', UNTIL)).toMatchObject({
      outcome: 'ended',
      state: 'approved',
    })
  })

  it('is kept through a number match, for the session that began it', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { sessionId: 'phone' }))
    await store.requestLink(draftLink('link-1'))
    const asked = { bindingUntil: UNTIL, sessionId: 'phone' }
    await store.startMatch(draftMatch('link-1', 'eliza', asked))
    await enter(store, 'link-1', '472')
    expect(await store.devicesOf('account-eliza', NOW)).toMatchObject([
      { bindingId: 'binding-link-1', until: UNTIL, sessionId: 'phone', boundAt: NOW + 20 },
    ])
    expect(await boundTo(store, 'tv-1', UNTIL)).toBe(null)
  })

  it('is known by the session that approved it, also by one that begins with it', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.openSession(draftSession('eliza', { sessionId: 'phone' }))
    await store.requestLink(draftLink('link-1'))
    await store.approveLink(draftApproval('link-1', 'eliza', { sessionId: 'phone' }))
    await store.requestLink(draftLink('link-2', { deviceId: 'tv-2' }))
    const session = draftSession('eliza', { idHash: 'new', sessionId: 'tablet' })
    await store.approveLink(draftApproval('link-2', 'eliza', { sessionId: 'phone', session }))
    await bind(store, 'link-3', 'eliza', { deviceId: 'tv-3' })
    const known = (await store.devicesOf('account-eliza', NOW)).map((device) => [
      device.deviceId,
      device.sessionId,
    ])
    expect(Object.fromEntries(known)).toEqual({ 'tv-1': 'phone', 'tv-2': 'tablet', 'tv-3': null })
  })

  it('is not made from a session that has ended, or that is another account’s', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.openSession(draftSession('eliza', { sessionId: 'phone', expiresAt: UNTIL }))
    await store.requestLink(draftLink('link-1', { expiresAt: UNTIL + 100 }))
    const refused = { outcome: 'no_account' }
    const from = (sessionId: string, username: string, now = NOW) =>
      store.approveLink(draftApproval('link-1', username, { sessionId, now }))
    expect(await from('ended', 'eliza')).toEqual(refused)
    expect(await from('phone', 'max')).toEqual(refused)
    expect(await from('phone', 'eliza', UNTIL)).toEqual(refused)
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await from('phone', 'eliza', UNTIL - 1)).toMatchObject({ outcome: 'bound' })
  })

  it('is ended for good when it is due, so many at a time, and its devices are named', async () => {
    const store = await openBound(open)
    await bindUntil(store, 'link-2', 'tv-2')
    await bindUntil(store, 'link-3', 'tv-3')
    await bind(store, 'link-4', 'eliza', { deviceId: 'lasting' })
    expect(await store.endDueBindings(UNTIL - 1, 10)).toEqual([])
    const ended = [await store.endDueBindings(UNTIL, 2), await store.endDueBindings(UNTIL, 2)]
    expect(ended.map((devices) => devices.length)).toEqual([2, 1])
    expect(ended.flat().sort()).toEqual(['tv-1', 'tv-2', 'tv-3'])
    expect(await store.endDueBindings(UNTIL + 9, 2)).toEqual([])
    expect(await boundTo(store, 'tv-1', NOW)).toBe(null)
    expect(await boundTo(store, 'lasting', UNTIL)).toBe('ELIZA')
  })

  it('that was replaced by a lasting one does not end', async () => {
    const store = await openBound(open)
    await bind(store, 'link-2', 'eliza')
    expect(await store.endDueBindings(UNTIL, 10)).toEqual([])
    expect(await boundTo(store, 'tv-1', UNTIL)).toBe('ELIZA')
  })
}
