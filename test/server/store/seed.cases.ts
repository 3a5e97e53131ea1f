import { expect, it } from 'vitest'

import type { AccountRecord, Store } from '../../../server/store/store.ts'
import {
  approve,
  bind,
  bindApp,
  boundTo,
  draftAccount,
  draftLink,
  draftSession,
  NOW,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const ELIZA = draftAccount('eliza')
const DEMO = draftAccount('eliza', { demo: true })

/** Every start of the server makes up new ids, so every seeding here does. */
let starts = 0
function seed(store: Store, accounts: AccountRecord[], devices: Record<string, string> = {}) {
  starts += 1
  return store.applySeeds({
    accounts,
    devices: Object.entries(devices).map(([deviceId, username]) => ({
      deviceId,
      username,
      bindingId: `seeded-${starts}-${deviceId}`,
    })),
    now: NOW,
  })
}

export function seedCases(open: OpenStore): void {
  it('make accounts', async () => {
    const store = await open()
    await seed(store, [ELIZA, draftAccount('max')])
    expect(await store.accountByUsername('eliza')).toEqual(ELIZA)
    expect(await store.accountByUsername('max')).toMatchObject({ name: 'MAX' })
    expect(await store.accountByUsername('nobody')).toBe(null)
  })

  it('change profile and password of an account, which keeps its id and devices', async () => {
    const store = await open()
    await seed(store, [ELIZA], { 'tv-1': 'eliza' })
    const changed = { name: 'Liz', color: '#112233', passwordHash: 'new hash' }
    await seed(store, [{ ...ELIZA, ...changed, accountId: 'made up at this start' }])
    expect(await store.accountByUsername('eliza')).toEqual({ ...ELIZA, ...changed })
    expect((await store.deviceState('tv-1', NOW + 20)).bound).toMatchObject({ name: 'Liz' })
  })

  it('bind devices that never asked for a link request', async () => {
    const store = await open()
    await seed(store, [ELIZA], { 'tv-1': 'eliza' })
    expect(await store.deviceState('tv-1', NOW + 20)).toMatchObject({
      known: true,
      bound: { name: 'ELIZA' },
      link: null,
    })
  })

  it('do not undo a goodbye', async () => {
    const store = await open()
    await seed(store, [ELIZA], { 'tv-1': 'eliza' })
    await store.unbind('tv-1', null)
    await seed(store, [ELIZA], { 'tv-1': 'eliza' })
    expect(await boundTo(store, 'tv-1')).toBe(null)
  })

  it('do not give a device back that now belongs to somebody else', async () => {
    const store = await open()
    const both = [ELIZA, draftAccount('max')]
    await seed(store, both, { 'tv-1': 'eliza' })
    await bind(store, 'link-1', 'max')
    await seed(store, both, { 'tv-1': 'eliza' })
    expect(await boundTo(store, 'tv-1')).toBe('MAX')
  })

  it('bind anew a device whose entry has changed', async () => {
    const store = await open()
    const both = [ELIZA, draftAccount('max')]
    await seed(store, both, { 'tv-1': 'eliza' })
    await store.unbind('tv-1', null)
    await seed(store, both, { 'tv-1': 'max' })
    expect(await boundTo(store, 'tv-1')).toBe('MAX')
  })

  it('take away nothing by leaving it out', async () => {
    const store = await open()
    await seed(store, [ELIZA, draftAccount('max')], { 'tv-1': 'eliza' })
    await seed(store, [draftAccount('max')])
    expect(await store.accountByUsername('eliza')).not.toBe(null)
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
  })

  it('name the devices whose account does not exist, and bind them once it does', async () => {
    const store = await open()
    const devices = { 'tv-1': 'eliza', 'tv-2': 'max' }
    expect(await seed(store, [ELIZA], devices)).toEqual({ devicesWithoutAccount: ['tv-2'] })
    expect(await store.deviceState('tv-2', NOW + 20)).toEqual({
      known: false,
      bound: null,
      link: null,
    })
    const both = [ELIZA, draftAccount('max')]
    expect(await seed(store, both, devices)).toEqual({ devicesWithoutAccount: [] })
    expect(await boundTo(store, 'tv-2')).toBe('MAX')
  })

  it('delete the demo account with its devices and sessions once they no longer contain it', async () => {
    const store = await open()
    await seed(store, [DEMO], { 'tv-2': 'eliza' })
    expect(await store.accountByUsername('eliza')).toMatchObject({ demo: true })
    await bind(store, 'link-1', 'eliza')
    await store.openSession(draftSession('eliza'))
    await seed(store, [DEMO], { 'tv-2': 'eliza' })
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')

    expect(await seed(store, [], { 'tv-2': 'eliza' })).toEqual({ devicesWithoutAccount: ['tv-2'] })
    expect(await store.accountByUsername('eliza')).toBe(null)
    expect(await store.sessionByHash('session of eliza', NOW)).toBe(null)
    expect(await boundTo(store, 'tv-1')).toBe(null)

    await seed(store, [DEMO], { 'tv-2': 'eliza' })
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await boundTo(store, 'tv-2')).toBe('ELIZA')
  })

  it('hand nothing of the demo account to a real one of the same name', async () => {
    const store = await open()
    await seed(store, [DEMO])
    await bind(store, 'link-1', 'eliza')
    await store.openSession(draftSession('eliza'))
    await seed(store, [ELIZA], { 'tv-2': 'eliza' })
    expect(await store.accountByUsername('eliza')).toEqual(ELIZA)
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await boundTo(store, 'tv-2')).toBe('ELIZA')
    expect(await store.sessionByHash('session of eliza', NOW)).toBe(null)
  })

  it('make no demo account where somebody has an account of their own', async () => {
    const store = await open()
    const demo = draftAccount('demo', { demo: true })
    await seed(store, [demo])
    await seed(store, [demo, ELIZA])
    expect(await store.accountByUsername('demo')).toBe(null)
    await seed(store, [demo])
    expect(await store.accountByUsername('demo')).toBe(null)
    expect(await store.accountByUsername('eliza')).not.toBe(null)
  })

  it('never say whether an account is disabled', async () => {
    const store = await open()
    await seed(store, [{ ...ELIZA, disabled: true }])
    expect(await store.accountByUsername('eliza')).toEqual(ELIZA)
    await store.setDisabled('eliza', true)
    await seed(store, [{ ...ELIZA, name: 'Liz', passwordHash: 'new hash' }])
    expect(await store.accountByUsername('eliza')).toMatchObject({ name: 'Liz', disabled: true })
  })

  it('do not bring back an account that was deleted', async () => {
    const store = await open()
    await seed(store, [ELIZA], { 'tv-1': 'eliza' })
    await store.deleteAccount('eliza')
    expect(await seed(store, [ELIZA], { 'tv-1': 'eliza' })).toEqual({
      devicesWithoutAccount: ['tv-1'],
    })
    expect(await store.accountByUsername('eliza')).toBe(null)
  })

  it('end the grant of an app whose device they give to another account', async () => {
    const store = await open()
    await seed(store, [ELIZA, draftAccount('max')])
    await bindApp(store, 'link-1', 'eliza')
    await seed(store, [ELIZA, draftAccount('max')], { 'link_link-1': 'max' })
    expect(await boundTo(store, 'link_link-1')).toBe('MAX')
    expect(await store.grantById('grant of link-1', NOW + 20)).toBe(null)
  })

  it('leave a link request of a seeded device to its normal life', async () => {
    const store = await open()
    await seed(store, [ELIZA, draftAccount('max')], { 'tv-1': 'eliza' })
    const newDevices = { max: 1, since: NOW }
    await store.requestLink(draftLink('other', { deviceId: 'tv-9', newDevices }))
    expect(await store.requestLink(draftLink('link-1', { newDevices }))).toBe('created')
    expect(await approve(store, 'link-1', 'max')).toMatchObject({ outcome: 'bound' })
    expect(await boundTo(store, 'tv-1')).toBe('MAX')
  })
}
