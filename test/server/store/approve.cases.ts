import { expect, it } from 'vitest'

import {
  addAccounts,
  approve,
  bind,
  bindApp,
  boundTo,
  crowdAt,
  draftApproval,
  draftLink,
  draftSession,
  handleOf,
  NOW,
  openLink,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const ended = (state: string) => ({ outcome: 'ended', state })

export function approveCases(open: OpenStore): void {
  it('binds the device, whether the request was opened or only typed', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    for (const deviceId of ['scanned', 'typed']) {
      await store.requestLink(draftLink(deviceId, { deviceId }))
      if (deviceId === 'scanned') await openLink(store, deviceId)
      expect(await approve(store, deviceId, 'eliza')).toEqual({
        outcome: 'bound',
        deviceId,
        bindingId: `binding-${deviceId}`,
      })
      expect(await boundTo(store, deviceId)).toBe('ELIZA')
    }
  })

  it('replaces an older binding of the device', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    await bind(store, 'link-2', 'max')
    expect((await store.deviceState('tv-1', NOW + 20)).bound).toMatchObject({
      name: 'MAX',
      bindingId: 'binding-link-2',
    })
  })

  it('that replaces the binding of an app ends its grant', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bindApp(store, 'link-1', 'eliza')
    await bind(store, 'link-2', 'max', { deviceId: 'link_link-1' })
    expect(await boundTo(store, 'link_link-1')).toBe('MAX')
    expect(await store.grantById('grant of link-1', NOW + 20)).toBe(null)
  })

  it('by the same account answers again from the record', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    const again = await store.approveLink(
      draftApproval('link-1', 'eliza', {
        bindingId: 'another-binding',
        session: draftSession('eliza'),
      }),
    )
    expect(again).toEqual({ outcome: 'repeated', deviceId: 'tv-1', bindingId: 'binding-link-1' })
    expect((await store.deviceState('tv-1', NOW + 20)).bound?.bindingId).toBe('binding-link-1')
    expect(await store.sessionByHash('session of eliza', NOW)).toBe(null)
    expect(await approve(store, 'link-1', 'eliza', NOW + 5000)).toMatchObject({
      outcome: 'repeated',
    })
  })

  it('by the same account answers from the record also when the code was redeemed', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bindApp(store, 'link-1', 'eliza')
    expect(await approve(store, 'link-1', 'eliza', NOW + 5000)).toEqual({
      outcome: 'repeated',
      deviceId: 'link_link-1',
      bindingId: 'binding-link-1',
    })
    expect(await approve(store, 'link-1', 'max')).toMatchObject(ended('redeemed'))
    await store.unbind('link_link-1', null)
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject(ended('redeemed'))
  })

  it('by another account comes too late', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    expect(await approve(store, 'link-1', 'max')).toMatchObject(ended('approved'))
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
  })

  it('repeated after Back binds nothing', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    await store.unbind('tv-1', 'binding-link-1')
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject(ended('approved'))
    expect(await boundTo(store, 'tv-1')).toBe(null)

    await bind(store, 'link-2', 'max')
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject(ended('approved'))
    expect(await boundTo(store, 'tv-1')).toBe('MAX')
  })

  it('of a request that has run out, was superseded or never was binds nothing', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    expect(await approve(store, 'link-1', 'eliza', NOW + 600)).toMatchObject(ended('expired'))
    await store.requestLink(draftLink('link-2'))
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject(ended('superseded'))
    expect(await approve(store, 'unknown', 'eliza')).toEqual({ outcome: 'unknown' })
    expect(await boundTo(store, 'tv-1')).toBe(null)
  })

  it('keeps the account session that came with it, and one that fails keeps none', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.requestLink(draftLink('link-1'))
    for (const username of ['eliza', 'max']) {
      await store.approveLink(
        draftApproval('link-1', username, { session: draftSession(username) }),
      )
    }
    expect(await store.sessionByHash('session of eliza', NOW)).toMatchObject({ name: 'ELIZA' })
    expect(await store.sessionByHash('session of max', NOW)).toBe(null)
  })

  it('that cannot be written whole is not written at all', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    await store.openSession(draftSession('eliza'))
    // Another session of the same id: the last of the writes fails.
    const session = draftSession('eliza', { sessionId: 'another' })
    const approval = draftApproval('link-1', 'eliza', { session })
    await expect(store.approveLink(approval)).rejects.toThrow()
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({ state: 'pending' })
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject({ outcome: 'bound' })
  })

  it('says why the request had ended', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    await store.denyLink(handleOf('link-1'), NOW)
    expect(await approve(store, 'link-1', 'eliza')).toEqual({
      ...ended('denied'),
      reason: 'not_my_tv',
    })
  })

  it('with a password that was changed meanwhile binds nothing and keeps no session', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    await store.changePassword('eliza', 'another hash')
    const session = draftSession('eliza')
    const approval = draftApproval('link-1', 'eliza', { session })
    expect(await store.approveLink(approval)).toEqual({ outcome: 'no_account' })
    expect(await store.openSession(session)).toBe(false)
    expect(await store.sessionByHash(session.idHash, NOW)).toBe(null)
    expect(await boundTo(store, 'tv-1')).toBe(null)
  })

  it('is won by exactly one of fifty accounts that approve at once', async () => {
    const store = await open()
    const people = Array.from({ length: 50 }, (_, index) => `person-${index}`)
    await addAccounts(store, ...people)
    await store.requestLink(draftLink('link-1'))
    const outcomes = await Promise.all(
      people.map((person) =>
        store.approveLink(
          draftApproval('link-1', person, {
            bindingId: `binding-${person}`,
            session: draftSession(person),
          }),
        ),
      ),
    )
    const won = outcomes.filter(({ outcome }) => outcome === 'bound')
    expect(won).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'ended')).toHaveLength(49)
    expect((await store.deviceState('tv-1', NOW + 20)).bound).toMatchObject({
      bindingId: (won[0] as { bindingId: string }).bindingId,
    })
    expect(await crowdAt(store, draftSession('x').address, 0)).toMatchObject({ accounts: 1 })
  })
}
