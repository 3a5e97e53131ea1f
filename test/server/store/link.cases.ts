import { expect, it } from 'vitest'

import {
  addAccounts,
  approve,
  bind,
  boundTo,
  codeOf,
  draftLink,
  enter,
  handleOf,
  match,
  NOW,
  openLink,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

export function linkCases(open: OpenStore): void {
  it('is found by its handle, also when it has ended', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1'))
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({ linkId: 'link-1' })
    expect(await store.linkByHandle('another')).toBe(null)
    await store.denyLink(handleOf('link-1'), NOW)
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
      state: 'denied',
      reason: 'not_my_tv',
    })
  })

  it('is found by its user code only while it lives', async () => {
    const store = await open()
    const { userCodeHash } = draftLink('link-1')
    await store.requestLink(draftLink('link-1'))
    const found = await store.liveLinkByUserCode(userCodeHash, NOW + 599)
    expect(found).toMatchObject({ linkId: 'link-1', handleHash: handleOf('link-1') })
    expect(await store.liveLinkByUserCode(userCodeHash, NOW + 600)).toBe(null)
    await openLink(store, 'link-1')
    expect(await store.liveLinkByUserCode(userCodeHash, NOW)).toMatchObject({ state: 'opened' })
    await store.requestLink(draftLink('link-2'))
    expect(await store.liveLinkByUserCode(userCodeHash, NOW)).toBe(null)
  })

  it('remembers when it was last opened and lives at least as long as that allows', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1'))
    expect(await openLink(store, 'link-1', NOW + 500, NOW + 800)).toBe('opened')
    expect((await store.deviceState('tv-1', NOW + 20)).link).toMatchObject({
      state: 'opened',
      openedAt: NOW + 500,
      expiresAt: NOW + 800,
    })
    expect(await openLink(store, 'link-1', NOW + 510, NOW + 700)).toBe('opened')
    expect((await store.deviceState('tv-1', NOW + 20)).link).toMatchObject({
      openedAt: NOW + 510,
      expiresAt: NOW + 800,
    })
  })

  it('cannot be opened once it has ended, has run out or never was', async () => {
    const store = await open()
    await store.requestLink(draftLink('link-1'))
    expect(await openLink(store, 'link-1', NOW + 600, NOW + 900)).toBe('ended')
    await store.denyLink(handleOf('link-1'), NOW)
    expect(await openLink(store, 'link-1', NOW, NOW + 900)).toBe('ended')
    expect(await openLink(store, 'unknown', NOW, NOW + 900)).toBe('ended')
    expect((await store.deviceState('tv-1', NOW + 20)).link).toMatchObject({
      state: 'denied',
      openedAt: null,
    })
  })

  it('that was denied is denied for ever', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    const handleHash = handleOf('link-1')
    expect(await store.denyLink(handleHash, NOW)).toEqual({
      outcome: 'denied',
      deviceId: 'tv-1',
    })
    expect(await store.denyLink(handleHash, NOW)).toEqual({ outcome: 'repeated' })
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject({
      outcome: 'ended',
      state: 'denied',
    })
    expect((await store.deviceState('tv-1', NOW + 20)).bound).toBe(null)
  })

  it('cannot be denied any more once it has ended otherwise', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const ended = (state: string) => ({ outcome: 'ended', state })
    expect(await store.denyLink('unknown', NOW)).toEqual({ outcome: 'unknown' })

    await store.requestLink(draftLink('link-1'))
    await store.requestLink(draftLink('link-2'))
    expect(await store.denyLink(handleOf('link-1'), NOW)).toEqual(ended('superseded'))
    expect(await store.denyLink(handleOf('link-2'), NOW + 600)).toEqual(ended('expired'))
    await approve(store, 'link-2', 'eliza')
    expect(await store.denyLink(handleOf('link-2'), NOW + 20)).toEqual(ended('approved'))
    expect(await store.denyLink(handleOf('link-2'), NOW + 601)).toEqual(ended('approved'))
    expect((await store.deviceState('tv-1', NOW + 20)).bound?.name).toBe('ELIZA')

    await store.redeemLink({ deviceCodeHash: codeOf('link-2'), grant: null, now: NOW })
    expect(await store.denyLink(handleOf('link-2'), NOW + 20)).toEqual(ended('redeemed'))
    expect((await store.deviceState('tv-1', NOW + 20)).bound?.name).toBe('ELIZA')
  })

  it('says which client asked and from where, to everyone who finds it', async () => {
    const store = await open()
    const asked = { clientId: 'demo-tv', address: '203.0.113.9', country: 'NL' }
    await store.requestLink(draftLink('link-1', asked))
    const found = { linkId: 'link-1', ...asked }
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject(found)
    const { userCodeHash } = draftLink('link-1')
    expect(await store.liveLinkByUserCode(userCodeHash, NOW)).toMatchObject(found)
    expect(await store.linkByDeviceCode(codeOf('link-1'))).toMatchObject(found)
  })

  it('is taken back by its own device while it lives, and can then be approved no more', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const cancel = (linkId: string, deviceId = 'tv-1', now = NOW + 20) =>
      store.cancelLink({ linkId, deviceId, now })
    const beginnings = [
      async () => {},
      (linkId: string) => openLink(store, linkId),
      (linkId: string) => match(store, linkId, 'eliza'),
    ]
    for (const [index, begin] of beginnings.entries()) {
      const linkId = `link-${index}`
      await store.requestLink(draftLink(linkId))
      await begin(linkId)
      expect(await cancel(linkId, 'tv-2')).toBe(false)
      expect(await cancel(linkId)).toBe(true)
      expect(await cancel(linkId)).toBe(false)
      expect(await store.linkByHandle(handleOf(linkId))).toMatchObject({ state: 'superseded' })
      expect(await approve(store, linkId, 'eliza')).toMatchObject({
        outcome: 'ended',
        state: 'superseded',
      })
      expect(await enter(store, linkId, '472')).toEqual({ outcome: 'unknown' })
    }
    expect(await cancel('unknown')).toBe(false)
  })

  it('that has ended or run out is not taken back', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const cancel = (linkId: string, now = NOW + 20) =>
      store.cancelLink({ linkId, deviceId: 'tv-1', now })
    const stateOf = async (linkId: string) => (await store.linkByHandle(handleOf(linkId)))?.state
    await store.requestLink(draftLink('denied'))
    await store.denyLink(handleOf('denied'), NOW)
    await bind(store, 'approved', 'eliza')
    await store.requestLink(draftLink('late'))
    expect(await cancel('denied')).toBe(false)
    expect(await cancel('approved')).toBe(false)
    expect(await cancel('late', NOW + 600)).toBe(false)
    expect(await Promise.all(['denied', 'approved', 'late'].map(stateOf))).toEqual([
      'denied',
      'approved',
      'pending',
    ])
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
  })
}
