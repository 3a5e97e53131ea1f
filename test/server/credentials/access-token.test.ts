import { createHmac, createPublicKey, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { AccessTokens } from '../../../server/credentials/access-token.ts'
import { type KeyRing, openKeyRing, rotateKeys } from '../../../server/credentials/keys.ts'
import { ed25519Pair, rsaPair } from '../../support/key-pairs.ts'
import { temporaryFolder } from '../../support/server.ts'
import {
  base64url,
  type Draft,
  encode,
  FORM_FORGERIES,
  type Forgery,
  freshKey,
  put,
  withClaims,
  withHeader,
  writtenAs,
} from './forge.ts'
import { openRing } from './ring.ts'

const NOW = 1_800_000_000
const OURS = 'https://tv.example.com'
const EVIL = 'https://evil.example.com'

/** One ring for the whole table; what is cached is each test's own. */
const shared = { dataDir: mkdtempSync(join(tmpdir(), 'couchlink-test-')), keys: {} as KeyRing }
beforeAll(async () => {
  const log = { info() {}, error() {} }
  shared.keys = await openKeyRing(shared.dataDir, { reloadMs: 1000, log })
})
afterAll(() => {
  shared.keys.close()
  rmSync(shared.dataDir, { recursive: true })
})

/** A good token put together by hand with the server's own key, and what judges it. */
async function setUp(issuer: string | null, own?: { dataDir: string; keys: KeyRing }) {
  const { dataDir, keys } = own ?? shared
  const good: Draft & { dataDir: string } = {
    header: { alg: 'ES256', kid: keys.current.kid, typ: 'at+jwt' },
    claims: {
      iss: OURS,
      aud: OURS,
      sub: 'key_abc',
      jti: 'token-id-1',
      iat: NOW,
      exp: NOW + 600,
      client_id: 'tv',
    },
    key: keys.current.privateKey,
    dataDir,
  }
  const access = new AccessTokens({
    keys,
    issuer,
    ttlSeconds: 600,
    cacheEntries: 100,
    now: () => NOW,
    randomId: () => 'unused',
  })
  return { good, access }
}

/** A MAC over the good token's claims, under a header that says HS256. */
function withMac(secretOf: (draft: Draft) => string | Buffer): Forgery[1] {
  return (draft) => {
    const signed = `${encode({ ...draft.header, alg: 'HS256' })}.${encode(draft.claims)}`
    const mac = createHmac('sha256', secretOf(draft)).update(signed).digest('base64url')
    return `${signed}.${mac}`
  }
}

function publicJwkOf({ key }: Draft) {
  return createPublicKey(key).export({ format: 'jwk' })
}

const foreignRsa = rsaPair().privateKey
const foreign = freshKey()
const foreignJwk = createPublicKey(foreign).export({ format: 'jwk' })

const FORGERIES: Forgery[] = [
  ...FORM_FORGERIES,
  ['alg none', (draft) => `${encode({ ...draft.header, alg: 'none' })}.${encode(draft.claims)}.`],
  ['alg NONE', (draft) => `${encode({ ...draft.header, alg: 'NONE' })}.${encode(draft.claims)}.`],
  ['alg none, but signed', withHeader({ alg: 'none' })],
  [
    'HS256 with the public key as PEM',
    withMac(({ key }) => createPublicKey(key).export({ format: 'pem', type: 'spki' })),
  ],
  [
    'HS256 with the public key as DER',
    withMac(({ key }) => createPublicKey(key).export({ format: 'der', type: 'spki' })),
  ],
  ['HS256 with the public key as JWK', withMac((draft) => JSON.stringify(publicJwkOf(draft)))],
  [
    'HS256 with the published key as it is published',
    withMac((draft) =>
      JSON.stringify({ ...publicJwkOf(draft), kid: draft.header['kid'], alg: 'ES256', use: 'sig' }),
    ),
  ],
  ['HS256 with an empty secret', withMac(() => '')],
  [
    'HS256 with the server’s own secret',
    withMac((draft) =>
      Buffer.from(
        JSON.parse(
          readFileSync(join((draft as Draft & { dataDir: string }).dataDir, 'keys.json'), 'utf8'),
        ).secret,
        'base64url',
      ),
    ),
  ],
  [
    'RS256 by another key',
    (draft) => {
      const signed = `${encode({ ...draft.header, alg: 'RS256' })}.${encode(draft.claims)}`
      return `${signed}.${base64url(sign('sha256', Buffer.from(signed), foreignRsa))}`
    },
  ],
  [
    'EdDSA by another key',
    (draft) => {
      const { privateKey } = ed25519Pair()
      const signed = `${encode({ ...draft.header, alg: 'EdDSA' })}.${encode(draft.claims)}`
      return `${signed}.${base64url(sign(null, Buffer.from(signed), privateKey))}`
    },
  ],
  ['ES512 in name', withHeader({ alg: 'ES512' })],
  ['the algorithm in lower case', withHeader({ alg: 'es256' })],
  ['the algorithm in a list', withHeader({ alg: ['ES256'] })],
  ['no algorithm', withHeader({ alg: undefined })],
  ['the algorithm null', withHeader({ alg: null })],
  ['the typ of an MQTT password', withHeader({ typ: 'mqtt+jwt' })],
  ['the typ of a proof', withHeader({ typ: 'dpop+jwt' })],
  ['the typ of any JWT', withHeader({ typ: 'JWT' })],
  ['the typ in full', withHeader({ typ: 'application/at+jwt' })],
  ['the typ in upper case', withHeader({ typ: 'AT+JWT' })],
  ['no typ', withHeader({ typ: undefined })],
  ['an unknown kid', withHeader({ kid: 'unknown' })],
  ['a kid that is a path', withHeader({ kid: '../../../../dev/null' })],
  ['a kid that asks a database', withHeader({ kid: "' OR 1=1 --" })],
  ['the kid __proto__', withHeader({ kid: '__proto__' })],
  ['the kid constructor', withHeader({ kid: 'constructor' })],
  ['a kid as a number', withHeader({ kid: 0 })],
  ['an empty kid', withHeader({ kid: '' })],
  ['no kid', withHeader({ kid: undefined })],
  [
    'the kid of a key that signs later',
    (draft) => {
      const { dataDir } = draft as Draft & { dataDir: string }
      const { next } = JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8'))
      return withHeader({ kid: next.kid })(draft)
    },
  ],
  ['a key in the header', withHeader({ jwk: foreignJwk })],
  [
    'a key in the header, and signed by it',
    (draft) => put({ ...draft, header: { ...draft.header, jwk: foreignJwk }, key: foreign }),
  ],
  ['a jku', withHeader({ jku: `${EVIL}/keys` })],
  ['an x5u', withHeader({ x5u: `${EVIL}/cert` })],
  ['an x5c', withHeader({ x5c: ['AAAA'] })],
  ['an x5t', withHeader({ x5t: 'AAAA' })],
  ['a crit', withHeader({ crit: ['exp'] })],
  ['claims that are not encoded', withHeader({ crit: ['b64'], b64: false })],
  ['a zip', withHeader({ zip: 'DEF' })],
  ['a cty', withHeader({ cty: 'JWT' })],
  ['a member called toString', withHeader({ toString: 'a' })],
  ['another issuer', withClaims({ iss: EVIL })],
  ['an issuer with a slash more', withClaims({ iss: `${OURS}/` })],
  ['no issuer', withClaims({ iss: undefined })],
  ['issuers in a list', withClaims({ iss: [OURS] })],
  ['another audience', withClaims({ aud: EVIL })],
  ['several audiences', withClaims({ aud: [OURS, EVIL] })],
  ['our audience in a list', withClaims({ aud: [OURS] })],
  ['no audience', withClaims({ aud: undefined })],
  ['no subject', withClaims({ sub: undefined })],
  ['an empty subject', withClaims({ sub: '' })],
  ['a subject as an object', withClaims({ sub: { toString: 'key_abc' } })],
  ['no id', withClaims({ jti: undefined })],
  ['an id as a number', withClaims({ jti: 1 })],
  ['no beginning', withClaims({ iat: undefined })],
  ['a beginning as text', withClaims({ iat: String(NOW) })],
  ['an end that is past', withClaims({ exp: NOW - 1 })],
  ['an end that is now', withClaims({ exp: NOW })],
  ['an end as text', withClaims({ exp: String(NOW + 600) })],
  [
    'an end without end',
    writtenAs('claims', (json) => base64url(json.replace(/"exp":\d+/, '"exp":1e999'))),
  ],
  ['an end of null', withClaims({ exp: null })],
  ['no end', withClaims({ exp: undefined })],
  ['a "not before" to come', withClaims({ nbf: NOW + 1 })],
  ['a "not before" as text', withClaims({ nbf: String(NOW) })],
  ['no client', withClaims({ client_id: undefined })],
  ['a client as a number', withClaims({ client_id: 1 })],
  ['an app that names no device', withClaims({ client_id: 'demo-tv' })],
  [
    'an app that names several devices',
    withClaims({ client_id: 'demo-tv', device_id: ['key_abc'] }),
  ],
  ['a binding to nothing', withClaims({ cnf: {} })],
  ['a binding of null', withClaims({ cnf: null })],
  ['a binding to a certificate', withClaims({ cnf: { 'x5t#S256': 'AAAA' } })],
  ['a binding to a number', withClaims({ cnf: { jkt: 1 } })],
  ['a binding as text', withClaims({ cnf: 'AAAA' })],
]

describe.each([
  ['where our address is configured', OURS],
  ['where it is not', null],
])('a forged access token, %s', (_where, issuer) => {
  it.each(FORGERIES)('is none: %s', async (_fault, forge) => {
    const { good, access } = await setUp(issuer)
    const forged = forge(good)
    expect(await access.verify(forged)).toBeNull()
    expect(await access.verify(put(good))).toMatchObject({ deviceId: 'key_abc', jkt: null })
    expect(await access.verify(forged)).toBeNull()
  })
})

describe('an access token', () => {
  it('of an address that is not the configured one is none, though it is in itself consistent', async () => {
    const { good, access } = await setUp(OURS)
    const elsewhere = withClaims({ iss: EVIL, aud: EVIL })(good)
    expect(await access.verify(elsewhere)).toBeNull()
    // Where none is configured it counts: nobody but us can have signed it.
    expect(await (await setUp(null)).access.verify(elsewhere)).not.toBeNull()
  })

  it('that was signed with the next key counts: another process may have rotated before us', async () => {
    const dataDir = temporaryFolder()
    const { good, access } = await setUp(OURS, {
      dataDir,
      keys: await openRing(dataDir, { reloadMs: 1_000_000 }),
    })
    const { next } = JSON.parse(readFileSync(join(good.dataDir, 'keys.json'), 'utf8'))
    const { kid } = next
    await rotateKeys(good.dataDir, { now: NOW, dropOld: false, overlapSeconds: 600 })
    const ahead = await openRing(good.dataDir)
    expect(ahead.current.kid).toBe(kid)
    const token = put({
      ...good,
      header: { ...good.header, kid },
      key: ahead.current.privateKey,
    })
    expect(await access.verify(token)).toMatchObject({ deviceId: 'key_abc' })
  })
})
