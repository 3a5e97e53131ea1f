import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'

import { type KeyRing, rotateKeys, type SigningKey } from '../../../server/credentials/keys.ts'
import { NoticeTokens } from '../../../server/credentials/notice-token.ts'
import { temporaryFolder } from '../../support/server.ts'
import { encode, signature } from './forge.ts'
import { openRing, rotation } from './ring.ts'

const NOW = 1_800_000_000

interface Draft {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  key: SigningKey
}

async function setUp() {
  const dataDir = temporaryFolder()
  const keys = await openRing(dataDir)
  let id = 0
  const clock = { now: NOW }
  const tokens = new NoticeTokens({
    keys,
    issuer: 'urn:couchlink',
    ttlSeconds: 3600,
    now: () => clock.now,
    randomId: () => `id-${id++}-abcdefghijklmnop`,
  })
  return { dataDir, keys, tokens, clock }
}

function draft(keys: KeyRing): Draft {
  const key = keys.current
  const clientId = 'key_abc-12345678'
  const own = { iss: 'urn:couchlink', aud: 'urn:couchlink', sub: 'key_abc', client_id: clientId }
  return {
    key,
    header: { alg: 'HS256', kid: key.kid, typ: 'mqtt+jwt' },
    claims: { ...own, jti: 'one-of-a-kind', iat: NOW, exp: NOW + 3600 },
  }
}

function put({ header, claims, key }: Draft, secret: string | Buffer = key.macKey): string {
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** Each differs from a good token in one respect. */
const FORGERIES: [string, (good: Draft) => string][] = [
  ['no algorithm', (good) => `${put(headed(good, { alg: 'none' })).replace(/[^.]*$/, '')}`],
  ['another algorithm in its header', (good) => put(headed(good, { alg: 'HS512' }))],
  ['the algorithm of access tokens', (good) => signedByKey(headed(good, { alg: 'ES256' }))],
  ['a signature of its key', (good) => signedByKey(good)],
  ['a MAC by the public key', (good) => put(good, JSON.stringify(good.key.publicJwk))],
  [
    'a MAC by the PEM',
    (good) => put(good, good.key.publicKey.export({ type: 'spki', format: 'pem' })),
  ],
  ['a MAC by nothing', (good) => put(good, '')],
  ['the typ of access tokens', (good) => put(headed(good, { typ: 'at+jwt' }))],
  ['no typ', (good) => put(headed(good, { typ: undefined }))],
  ['no kid', (good) => put(headed(good, { kid: undefined }))],
  ['an unknown kid', (good) => put(headed(good, { kid: 'x'.repeat(43) }))],
  ['the kid of a prototype', (good) => put(headed(good, { kid: '__proto__' }))],
  ['more in its header', (good) => put(headed(good, { crit: ['exp'] }))],
  ['another issuer', (good) => put(saying(good, { iss: 'urn:other', aud: 'urn:other' }))],
  ['another audience', (good) => put(saying(good, { aud: 'urn:other' }))],
  ['no device', (good) => put(saying(good, { sub: undefined }))],
  ['no clientId', (good) => put(saying(good, { client_id: undefined }))],
  ['no id', (good) => put(saying(good, { jti: undefined }))],
  ['no end', (good) => put(saying(good, { exp: undefined }))],
  ['an end that has come', (good) => put(saying(good, { exp: NOW }))],
  ['another device after it was signed', (good) => rewritten(good, { sub: 'key_xyz' })],
  ['half a MAC', (good) => put(good).slice(0, -22)],
  ['a padded MAC', (good) => `${put(good)}=`],
  ['no MAC', (good) => put(good).replace(/[^.]*$/, '')],
]

function headed(good: Draft, header: Record<string, unknown>): Draft {
  return { ...good, header: { ...good.header, ...header } }
}

function saying(good: Draft, claims: Record<string, unknown>): Draft {
  return { ...good, claims: { ...good.claims, ...claims } }
}

function signedByKey({ header, claims, key }: Draft): string {
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${signature(signed, key.privateKey).toString('base64url')}`
}

function rewritten(good: Draft, claims: Record<string, unknown>): string {
  const mac = put(good).split('.')[2]
  return put(saying(good, claims)).replace(/[^.]*$/, mac ?? '')
}

it.each(FORGERIES)('a notice token with %s is none', async (_fault, forge) => {
  const { keys, tokens } = await setUp()
  const good = draft(keys)
  expect(await tokens.verify(put(good))).toMatchObject({ deviceId: 'key_abc' })
  expect(await tokens.verify(forge(good))).toBeNull()
})

it('a notice token lives through a rotation, and ends with its key', async () => {
  const { dataDir, keys, tokens } = await setUp()
  const { token } = await tokens.issue('key_abc')
  const overlap = rotation(keys)
  await rotateKeys(dataDir, { now: NOW, dropOld: false, overlapSeconds: 3600 })
  await overlap
  expect(await tokens.verify(token)).toMatchObject({ deviceId: 'key_abc' })
  const end = rotation(keys)
  await rotateKeys(dataDir, { now: NOW, dropOld: true, overlapSeconds: 3600 })
  await end
  expect(await tokens.verify(token)).toBeNull()
})

it('a notice token of another server is none', async () => {
  const { tokens } = await setUp()
  const other = await setUp()
  expect(await tokens.verify((await other.tokens.issue('key_abc')).token)).toBeNull()
})
