import { createHash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'

import { AccessTokens, type Device } from '../../../server/credentials/access-token.ts'
import { BoundedMap } from '../../../server/credentials/bounded-map.ts'
import { rotateKeys } from '../../../server/credentials/keys.ts'
import { NoticeTokens } from '../../../server/credentials/notice-token.ts'
import { temporaryFolder } from '../../support/server.ts'
import { openRing, rotation } from './ring.ts'

const DEVICE: Device = {
  deviceId: 'key_abc',
  name: 'Living room',
  model: null,
  clientId: 'tv',
  jkt: null,
}
const OURS = 'https://tv.example.com'
const RIGHTS = { issuer: 'http://192.168.1.20:8080', account: null, scope: null }

async function setUp(issuer: string | null = OURS, dataDir = temporaryFolder()) {
  const keys = await openRing(dataDir)
  const clock = { now: 1_800_000_000 }
  let id = 0
  const minted = {
    keys,
    issuer,
    now: () => clock.now,
    randomId: () => `id-${id++}-abcdefghijklmnop`,
  }
  return {
    dataDir,
    keys,
    clock,
    access: new AccessTokens({ ...minted, ttlSeconds: 600, cacheEntries: 2 }),
    /** Another one of the same server, as after a restart: it has issued nothing and remembers nothing. */
    reader: new AccessTokens({ ...minted, ttlSeconds: 600, cacheEntries: 2 }),
    notices: new NoticeTokens({ ...minted, issuer: issuer ?? OURS, ttlSeconds: 3600 }),
    minted,
  }
}

function seen(device: Device, token: string) {
  return { ...device, ath: createHash('sha256').update(token).digest('base64url') }
}

describe('a device access token', () => {
  it('says which device this is, in the form of RFC 9068', async () => {
    const { access, reader, keys } = await setUp()
    const { token, expiresInSeconds } = await access.issue(DEVICE, RIGHTS)
    expect(expiresInSeconds).toBe(600)
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: keys.current.kid,
    })
    expect(decodeJwt(token)).toEqual({
      iss: OURS,
      aud: OURS,
      sub: 'key_abc',
      client_id: 'tv',
      iat: 1_800_000_000,
      exp: 1_800_000_600,
      jti: 'id-0-abcdefghijklmnop',
      device_name: 'Living room',
    })
    for (const judge of [reader, access]) {
      expect(await judge.verify(token)).toEqual(seen(DEVICE, token))
    }
  })

  it('is signed for whoever reads our published keys', async () => {
    const { access, keys, clock } = await setUp()
    const { token } = await access.issue(DEVICE, RIGHTS)
    const kid = decodeProtectedHeader(token).kid
    const jwk = keys.publicJwks().find((published) => published.kid === kid)
    await jwtVerify(token, jwk ?? {}, {
      issuer: OURS,
      audience: OURS,
      typ: 'at+jwt',
      currentDate: new Date(clock.now * 1000),
    })
  })

  it('of a TV names the TV, and of an app the account that let it in', async () => {
    const { access, reader } = await setUp()
    const rights = { issuer: OURS, account: 'account-1', scope: 'watch' }
    const tv = await access.issue({ ...DEVICE, jkt: 'J'.repeat(43) }, rights)
    expect(decodeJwt(tv.token)).toMatchObject({
      sub: 'key_abc',
      client_id: 'tv',
      account: 'account-1',
      scope: 'watch',
      cnf: { jkt: 'J'.repeat(43) },
    })
    expect(decodeJwt(tv.token)).not.toHaveProperty('device_id')
    const app = { ...DEVICE, clientId: 'demo-tv', name: null, model: 'Demo 1' }
    const { token } = await access.issue(app, rights)
    expect(decodeJwt(token)).toMatchObject({
      sub: 'account-1',
      device_id: 'key_abc',
      client_id: 'demo-tv',
      account: 'account-1',
      device_model: 'Demo 1',
    })
    expect(decodeJwt(token)).not.toHaveProperty('cnf')
    expect(await reader.verify(token)).toEqual(seen(app, token))
    expect(await reader.verify(tv.token)).toEqual(
      seen({ ...DEVICE, jkt: 'J'.repeat(43) }, tv.token),
    )
  })

  it('ends with its last second, also when it has been seen before', async () => {
    const { access, reader, clock } = await setUp()
    const { token } = await access.issue(DEVICE, RIGHTS)
    clock.now += 599
    for (const judge of [access, reader]) {
      expect(await judge.verify(token)).toEqual(seen(DEVICE, token))
    }
    clock.now += 1
    for (const judge of [access, reader, access, reader]) {
      expect(await judge.verify(token)).toBeNull()
    }
  })

  it('ends with its last second, also when it is seen for the first time', async () => {
    const { access, reader, clock } = await setUp()
    const { token } = await access.issue(DEVICE, RIGHTS)
    clock.now += 600
    expect(await reader.verify(token)).toBeNull()
  })

  it('of another server, another kind or another shape is none', async () => {
    const ours = await setUp()
    const theirs = await setUp()
    const { token } = await theirs.access.issue(DEVICE, RIGHTS)
    expect(await ours.access.verify(token)).toBeNull()
    const notice = await ours.notices.issue('key_abc')
    expect(await ours.access.verify(notice.token)).toBeNull()
    const elsewhere = new AccessTokens({
      ...ours.minted,
      issuer: 'https://other.example.com',
      ttlSeconds: 600,
      cacheEntries: 2,
    })
    expect(await ours.reader.verify((await elsewhere.issue(DEVICE, RIGHTS)).token)).toBeNull()
    for (const text of ['', 'constructor', '__proto__', 'toString', 'a.b.c']) {
      expect(await ours.access.verify(text)).toBeNull()
    }
  })

  it('names the address it was asked for where no other is configured', async () => {
    const { access, reader } = await setUp(null)
    const { token } = await access.issue(DEVICE, RIGHTS)
    expect(decodeJwt(token)).toMatchObject({ iss: RIGHTS.issuer, aud: RIGHTS.issuer })
    expect(await reader.verify(token)).toEqual(seen(DEVICE, token))
    const configured = await setUp(OURS)
    const own = await configured.access.issue(DEVICE, RIGHTS)
    expect(decodeJwt(own.token)).toMatchObject({ iss: OURS, aud: OURS })
  })

  it('lives through a rotation, and is dead at once when its key is dropped', async () => {
    const { access, keys, clock, dataDir } = await setUp()
    const { token } = await access.issue(DEVICE, RIGHTS)
    const first = rotation(keys)
    await rotateKeys(dataDir, { now: clock.now, dropOld: false, overlapSeconds: 600 })
    await first
    const { token: later } = await access.issue(DEVICE, RIGHTS)
    expect(decodeProtectedHeader(later).kid).not.toBe(decodeProtectedHeader(token).kid)
    for (const text of [token, later]) {
      expect(await access.verify(text)).toEqual(seen(DEVICE, text))
    }
    const second = rotation(keys)
    await rotateKeys(dataDir, { now: clock.now, dropOld: true, overlapSeconds: 600 })
    await second
    expect(await access.verify(token)).toBeNull()
    expect(await access.verify(later)).toBeNull()
    const { token: newest } = await access.issue(DEVICE, RIGHTS)
    expect(await access.verify(newest)).toEqual(seen(DEVICE, newest))
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
    expect(await notices.verify((await access.issue(DEVICE, RIGHTS)).token)).toBeNull()
    clock.now += 3600
    expect(await notices.verify(first.token)).toBeNull()
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
    map.clear()
    expect([map.get('a'), map.size]).toEqual([undefined, 0])
  })
})
