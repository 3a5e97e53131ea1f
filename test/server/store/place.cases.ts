import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  bind,
  draftApproval,
  draftLink,
  enter,
  handleOf,
  match,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

function knows(store: Store, username: string, network: string, now = NOW + 20, since = NOW) {
  const accountId = `account-${username}`
  return store.accountKnows({ accountId, network, matchedSince: since, now })
}

/** Eliza wins a match with the device `tv of <network>`, and gives it up again. */
async function matchIn(store: Store, network: string | null, now = NOW): Promise<void> {
  const linkId = `match in ${network} at ${now}`
  const deviceId = `tv of ${network}`
  await store.requestLink(draftLink(linkId, { deviceId, network, createdAt: now }))
  await match(store, linkId, 'eliza', now)
  await enter(store, linkId, '472', now)
  await store.unbind(deviceId, null)
}

export function placeCases(open: OpenStore): void {
  it('is the last network, and only that, where the account has a device', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza', { network: 'home' })
    expect(await knows(store, 'eliza', 'home')).toBe(true)
    expect(await knows(store, 'max', 'home')).toBe(false)

    await store.requestLink(draftLink('link-2', { network: 'holiday' }))
    expect(await knows(store, 'eliza', 'home')).toBe(false)
    expect(await knows(store, 'eliza', 'holiday')).toBe(true)

    await store.unbind('tv-1', null)
    expect(await knows(store, 'eliza', 'holiday')).toBe(false)
  })

  it('is none any more when the binding there has run out', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1', { network: 'hotel' }))
    await store.approveLink(draftApproval('link-1', 'eliza', { until: NOW + 100 }))
    expect(await knows(store, 'eliza', 'hotel', NOW + 99)).toBe(true)
    expect(await knows(store, 'eliza', 'hotel', NOW + 100)).toBe(false)
  })

  it('is also where the account won a match, for as long as that is remembered', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await matchIn(store, 'home')
    expect(await knows(store, 'eliza', 'home', NOW + 900, NOW)).toBe(true)
    expect(await knows(store, 'eliza', 'home', NOW + 900, NOW + 1)).toBe(false)
    expect(await knows(store, 'eliza', 'elsewhere')).toBe(false)
    expect(await knows(store, 'max', 'home')).toBe(false)

    await matchIn(store, 'home', NOW + 50)
    expect(await knows(store, 'eliza', 'home', NOW + 900, NOW + 50)).toBe(true)
  })

  it('is not made by a match that was missed, begun only, or won in a network in doubt', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1', { network: 'home' }))
    await match(store, 'link-1', 'eliza')
    expect(await knows(store, 'eliza', 'home')).toBe(false)
    await enter(store, 'link-1', '999')
    expect(await knows(store, 'eliza', 'home')).toBe(false)
    await matchIn(store, null)
    expect(await store.linkByHandle(handleOf(`match in null at ${NOW}`))).toMatchObject({
      state: 'approved',
    })
    expect(await knows(store, 'eliza', '')).toBe(false)
    expect(await knows(store, 'eliza', 'null')).toBe(false)
  })

  it('is one of fifty that an account has; the one matched longest ago is forgotten', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    for (let index = 0; index < 51; index += 1) await matchIn(store, `net-${index}`, NOW + index)
    const known: string[] = []
    for (let index = 0; index < 51; index += 1) {
      if (await knows(store, 'eliza', `net-${index}`)) known.push(`net-${index}`)
    }
    expect(known).toHaveLength(50)
    expect(known).not.toContain('net-0')
  })

  it('goes with its account, and with the sweep once nobody remembers it', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await matchIn(store, 'home', NOW)
    await matchIn(store, 'cabin', NOW + 1)
    const sweep = { now: NOW, endedBefore: NOW, boundBefore: NOW, unseenBefore: NOW, batch: 500 }
    expect(await store.sweep({ ...sweep, placesBefore: NOW })).toBe(0)
    expect(await store.sweep({ ...sweep, placesBefore: NOW + 1 })).toBe(1)
    expect(await knows(store, 'eliza', 'home')).toBe(false)
    expect(await knows(store, 'eliza', 'cabin')).toBe(true)
    await store.deleteAccount('eliza')
    await addAccounts(store, 'max')
    expect(await knows(store, 'eliza', 'cabin')).toBe(false)
  })
}
