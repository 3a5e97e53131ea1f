import { expect, it } from 'vitest'

import {
  addAccounts,
  approve,
  boundTo,
  claim,
  draftAccount,
  draftLink,
  draftMatch,
  enter,
  handleOf,
  match,
  NOW,
  openLink,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const TAKEN = { outcome: 'taken' }

/** Eliza holds the link request until `NOW + 120`. */
async function openClaimed(open: OpenStore) {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  await store.requestLink(draftLink('link-1'))
  expect(await claim(store, 'link-1', 'eliza')).toBe('opened')
  return store
}

export function claimCases(open: OpenStore): void {
  it('is shown to the device, and is nobody’s before an account acts', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    await openLink(store, 'link-1')
    const link = async () => (await store.deviceState('tv-1', NOW)).link
    expect(await link()).toMatchObject({ state: 'opened', claimShown: null, claimUntil: null })
    await claim(store, 'link-1', 'eliza', NOW + 5)
    expect(await link()).toMatchObject({
      state: 'opened',
      openedAt: NOW + 5,
      claimShown: 'E…',
      claimUntil: NOW + 125,
    })
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
      claimAccountId: 'account-eliza',
      claimShown: 'E…',
      claimUntil: NOW + 125,
    })
  })

  it('keeps every other account out until it runs out, and changes nothing by that', async () => {
    const store = await openClaimed(open)
    const before = await store.linkByHandle(handleOf('link-1'))
    expect(await claim(store, 'link-1', 'max', NOW + 119)).toBe('taken')
    expect(await approve(store, 'link-1', 'max', NOW + 119)).toEqual(TAKEN)
    expect(await match(store, 'link-1', 'max', NOW + 119)).toEqual(TAKEN)
    expect(await store.linkByHandle(handleOf('link-1'))).toEqual(before)
    expect(await boundTo(store, 'tv-1')).toBe(null)

    expect(await claim(store, 'link-1', 'max', NOW + 120)).toBe('opened')
    expect(await approve(store, 'link-1', 'eliza', NOW + 121)).toEqual(TAKEN)
    expect(await approve(store, 'link-1', 'max', NOW + 121)).toMatchObject({ outcome: 'bound' })
  })

  it('that has run out is in the way of no approval and no match', async () => {
    const store = await openClaimed(open)
    expect(await match(store, 'link-1', 'max', NOW + 120)).toMatchObject({ begun: true })
    await store.requestLink(draftLink('link-2', { deviceId: 'tv-2' }))
    await claim(store, 'link-2', 'eliza')
    expect(await approve(store, 'link-2', 'max', NOW + 120)).toMatchObject({ outcome: 'bound' })
  })

  it('is in the way of neither its own account nor of who looks on or denies', async () => {
    const store = await openClaimed(open)
    expect(await openLink(store, 'link-1', NOW + 5)).toBe('opened')
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
      openedAt: NOW + 5,
      claimAccountId: 'account-eliza',
      claimUntil: NOW + 120,
    })
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject({ outcome: 'bound' })

    await store.requestLink(draftLink('link-2'))
    await claim(store, 'link-2', 'eliza')
    expect(await store.denyLink(handleOf('link-2'), NOW + 20)).toMatchObject({ outcome: 'denied' })
  })

  it('is renewed by its account, and never made shorter', async () => {
    const store = await openClaimed(open)
    const until = async () => (await store.linkByHandle(handleOf('link-1')))?.claimUntil
    await claim(store, 'link-1', 'eliza', NOW + 60)
    expect(await until()).toBe(NOW + 180)
    await claim(store, 'link-1', 'eliza', NOW + 30)
    expect(await until()).toBe(NOW + 180)
    await match(store, 'link-1', 'eliza', NOW + 40)
    expect(await until()).toBe(NOW + 180)
  })

  it('comes with a number match, as long as that lasts', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.requestLink(draftLink('link-1'))
    await match(store, 'link-1', 'eliza')
    expect(await claim(store, 'link-1', 'max', NOW + 69)).toBe('taken')
    expect(await approve(store, 'link-1', 'max', NOW + 69)).toEqual(TAKEN)
    expect(await store.startMatch(draftMatch('link-1', 'max', { now: NOW + 69 }))).toEqual(TAKEN)
    expect(await enter(store, 'link-1', '472', NOW + 69)).toMatchObject({
      accountId: 'account-eliza',
    })
  })

  it('tells nobody who is told that the request has ended', async () => {
    const store = await openClaimed(open)
    await store.requestLink(draftLink('link-2'))
    expect(await claim(store, 'link-1', 'max')).toBe('ended')
    const ended = { outcome: 'ended', state: 'superseded' }
    expect(await approve(store, 'link-1', 'max')).toMatchObject(ended)
    expect(await match(store, 'link-1', 'max')).toMatchObject(ended)
    await claim(store, 'link-2', 'eliza')
    const { expiresAt = 0 } = (await store.linkByHandle(handleOf('link-2'))) ?? {}
    expect(await claim(store, 'link-2', 'max', expiresAt)).toBe('ended')
    expect(await approve(store, 'link-2', 'max', expiresAt)).toMatchObject({ state: 'expired' })
  })

  it('is won by exactly one of twenty accounts that act at once', async () => {
    const store = await open()
    const people = Array.from({ length: 20 }, (_, index) => `person-${index}`)
    await addAccounts(store, ...people)
    await store.requestLink(draftLink('link-1'))
    const outcomes = await Promise.all(
      people.map((person, index) =>
        index % 2 === 0 ? claim(store, 'link-1', person) : match(store, 'link-1', person, NOW),
      ),
    )
    const won = outcomes.filter((outcome) =>
      typeof outcome === 'string' ? outcome === 'opened' : outcome.outcome === 'matching',
    )
    expect(won).toHaveLength(1)
    const approvals = await Promise.all(people.map((person) => approve(store, 'link-1', person)))
    expect(approvals.filter(({ outcome }) => outcome === 'bound')).toHaveLength(1)
  })

  it('is given up by its account everywhere at once, and no other’s with it', async () => {
    const store = await openClaimed(open)
    for (const linkId of ['link-2', 'link-3']) {
      await store.requestLink(draftLink(linkId, { deviceId: linkId }))
    }
    await claim(store, 'link-2', 'eliza', NOW + 5)
    await claim(store, 'link-3', 'max')
    const { openedAt, expiresAt } = (await store.linkByHandle(handleOf('link-2'))) ?? {}
    await store.releaseClaims('account-eliza')
    const nobody = { claimAccountId: null, claimShown: null, claimUntil: null }
    const link = await store.linkByHandle(handleOf('link-2'))
    expect(link).toMatchObject({ state: 'opened', openedAt, expiresAt, ...nobody })
    expect((await store.deviceState('tv-1', NOW)).link).toMatchObject({ claimShown: null })
    expect(await approve(store, 'link-3', 'eliza')).toEqual(TAKEN)
    expect(await approve(store, 'link-1', 'max')).toMatchObject({ outcome: 'bound' })
    expect(await claim(store, 'link-2', 'max')).toBe('opened')
    expect(await approve(store, 'link-2', 'eliza')).toEqual(TAKEN)
  })

  it('that has come to a number match is not given up', async () => {
    const store = await openClaimed(open)
    await match(store, 'link-1', 'eliza')
    await store.releaseClaims('account-eliza')
    expect((await store.deviceState('tv-1', NOW + 10)).link).toMatchObject({ claimShown: 'E…' })
    expect(await approve(store, 'link-1', 'max', NOW + 20)).toEqual(TAKEN)
    expect(await enter(store, 'link-1', '472')).toMatchObject({ accountId: 'account-eliza' })
  })

  it('of an account that is closed meanwhile is none, and the page opens all the same', async () => {
    const store = await open()
    await store.addAccount(draftAccount('max', { disabled: true }))
    await store.requestLink(draftLink('link-1'))
    expect(await claim(store, 'link-1', 'nobody')).toBe('opened')
    expect(await claim(store, 'link-1', 'max')).toBe('opened')
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
      state: 'opened',
      claimAccountId: null,
      claimShown: null,
    })
  })

  it('ends with its account, and nothing of that stays', async () => {
    const store = await openClaimed(open)
    await store.requestLink(draftLink('link-2', { deviceId: 'tv-2' }))
    await claim(store, 'link-2', 'max')
    await store.deleteAccount('eliza')
    const nobody = { state: 'opened', claimAccountId: null, claimShown: null, claimUntil: null }
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject(nobody)
    expect(await approve(store, 'link-2', 'eliza')).toEqual({ outcome: 'no_account' })
    expect(await store.linkByHandle(handleOf('link-2'))).toMatchObject({ claimShown: 'M…' })
    expect(await approve(store, 'link-1', 'max')).toMatchObject({ outcome: 'bound' })
  })
}
