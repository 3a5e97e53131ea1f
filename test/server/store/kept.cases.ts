import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import { addAccounts, draftAccount, draftLink, enter, match, NOW } from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

async function winMatch(store: Store, username: string, network: string, now: number) {
  const linkId = `${username} in ${network} at ${now}`
  await store.requestLink(draftLink(linkId, { deviceId: network, network, createdAt: now }))
  await match(store, linkId, username, now)
  expect(await enter(store, linkId, '472', now)).toMatchObject({ outcome: 'bound' })
}

export function keptCases(open: OpenStore): void {
  it('is nothing for an account of this house that won no match, and for nobody', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    const nothing = { identity: null, places: [] }
    expect(await store.keptAbout('account-eliza')).toEqual(nothing)
    expect(await store.keptAbout('account-nobody')).toEqual(nothing)
  })

  it('is who it is at its provider', async () => {
    const store = await open()
    const issuer = 'https://id.example'
    for (const username of ['eliza', 'max']) {
      const account = draftAccount(username, { passwordHash: null })
      await store.accountOfIdentity({ issuer, subject: `subject of ${username}`, account })
    }
    expect(await store.keptAbout('account-max')).toEqual({
      identity: { issuer, subject: 'subject of max' },
      places: [],
    })
  })

  it('is where it won matches, the newest first, and fifty at most', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await winMatch(store, 'max', 'elsewhere', NOW)
    await winMatch(store, 'eliza', 'home', NOW + 1)
    await winMatch(store, 'eliza', 'cabin', NOW + 2)
    expect(await store.keptAbout('account-eliza')).toEqual({
      identity: null,
      places: [
        { network: 'cabin', matchedAt: NOW + 2 },
        { network: 'home', matchedAt: NOW + 1 },
      ],
    })
    await winMatch(store, 'eliza', 'home', NOW + 3)
    expect((await store.keptAbout('account-eliza')).places[0]).toEqual({
      network: 'home',
      matchedAt: NOW + 3,
    })
    for (let index = 0; index < 50; index += 1) {
      await winMatch(store, 'eliza', `hotel ${index}`, NOW + 4 + index)
    }
    const { places } = await store.keptAbout('account-eliza')
    expect(places).toHaveLength(50)
    expect(places[0]).toEqual({ network: 'hotel 49', matchedAt: NOW + 53 })
  })

  it('goes with the account', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await winMatch(store, 'eliza', 'home', NOW)
    await store.deleteAccount('eliza')
    expect(await store.keptAbout('account-eliza')).toEqual({ identity: null, places: [] })
  })
}
