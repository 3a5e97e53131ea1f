import { statSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'

import { AccessTokens } from '../../../server/credentials/access-token.ts'
import { BoundedMap } from '../../../server/credentials/bounded-map.ts'
import { loadKeys } from '../../../server/credentials/keys.ts'
import { NoticeTokens } from '../../../server/credentials/notice-token.ts'
import { temporaryFolder } from '../../support/server.ts'

const DEVICE = { deviceId: 'key_abc', name: 'Living room', model: null }

async function setUp() {
  const keys = await loadKeys(temporaryFolder())
  const clock = { now: 1_800_000_000 }
  let id = 0
  const minted = {
    keys,
    issuer: 'https://tv.example.com',
    now: () => clock.now,
    randomId: () => `id-${id++}-abcdefghijklmnop`,
  }
  return {
    keys,
    clock,
    access: new AccessTokens({ ...minted, ttlSeconds: 600, cacheEntries: 2 }),
    notices: new NoticeTokens({ ...minted, ttlSeconds: 3600 }),
    minted,
  }
}

describe('a device access token', () => {
  it('says which device this is, in the form of RFC 9068', async () => {
    const { access } = await setUp()
    const { token, expiresInSeconds } = await access.issue(DEVICE)
    expect(expiresInSeconds).toBe(600)
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeJwt(token)).toMatchObject({
      iss: 'https://tv.example.com',
      aud: 'https://tv.example.com',
      sub: 'key_abc',
      client_id: 'tv',
      iat: 1_800_000_000,
      exp: 1_800_000_600,
    })
    expect(await access.verify(token)).toEqual(DEVICE)
  })

  it('ends with its last second, also when it has been seen before', async () => {
    const { access, clock } = await setUp()
    const { token } = await access.issue(DEVICE)
    clock.now += 599
    expect(await access.verify(token)).toEqual(DEVICE)
    clock.now += 1
    expect(await access.verify(token)).toBeNull()
    expect(await access.verify(token)).toBeNull()
  })

  it('of another server, another kind or another shape is none', async () => {
    const ours = await setUp()
    const theirs = await setUp()
    const { token } = await theirs.access.issue(DEVICE)
    expect(await ours.access.verify(token)).toBeNull()
    const notice = await ours.notices.issue('key_abc')
    expect(await ours.access.verify(notice.token)).toBeNull()
    const elsewhere = new AccessTokens({
      ...ours.minted,
      issuer: 'https://other.example.com',
      ttlSeconds: 600,
      cacheEntries: 2,
    })
    expect(await ours.access.verify((await elsewhere.issue(DEVICE)).token)).toBeNull()
    for (const text of ['', 'constructor', '__proto__', 'toString', 'a.b.c']) {
      expect(await ours.access.verify(text)).toBeNull()
    }
  })
})

describe('an MQTT password', () => {
  it('names the device and a clientId of its own for each', async () => {
    const { notices, access, clock } = await setUp()
    const first = await notices.issue('key_abc')
    const second = await notices.issue('key_abc')
    expect(first.clientId).not.toBe(second.clientId)
    expect(first.clientId).toMatch(/^key_abc-.{8}$/)
    expect(await notices.verify(first.token)).toEqual({
      deviceId: 'key_abc',
      clientId: first.clientId,
      expiresAt: 1_800_003_600,
    })
    expect(await notices.verify((await access.issue(DEVICE)).token)).toBeNull()
    clock.now += 3600
    expect(await notices.verify(first.token)).toBeNull()
  })
})

describe('the keys', () => {
  it('stay the same over restarts, and only their owner can read them', async () => {
    const folder = join(temporaryFolder(), 'data')
    const [first, second] = await Promise.all([loadKeys(folder), loadKeys(folder)])
    expect(second.kid).toBe(first.kid)
    expect((await loadKeys(folder)).secret).toEqual(first.secret)
    expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600)
    expect(first.publicJwk).not.toHaveProperty('d')
  })
})

describe('a bounded map', () => {
  it('forgets its oldest entry, and an entry set again is young', () => {
    const map = new BoundedMap<string, number>(2)
    map.set('a', 1)
    map.set('b', 2)
    map.set('a', 3)
    map.set('c', 4)
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([3, undefined, 4, 2])
  })
})
