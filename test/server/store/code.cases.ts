import { expect, it } from 'vitest'

import type { GrantDraft, Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  approve,
  bind,
  bindApp,
  boundTo,
  codeOf,
  draftGrant,
  draftLink,
  enter,
  handleOf,
  match,
  NOW,
  openLink,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const REFUSED = { outcome: 'refused' }

function redeem(store: Store, linkId: string, grant: GrantDraft | null = null, now = NOW + 20) {
  return store.redeemLink({ deviceCodeHash: codeOf(linkId), grant, now })
}

/** Gives the one-time key `hash` for `link-1`, good for 60 s. */
function give(store: Store, hash: string, now = NOW + 20, linkId = 'link-1') {
  return store.giveCode({
    deviceCodeHash: codeOf(linkId),
    codeHash: hash,
    until: now + 60,
    now,
  })
}

const stateOf = async (store: Store) => (await store.linkByDeviceCode(codeOf('link-1')))?.state

export function codeCases(open: OpenStore): void {
  it('shows all that decides whether a token is due', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const asked = {
      deviceId: 'link_1',
      clientId: 'demo-tv',
      jkt: 'thumbprint',
      scope: 'watch rate',
      codeChallenge: 'challenge',
    }
    await store.requestLink(draftLink('link-1', asked))
    const link = {
      linkId: 'link-1',
      ...asked,
      deviceName: 'Living room',
      deviceModel: null,
      network: '192.168.1.0/24',
      address: '192.168.1.20',
      country: null,
      state: 'pending',
      reason: null,
      createdAt: NOW,
      openedAt: null,
      expiresAt: NOW + 600,
      matchAccountId: null,
      matchNumber: null,
      matchUntil: null,
      claimAccountId: null,
      claimShown: null,
      claimUntil: null,
      linkKey: null,
      site: null,
      bound: null,
    }
    expect(await store.linkByDeviceCode(codeOf('link-1'))).toEqual(link)
    expect(await store.linkByDeviceCode(codeOf('unknown'))).toBe(null)
    await approve(store, 'link-1', 'eliza')
    expect(await store.linkByDeviceCode(codeOf('link-1'))).toEqual({
      ...link,
      state: 'approved',
      bound: { bindingId: 'binding-link-1', accountId: 'account-eliza' },
    })
  })

  it('shows the binding only while it stands and its account is not disabled', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    const bound = async () => (await store.linkByDeviceCode(codeOf('link-1')))?.bound
    expect(await bound()).toMatchObject({ bindingId: 'binding-link-1' })
    await store.setDisabled('eliza', true)
    expect(await bound()).toBe(null)
    await store.setDisabled('eliza', false)
    expect(await bound()).toMatchObject({ bindingId: 'binding-link-1' })
    await bind(store, 'link-2', 'eliza')
    expect(await bound()).toBe(null)
  })

  it('is redeemed once, and the binding stands', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await bind(store, 'link-2', 'eliza', { deviceId: 'tv-2' })
    expect(await redeem(store, 'link-1')).toEqual({
      outcome: 'redeemed',
      deviceId: 'tv-1',
      accountId: 'account-eliza',
      bindingId: 'binding-link-1',
    })
    expect(await redeem(store, 'link-1')).toEqual(REFUSED)
    expect(await stateOf(store)).toBe('redeemed')
    expect(await store.deviceState('tv-1', NOW + 20)).toMatchObject({
      bound: { name: 'ELIZA' },
      link: { state: 'redeemed' },
    })
    expect(await store.linkByHandle(handleOf('link-2'))).toMatchObject({ state: 'approved' })
  })

  it('that was approved in time is redeemed however late', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    expect(await redeem(store, 'link-1', null, NOW + 5000)).toMatchObject({ outcome: 'redeemed' })
  })

  it('is not redeemed before it is approved, nor after any other end', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    const refusedAs = async (state: string) => {
      expect(await redeem(store, 'link-1', draftGrant('grant')), state).toEqual(REFUSED)
      expect(await stateOf(store)).toBe(state)
    }
    expect(await redeem(store, 'unknown')).toEqual(REFUSED)
    await refusedAs('pending')
    await openLink(store, 'link-1')
    await refusedAs('opened')
    await match(store, 'link-1', 'eliza')
    await refusedAs('matching')
    await store.denyLink(handleOf('link-1'), NOW + 20)
    await refusedAs('denied')
    await store.requestLink(draftLink('link-2'))
    await store.requestLink(draftLink('link-3'))
    expect(await redeem(store, 'link-2')).toEqual(REFUSED)
    expect(await store.grantById('grant', NOW)).toBe(null)
  })

  it('is not redeemed any more when its binding was given up, replaced or deleted', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    for (const [linkId, end] of Object.entries({
      'given up': () => store.unbind('given up', null),
      replaced: () => bind(store, 'newer', 'eliza', { deviceId: 'replaced' }),
      deleted: () => store.deleteAccount('max'),
    })) {
      await bind(store, linkId, linkId === 'deleted' ? 'max' : 'eliza', { deviceId: linkId })
      await end()
      expect(await redeem(store, linkId), linkId).toEqual(REFUSED)
      expect(await store.linkByHandle(handleOf(linkId)), linkId).toMatchObject({
        state: 'approved',
      })
    }
    expect(await redeem(store, 'newer')).toMatchObject({ outcome: 'redeemed' })
  })

  it('waits for its account to be enabled again', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await store.setDisabled('eliza', true)
    expect(await redeem(store, 'link-1')).toEqual(REFUSED)
    await store.setDisabled('eliza', false)
    expect(await redeem(store, 'link-1')).toMatchObject({ outcome: 'redeemed' })
  })

  it('is won by exactly one of twenty who redeem it at once, and only that grant begins', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    const grants = Array.from({ length: 20 }, (_, index) => draftGrant(`grant-${index}`))
    const outcomes = await Promise.all(grants.map((grant) => redeem(store, 'link-1', grant)))
    expect(outcomes.filter(({ outcome }) => outcome === 'redeemed')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toHaveLength(19)
    const begun = await Promise.all(grants.map(({ grantId }) => store.grantById(grantId, NOW)))
    expect(begun.filter((grant) => grant !== null)).toHaveLength(1)
  })

  it('says the same of redeeming, denying and unbinding in whatever order they come', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const orders = [
      ['redeem', 'deny', 'unbind'],
      ['redeem', 'unbind', 'deny'],
      ['deny', 'redeem', 'unbind'],
      ['deny', 'unbind', 'redeem'],
      ['unbind', 'redeem', 'deny'],
      ['unbind', 'deny', 'redeem'],
    ] as const
    for (const order of orders) {
      const linkId = order.join(', ')
      await bind(store, linkId, 'eliza', { deviceId: linkId })
      const verbs = {
        redeem: async () => (await redeem(store, linkId, draftGrant(linkId))).outcome,
        deny: async () => (await store.denyLink(handleOf(linkId), NOW + 20)).outcome,
        unbind: () => store.unbind(linkId, `binding-${linkId}`),
      }
      const outcomes: [string, string | boolean][] = []
      for (const verb of order) outcomes.push([verb, await verbs[verb]()])
      const redeemed = order.indexOf('redeem') < order.indexOf('unbind')
      expect(Object.fromEntries(outcomes), linkId).toEqual({
        redeem: redeemed ? 'redeemed' : 'refused',
        deny: 'ended',
        unbind: true,
      })
      expect(await boundTo(store, linkId), linkId).toBe(null)
      expect(await store.grantById(linkId, NOW), linkId).toBe(null)
    }
  })

  it('gives a one-time key once it is approved, and while its binding stands', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    expect(await give(store, 'key')).toBe(false)
    expect(await give(store, 'key', NOW, 'unknown')).toBe(false)
    await match(store, 'link-1', 'eliza')
    expect(await give(store, 'key')).toBe(false)
    await enter(store, 'link-1', '472')
    await store.setDisabled('eliza', true)
    expect(await give(store, 'key')).toBe(false)
    await store.setDisabled('eliza', false)
    expect(await store.linkByCode('key', NOW + 20)).toBe(null)
    expect(await give(store, 'key')).toBe(true)
    expect(await store.linkByCode('key', NOW + 20)).toEqual({
      ...(await store.linkByDeviceCode(codeOf('link-1'))),
      deviceCodeHash: codeOf('link-1'),
      bound: { bindingId: 'binding-link-1', accountId: 'account-eliza' },
    })
    await store.unbind('tv-1', null)
    expect(await give(store, 'another')).toBe(false)
    expect(await store.linkByCode('key', NOW + 20)).toMatchObject({ bound: null })
  })

  it('has one one-time key, the last, and that for as long as was said', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await give(store, 'first')
    await give(store, 'last')
    expect(await store.linkByCode('first', NOW + 20)).toBe(null)
    expect(await store.linkByCode('last', NOW + 79)).toMatchObject({ linkId: 'link-1' })
    expect(await store.linkByCode('last', NOW + 80)).toBe(null)
  })

  it('is found by its one-time key also when it was redeemed, and gives no other then', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await give(store, 'key')
    await redeem(store, 'link-1')
    expect(await give(store, 'another')).toBe(false)
    expect(await store.linkByCode('key', NOW + 1000)).toMatchObject({
      state: 'redeemed',
      bound: { bindingId: 'binding-link-1' },
    })
  })

  it('whose grant cannot be written is not redeemed', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bindApp(store, 'link-0', 'eliza')
    await bind(store, 'link-1', 'eliza')
    await expect(redeem(store, 'link-1', draftGrant('grant of link-0'))).rejects.toThrow()
    expect(await stateOf(store)).toBe('approved')
    expect(await redeem(store, 'link-1', draftGrant('grant-1'))).toMatchObject({
      outcome: 'redeemed',
    })
  })
}
