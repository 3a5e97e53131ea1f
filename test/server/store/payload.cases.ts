import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  approve,
  bind,
  codeOf,
  draftApproval,
  draftLink,
  draftMatch,
  enter,
  handleOf,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

/** Eliza says yes to `link-1`, and sends this along. */
async function openApproved(open: OpenStore, payload: string | null = 'sealed'): Promise<Store> {
  const store = await openAsked(open)
  await store.approveLink(draftApproval('link-1', 'eliza', { payload }))
  return store
}

async function openAsked(open: OpenStore): Promise<Store> {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  await store.requestLink(draftLink('link-1', { linkKey: '{}' }))
  return store
}

function payloadOf(store: Store, deviceId = 'tv-1', now = NOW + 20, linkId = 'link-1') {
  return store.payloadOf({ linkId, deviceId, now })
}

export function payloadCases(open: OpenStore): void {
  it('is for the device that asked, as often as it asks', async () => {
    const store = await openApproved(open)
    expect(await payloadOf(store)).toBe('sealed')
    expect(await payloadOf(store)).toBe('sealed')
    expect(await payloadOf(store, 'tv-2')).toBe(null)
    expect(await payloadOf(store, 'tv-1', NOW + 20, 'unknown')).toBe(null)
    expect(await payloadOf(await openApproved(open, null))).toBe(null)
  })

  it('is there also when the device code was redeemed', async () => {
    const store = await openApproved(open)
    await store.redeemLink({ deviceCodeHash: codeOf('link-1'), grant: null, now: NOW + 20 })
    expect(await payloadOf(store)).toBe('sealed')
  })

  it('is out of reach once the binding has ended for which it came', async () => {
    const ends: Record<string, (store: Store) => Promise<unknown>> = {
      goodbye: (store) => store.unbind('tv-1', null),
      'signed out from afar': (store) => store.unbindFrom('account-eliza', 'tv-1'),
      'another binding': (store) => bind(store, 'link-2', 'max'),
      'the account disabled': (store) => store.setDisabled('eliza', true),
      'the account deleted': (store) => store.deleteAccount('eliza'),
    }
    for (const [end, does] of Object.entries(ends)) {
      const store = await openApproved(open)
      await does(store)
      expect(await payloadOf(store), end).toBe(null)
    }
  })

  it('is out of reach when the binding has run out', async () => {
    const store = await openAsked(open)
    await store.approveLink(
      draftApproval('link-1', 'eliza', { payload: 'sealed', until: NOW + 30 }),
    )
    expect(await payloadOf(store, 'tv-1', NOW + 29)).toBe('sealed')
    expect(await payloadOf(store, 'tv-1', NOW + 30)).toBe(null)
  })

  it('of the first yes stays: repeating it with another one writes nothing', async () => {
    const store = await openApproved(open)
    for (const username of ['eliza', 'max']) {
      await store.approveLink(draftApproval('link-1', username, { payload: 'another' }))
      await store.approveLink(draftApproval('link-1', username))
    }
    expect(await payloadOf(store)).toBe('sealed')
  })

  it('K8: waits for the match to be won, and ends with one that is missed', async () => {
    for (const number of ['472', '111']) {
      const store = await openAsked(open)
      await store.startMatch(draftMatch('link-1', 'eliza', { payload: 'sealed' }))
      await store.startMatch(draftMatch('link-1', 'eliza', { payload: 'another' }))
      expect(await payloadOf(store), number).toBe(null)
      await enter(store, 'link-1', number)
      expect(await payloadOf(store), number).toBe(number === '472' ? 'sealed' : null)
    }
  })

  it('stays where the same yes has replaced an older binding, whose own one ends', async () => {
    const store = await openApproved(open, 'older')
    await store.requestLink(draftLink('link-2', { linkKey: '{}' }))
    await store.approveLink(draftApproval('link-2', 'max', { payload: 'newer' }))
    expect(await payloadOf(store, 'tv-1', NOW + 20, 'link-2')).toBe('newer')
    expect(await payloadOf(store)).toBe(null)
  })

  it('is that of the yes which binds, where a match was under way', async () => {
    for (const payload of ['of the yes', null]) {
      const store = await openAsked(open)
      await store.startMatch(draftMatch('link-1', 'eliza', { payload: 'of the match' }))
      await store.approveLink(draftApproval('link-1', 'eliza', { payload }))
      expect(await payloadOf(store)).toBe(payload)
    }
  })

  it('K8: never comes of a request that was denied, taken back or superseded', async () => {
    const ends: Record<string, (store: Store) => Promise<unknown>> = {
      denied: (store) => store.denyLink(handleOf('link-1'), NOW + 20),
      cancelled: (store) => store.cancelLink({ linkId: 'link-1', deviceId: 'tv-1', now: NOW + 20 }),
      superseded: (store) => store.requestLink(draftLink('link-2')),
    }
    for (const [end, does] of Object.entries(ends)) {
      const store = await openAsked(open)
      await store.startMatch(draftMatch('link-1', 'eliza', { payload: 'sealed' }))
      await does(store)
      await approve(store, 'link-1', 'eliza')
      await enter(store, 'link-1', '472')
      expect(await payloadOf(store), end).toBe(null)
    }
  })
}
