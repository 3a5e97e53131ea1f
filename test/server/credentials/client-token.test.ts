import { describe, expect, it } from 'vitest'

import { AccessTokens } from '../../../server/credentials/access-token.ts'
import { ClientTokens } from '../../../server/credentials/client-token.ts'
import { signToken } from '../../../server/credentials/signed-token.ts'
import { openRing } from './ring.ts'

const NOW = 1_800_000_000
const OURS = 'https://tv.example.com'
const SHOP = { clientId: 'shop', scope: 'a b' }

async function setUp() {
  const keys = await openRing()
  const clock = { now: NOW }
  let ids = 0
  const parts = {
    keys,
    issuer: OURS,
    ttlSeconds: 600,
    now: () => clock.now,
    randomId: () => `token-id-${++ids}`,
  }
  const clients = new ClientTokens(parts)
  const devices = new AccessTokens({ ...parts, cacheEntries: 100 })
  /** A token that our own key signs, with these claims beside the usual ones. */
  const signed = (claims: { sub: string; [claim: string]: unknown }) =>
    signToken(keys, 'at+jwt', { iss: OURS, jti: 'token-id-0', ...claims }, clock.now, 600)
  return { clock, clients, devices, signed }
}

describe('a back end’s access token', () => {
  it('says which client speaks and with what scope, for ten minutes', async () => {
    const { clock, clients } = await setUp()
    const { token, expiresInSeconds } = clients.issue(SHOP, 'https://ignored.example')
    expect(expiresInSeconds).toBe(600)
    expect(clients.verify(token)).toEqual(SHOP)
    clock.now += 599
    expect(clients.verify(token)).toEqual(SHOP)
    clock.now += 1
    expect(clients.verify(token)).toBeNull()
  })

  it('without a scope has none', async () => {
    const { clients } = await setUp()
    const { token } = clients.issue({ clientId: 'shop', scope: null }, OURS)
    expect(clients.verify(token)).toEqual({ clientId: 'shop', scope: null })
  })

  it('is no device’s, whatever the client is called', async () => {
    const { clients, devices } = await setUp()
    for (const clientId of ['shop', 'key_abc', 'device_id', '__proto__']) {
      const { token } = clients.issue({ ...SHOP, clientId }, OURS)
      expect(await devices.verify(token), clientId).toBeNull()
      expect(await devices.verify(token), clientId).toBeNull()
    }
  })

  it('is never a device’s or an app’s, nor one that is bound to something', async () => {
    const { clients, devices, signed } = await setUp()
    const device = { name: null, model: null, jkt: null, account: null, scope: null, issuer: OURS }
    const issued = await Promise.all(
      [
        { deviceId: 'key_abc', clientId: 'tv' },
        { deviceId: 'tv', clientId: 'tv' },
        { deviceId: 'shop', clientId: 'shop' },
      ].map(async (self) => (await devices.issue({ ...device, ...self }, device)).token),
    )
    const made = [
      { sub: 'shop', client_id: 'other' },
      { sub: 'shop' },
      { sub: 'shop', client_id: 'shop', account: 'eliza' },
      { sub: 'shop', client_id: 'shop', device_id: null },
      { sub: 'shop', client_id: 'shop', cnf: { jkt: 'x' } },
      { sub: 'shop', client_id: 'shop', scope: ['a'] },
    ].map(signed)
    for (const token of [...issued, ...made, '', 'a.b.c']) {
      expect(clients.verify(token), token.slice(0, 200)).toBeNull()
    }
    expect(clients.verify(signed({ sub: 'shop', client_id: 'shop', scope: 'a b' }))).toEqual(SHOP)
  })
})
