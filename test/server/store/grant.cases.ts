import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import { addAccounts, bind, bindApp, boundTo, codeOf, draftGrant, handleOf, NOW } from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const GRANT = 'grant of link-1'
const FIRST = `first token of ${GRANT}`

function rotate(store: Store, tokenHash: string, nextHash: string, now = NOW + 100) {
  return store.rotateGrant({ grantId: GRANT, tokenHash, nextHash, expiresAt: now + 1000, now })
}

/** An app of eliza's has a grant. */
async function openGranted(open: OpenStore): Promise<Store> {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  await bindApp(store, 'link-1', 'eliza')
  return store
}

export function grantCases(open: OpenStore): void {
  it('begins with the redemption, as it was drafted', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza', { deviceId: 'link_1' })
    const grant = draftGrant('grant-1', { jkt: 'thumbprint', scope: 'watch' })
    await store.redeemLink({ deviceCodeHash: codeOf('link-1'), grant, now: NOW })
    expect(await store.grantById('grant-1', NOW)).toEqual({
      ...grant,
      previousHash: null,
      rotatedAt: null,
      deviceId: 'link_1',
      bindingId: 'binding-link-1',
      accountId: 'account-eliza',
      disabled: false,
    })
    expect(await store.grantById('grant-2', NOW)).toBe(null)
  })

  it('gives each refresh token away for the next, and remembers the one before', async () => {
    const store = await openGranted(open)
    expect(await rotate(store, FIRST, 'second', NOW + 100)).toBe(true)
    expect(await store.grantById(GRANT, NOW + 100)).toMatchObject({
      tokenHash: 'second',
      previousHash: FIRST,
      rotatedAt: NOW + 100,
      expiresAt: NOW + 1100,
      endsAt: NOW + 5000,
    })
    expect(await rotate(store, 'second', 'third', NOW + 200)).toBe(true)
    expect(await store.grantById(GRANT, NOW + 200)).toMatchObject({
      tokenHash: 'third',
      previousHash: 'second',
      rotatedAt: NOW + 200,
    })
  })

  it('takes no other token than the good one, and says so without a change', async () => {
    const store = await openGranted(open)
    await rotate(store, FIRST, 'second')
    const before = await store.grantById(GRANT, NOW)
    expect(await rotate(store, FIRST, 'third')).toBe(false)
    expect(await rotate(store, 'guessed', 'third')).toBe(false)
    expect(await store.grantById(GRANT, NOW)).toEqual(before)
  })

  it('touches no grant but the one it names', async () => {
    const store = await openGranted(open)
    await bindApp(store, 'link-2', 'eliza')
    expect(await rotate(store, 'first token of grant of link-2', 'second')).toBe(false)
    expect(await rotate(store, FIRST, 'second')).toBe(true)
    expect(await store.grantById('grant of link-2', NOW)).toMatchObject({ previousHash: null })
  })

  it('gives the next token to exactly one of twenty who come with the same', async () => {
    const store = await openGranted(open)
    const rotated = await Promise.all(
      Array.from({ length: 20 }, (_, index) => rotate(store, FIRST, `next-${index}`)),
    )
    expect(rotated.filter(Boolean)).toHaveLength(1)
    expect(await store.grantById(GRANT, NOW)).toMatchObject({
      tokenHash: `next-${rotated.indexOf(true)}`,
      previousHash: FIRST,
    })
  })

  it('runs out when it is not used, and in any case in the end', async () => {
    const store = await openGranted(open)
    expect(await store.grantById(GRANT, NOW + 999)).not.toBe(null)
    expect(await store.grantById(GRANT, NOW + 1000)).toBe(null)
    expect(await rotate(store, FIRST, 'second', NOW + 1000)).toBe(false)
    for (let used = 0; used < 5; used += 1) {
      const tokenHash = used === 0 ? FIRST : `token-${used}`
      expect(await rotate(store, tokenHash, `token-${used + 1}`, NOW + 999 * (used + 1))).toBe(true)
    }
    expect(await store.grantById(GRANT, NOW + 4999)).toMatchObject({ expiresAt: NOW + 5000 })
    expect(await store.grantById(GRANT, NOW + 5000)).toBe(null)
    expect(await rotate(store, 'token-5', 'token-6', NOW + 5000)).toBe(false)
  })

  it('does not outlive its end, even when it is told to', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    const grant = draftGrant('grant-1', { expiresAt: NOW + 9000 })
    await store.redeemLink({ deviceCodeHash: codeOf('link-1'), grant, now: NOW })
    expect(await store.grantById('grant-1', NOW + 4999)).not.toBe(null)
    expect(await store.grantById('grant-1', NOW + 5000)).toBe(null)
  })

  it('ends with its binding, and only with that', async () => {
    const store = await openGranted(open)
    await bindApp(store, 'link-2', 'eliza')
    expect(await store.unbind('link_link-1', 'binding-link-2')).toBe(false)
    expect(await store.grantById(GRANT, NOW)).not.toBe(null)
    expect(await store.unbind('link_link-1', 'binding-link-1')).toBe(true)
    expect(await store.grantById(GRANT, NOW)).toBe(null)
    expect(await rotate(store, FIRST, 'second')).toBe(false)
    expect(await store.grantById('grant of link-2', NOW)).not.toBe(null)
    expect(await boundTo(store, 'link_link-2')).toBe('ELIZA')
  })

  it('outlives the link request that made it', async () => {
    const store = await openGranted(open)
    const sweep = { now: NOW + 800, boundBefore: NOW + 800, placesBefore: NOW, batch: 500 }
    await store.sweep({ ...sweep, endedBefore: NOW + 800, unseenBefore: NOW })
    expect(await store.linkByHandle(handleOf('link-1'))).toBe(null)
    expect(await rotate(store, FIRST, 'second')).toBe(true)
  })

  it('rests while its account is disabled', async () => {
    const store = await openGranted(open)
    await store.setDisabled('eliza', true)
    expect(await store.grantById(GRANT, NOW)).toMatchObject({ tokenHash: FIRST, disabled: true })
    expect(await rotate(store, FIRST, 'second')).toBe(false)
    await store.setDisabled('eliza', false)
    expect(await store.grantById(GRANT, NOW)).toMatchObject({ tokenHash: FIRST, disabled: false })
    expect(await rotate(store, FIRST, 'second')).toBe(true)
  })
}
