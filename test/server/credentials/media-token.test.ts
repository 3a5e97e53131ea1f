import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'

import { AccessTokens } from '../../../server/credentials/access-token.ts'
import { rotateKeys } from '../../../server/credentials/keys.ts'
import { type MediaRight, MediaTokens } from '../../../server/credentials/media-token.ts'
import { NoticeTokens } from '../../../server/credentials/notice-token.ts'
import { temporaryFolder } from '../../support/server.ts'
import { type Draft, encode, type Forgery, put, withClaims, withHeader } from './forge.ts'
import { openRing, rotation } from './ring.ts'

const NOW = 1_800_000_000
const ISSUER = 'https://tv.example'
const RIGHT: MediaRight = {
  deviceId: 'key_abc',
  bindingId: 'binding-1',
  titleId: 'tide',
  folder: 'tide/',
}

async function setUp(issuer: string | null = ISSUER) {
  const dataDir = temporaryFolder()
  const keys = await openRing(dataDir)
  const clock = { now: NOW }
  const parts = { keys, now: () => clock.now, randomId: () => 'one-of-a-kind' }
  return { dataDir, keys, clock, parts, tokens: new MediaTokens({ ...parts, issuer }) }
}

const FORGERIES: Forgery[] = [
  ['the typ of access tokens', withHeader({ typ: 'at+jwt' })],
  ['no typ', withHeader({ typ: undefined })],
  ['another algorithm', withHeader({ alg: 'ES384' })],
  ['no kid', withHeader({ kid: undefined })],
  ['a key of its own', withHeader({ jwk: { kty: 'EC' } })],
  ['another issuer', withClaims({ iss: 'https://evil.example', aud: 'https://evil.example' })],
  ['another audience', withClaims({ aud: 'https://evil.example' })],
  ['no device', withClaims({ sub: undefined })],
  ['no binding', withClaims({ binding: undefined })],
  ['no title', withClaims({ title: undefined })],
  ['no folder', withClaims({ path: undefined })],
  ['a folder that is none', withClaims({ path: ['tide/'] })],
  ['no end', withClaims({ exp: undefined })],
  ['an end that has come', withClaims({ exp: NOW })],
  [
    'a MAC by the public key',
    ({ header, claims, key }) => {
      const signed = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`
      const secret = JSON.stringify(key.export({ format: 'jwk' }))
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    },
  ],
  ['no signature', (good) => put(good).replace(/[^.]*$/, '')],
]

it.each(FORGERIES)('a media token with %s is none', async (_fault, forge) => {
  const { keys, tokens } = await setUp()
  const { kid, privateKey } = keys.current
  const good: Draft = {
    header: { alg: 'ES256', kid, typ: 'media+jwt' },
    claims: {
      ...{ iss: ISSUER, aud: ISSUER, sub: 'key_abc', jti: 'one-of-a-kind' },
      ...{ binding: 'binding-1', title: 'tide', path: 'tide/', iat: NOW, exp: NOW + 600 },
    },
    key: privateKey,
  }
  expect(tokens.verify(put(good))).toEqual(RIGHT)
  expect(tokens.verify(forge(good))).toBeNull()
})

it('a media token says what it was issued for, for ten minutes', async () => {
  const { tokens, clock } = await setUp()
  const token = tokens.issue(RIGHT, 600, 'https://not-asked.example')
  clock.now += 599
  expect(tokens.verify(token)).toEqual(RIGHT)
  clock.now += 1
  expect(tokens.verify(token)).toBeNull()
})

it('a media token is no token of another kind, nor they a media token', async () => {
  const { tokens, parts } = await setUp()
  const token = tokens.issue(RIGHT, 600, ISSUER)
  const access = new AccessTokens({ ...parts, ttlSeconds: 600, issuer: ISSUER, cacheEntries: 10 })
  const notice = new NoticeTokens({ ...parts, ttlSeconds: 600, issuer: ISSUER })
  expect(await access.verify(token)).toBeNull()
  expect(await notice.verify(token)).toBeNull()
  const device = { deviceId: 'key_abc', name: null, model: null, clientId: 'tv', jkt: null }
  const rights = { issuer: ISSUER, account: 'eliza', scope: null }
  expect(tokens.verify((await access.issue(device, rights)).token)).toBeNull()
  expect(tokens.verify((await notice.issue('key_abc')).token)).toBeNull()
})

it('a media token lives through a rotation, and ends with its key', async () => {
  const { dataDir, keys, tokens } = await setUp()
  const token = tokens.issue(RIGHT, 600, ISSUER)
  for (const [dropOld, right] of [
    [false, RIGHT],
    [true, null],
  ] as const) {
    const rotated = rotation(keys)
    await rotateKeys(dataDir, { now: NOW, dropOld, overlapSeconds: 3600 })
    await rotated
    expect(tokens.verify(token)).toEqual(right)
  }
})

it('without an address of its own the server is named as the device knows it', async () => {
  const { tokens } = await setUp(null)
  const token = tokens.issue(RIGHT, 600, 'http://192.168.1.5:8080')
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect([claims.iss, claims.aud]).toEqual(['http://192.168.1.5:8080', 'http://192.168.1.5:8080'])
  expect(tokens.verify(token)).toEqual(RIGHT)
})
