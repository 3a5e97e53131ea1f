import { createHash, createHmac, createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'

import { type ExpectedProof, Proofs } from '../../../server/credentials/dpop.ts'
import { ecPair } from '../../support/key-pairs.ts'
import {
  anotherSpelling,
  base64url,
  type Draft,
  encode,
  FORM_FORGERIES,
  type Forgery,
  freshKey,
  put,
  withClaims,
  withHeader,
} from './forge.ts'

const NOW = 1_800_000_000
const TOKEN = 'header.claims.signature'
const ATH = createHash('sha256').update(TOKEN).digest('base64url')
const EXPECTED: ExpectedProof = {
  method: 'POST',
  urls: ['https://tv.example.com/goodbye', 'http://192.168.1.20:8080/goodbye'],
  ath: ATH,
  once: true,
}

function setUp(limits: { usedIds?: number; cacheEntries?: number } = {}) {
  const clock = { now: NOW }
  const proofs = new Proofs({
    now: () => clock.now,
    toleranceSeconds: 60,
    cacheEntries: 100,
    usedIds: 100,
    ...limits,
  })
  return { clock, proofs }
}

let ids = 0
async function good(): Promise<Draft> {
  const key = freshKey()
  return {
    header: { typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(createPublicKey(key)) },
    claims: {
      jti: `proof-id-${ids++}`,
      htm: 'POST',
      htu: 'https://tv.example.com/goodbye',
      iat: NOW,
      ath: ATH,
    },
    key,
  }
}

function jwkOf(draft: Draft): Record<string, string> {
  return draft.header['jwk'] as Record<string, string>
}

describe('a proof', () => {
  it('shows which key made the call', async () => {
    const { proofs } = setUp()
    const draft = await good()
    const jkt = await calculateJwkThumbprint(jwkOf(draft))
    expect(proofs.verify(put(draft), EXPECTED)).toEqual({ jkt })
  })

  it('of a standard library is taken', async () => {
    const { proofs } = setUp()
    const { privateKey, publicKey } = ecPair()
    const proof = await new SignJWT({
      htm: 'POST',
      htu: 'http://192.168.1.20:8080/goodbye',
      ath: ATH,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
      .setJti('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq')
      .setIssuedAt(NOW)
      .sign(privateKey)
    expect(proofs.verify(proof, EXPECTED)).not.toBe('refused')
  })

  it('counts a minute before and after its moment, and no second longer', async () => {
    const { proofs } = setUp()
    for (const [iat, counts] of [
      [NOW - 61, false],
      [NOW - 60, true],
      [NOW + 60, true],
      [NOW + 61, false],
    ] as const) {
      const verdict = proofs.verify(withClaims({ iat })(await good()), EXPECTED)
      expect(verdict !== 'refused', String(iat - NOW)).toBe(counts)
    }
  })

  it('may name the address with query and fragment, which are not part of it', async () => {
    const { proofs } = setUp()
    for (const rest of ['?a=b', '#there', '?a=b#there', '?', '#?', '?a\nb']) {
      const proof = withClaims({ htu: `https://tv.example.com/goodbye${rest}` })(await good())
      expect(proofs.verify(proof, EXPECTED), rest).not.toBe('refused')
    }
  })

  it('counts once where the call changes something, as long as it could count at all', async () => {
    const { clock, proofs } = setUp()
    const draft = await good()
    const early = withClaims({ iat: NOW + 60 })(draft)
    expect(proofs.verify(early, EXPECTED)).not.toBe('refused')
    expect(proofs.verify(early, EXPECTED)).toBe('refused')
    clock.now += 120
    expect(proofs.verify(early, EXPECTED)).toBe('refused')
    // Nor may its id come in another proof of the same key; in that of another key it is another id.
    expect(proofs.verify(withClaims({ iat: clock.now })(draft), EXPECTED)).toBe('refused')
    const claims = { ...(await good()).claims, jti: draft.claims['jti'], iat: clock.now }
    expect(proofs.verify(put({ ...(await good()), claims }), EXPECTED)).not.toBe('refused')
  })

  it('may come again where the call changes nothing', async () => {
    const { proofs } = setUp()
    const reading = { ...EXPECTED, once: false }
    const proof = put(await good())
    const verdict = proofs.verify(proof, reading)
    expect(verdict).not.toBe('refused')
    expect(proofs.verify(proof, reading)).toEqual(verdict)
  })

  it('names no token where there is none yet', async () => {
    const { proofs } = setUp()
    const proof = withClaims({ ath: undefined })(await good())
    expect(proofs.verify(proof, { ...EXPECTED, ath: null })).not.toBe('refused')
  })

  it('is sent away, not waved through, when no more ids can be remembered', async () => {
    const { clock, proofs } = setUp({ usedIds: 2 })
    const first = put(await good())
    for (const proof of [first, put(await good())]) {
      expect(proofs.verify(proof, EXPECTED)).toHaveProperty('jkt')
    }
    const third = put(await good())
    expect(proofs.verify(third, EXPECTED)).toBe('busy')
    expect(proofs.verify(first, EXPECTED)).toBe('refused')
    expect(proofs.verify(third, { ...EXPECTED, once: false })).toHaveProperty('jkt')
    clock.now += 137
    expect(proofs.verify(withClaims({ iat: clock.now })(await good()), EXPECTED)).toHaveProperty(
      'jkt',
    )
  })

  it('takes nobody’s place in memory before it is proven, and needs none to count', async () => {
    const { proofs } = setUp({ cacheEntries: 1 })
    const [one, two] = [await good(), await good()]
    for (const draft of [one, two, one, two]) {
      const proof = withClaims({ jti: `proof-id-${ids++}` })(draft)
      const jkt = await calculateJwkThumbprint(jwkOf(draft))
      expect(proofs.verify(proof, EXPECTED)).toEqual({ jkt })
      // The header is known now; that alone opens nothing.
      const stolen = put({
        ...draft,
        claims: { ...draft.claims, jti: `proof-id-${ids++}` },
        key: freshKey(),
      })
      expect(proofs.verify(stolen, EXPECTED)).toBe('refused')
    }
  })
})

const FORGERIES: Forgery[] = [
  ...FORM_FORGERIES,
  ['alg none', (draft) => `${encode({ ...draft.header, alg: 'none' })}.${encode(draft.claims)}.`],
  ['alg none, but signed', withHeader({ alg: 'none' })],
  [
    'HS256 with the public key as its secret',
    (draft) => {
      const signed = `${encode({ ...draft.header, alg: 'HS256' })}.${encode(draft.claims)}`
      return `${signed}.${createHmac('sha256', JSON.stringify(jwkOf(draft)))
        .update(signed)
        .digest('base64url')}`
    },
  ],
  ['another algorithm in name', withHeader({ alg: 'ES384' })],
  ['an algorithm in lower case', withHeader({ alg: 'es256' })],
  ['no algorithm', withHeader({ alg: undefined })],
  ['the algorithm in a list', withHeader({ alg: ['ES256'] })],
  ['no typ', withHeader({ typ: undefined })],
  ['the typ of an assertion', withHeader({ typ: 'JWT' })],
  ['the typ of an access token', withHeader({ typ: 'at+jwt' })],
  ['a typ in upper case', withHeader({ typ: 'DPOP+JWT' })],
  ['no key', withHeader({ jwk: undefined })],
  [
    'a private key',
    (draft) =>
      put({ ...draft, header: { ...draft.header, jwk: draft.key.export({ format: 'jwk' }) } }),
  ],
  [
    'another key',
    (draft) =>
      put({
        ...draft,
        header: { ...draft.header, jwk: createPublicKey(freshKey()).export({ format: 'jwk' }) },
      }),
  ],
  [
    'a key on another curve in name',
    (draft) => withHeader({ jwk: { ...jwkOf(draft), crv: 'P-384' } })(draft),
  ],
  [
    'a key off the curve',
    (draft) => withHeader({ jwk: { ...jwkOf(draft), y: jwkOf(draft)['x'] } })(draft),
  ],
  [
    'a key spelled in another way',
    (draft) =>
      withHeader({ jwk: { ...jwkOf(draft), x: anotherSpelling(jwkOf(draft)['x'] ?? '') } })(draft),
  ],
  ['a secret as a key', withHeader({ jwk: { kty: 'oct', k: 'AAAA' } })],
  [
    'a further member in the key',
    (draft) => withHeader({ jwk: { ...jwkOf(draft), kid: 'a' } })(draft),
  ],
  ['a list of keys', (draft) => withHeader({ jwk: [jwkOf(draft)] })(draft)],
  ['a kid', withHeader({ kid: 'a' })],
  ['a jku', withHeader({ jku: 'https://evil.example.com/keys' })],
  ['an x5c', withHeader({ x5c: ['AAAA'] })],
  ['a crit', withHeader({ crit: ['exp'] })],
  ['a member called toString', withHeader({ toString: 'a' })],
  ['another method', withClaims({ htm: 'GET' })],
  ['the method in lower case', withClaims({ htm: 'post' })],
  ['no method', withClaims({ htm: undefined })],
  ['methods in a list', withClaims({ htm: ['POST'] })],
  ['another path', withClaims({ htu: 'https://tv.example.com/hello' })],
  ['a longer path', withClaims({ htu: 'https://tv.example.com/goodbye/' })],
  ['another host', withClaims({ htu: 'https://evil.example.com/goodbye' })],
  ['a host in upper case', withClaims({ htu: 'https://TV.example.com/goodbye' })],
  ['another scheme', withClaims({ htu: 'http://tv.example.com/goodbye' })],
  ['another port', withClaims({ htu: 'https://tv.example.com:444/goodbye' })],
  ['credentials in the address', withClaims({ htu: 'https://a@tv.example.com/goodbye' })],
  [
    'our address as a query',
    withClaims({ htu: 'https://evil.example.com/?https://tv.example.com/goodbye' }),
  ],
  ['only a path', withClaims({ htu: '/goodbye' })],
  ['no address', withClaims({ htu: undefined })],
  ['addresses in a list', withClaims({ htu: ['https://tv.example.com/goodbye'] })],
  ['a moment that is past', withClaims({ iat: NOW - 61 })],
  ['a moment to come', withClaims({ iat: NOW + 61 })],
  ['a moment a day ago', withClaims({ iat: NOW - 86_400 })],
  ['a moment in a day', withClaims({ iat: NOW + 86_400 })],
  ['a moment in milliseconds', withClaims({ iat: NOW * 1000 })],
  ['half a second', withClaims({ iat: NOW + 0.5 })],
  ['a moment as text', withClaims({ iat: String(NOW) })],
  ['no moment', withClaims({ iat: undefined })],
  ['an end that is past', withClaims({ exp: NOW - 60 })],
  ['an end as text', withClaims({ exp: String(NOW + 60) })],
  ['a "not before" to come', withClaims({ nbf: NOW + 61 })],
  ['a "not before" of null', withClaims({ nbf: null })],
  ['no id', withClaims({ jti: undefined })],
  ['an id as a number', withClaims({ jti: 12_345_678 })],
  ['a short id', withClaims({ jti: 'abcdefg' })],
  ['an endless id', withClaims({ jti: 'a'.repeat(129) })],
  ['no token', withClaims({ ath: undefined })],
  [
    'another token',
    withClaims({ ath: base64url(createHash('sha256').update('another').digest()) }),
  ],
  ['the token itself', withClaims({ ath: TOKEN })],
  ['a token of null', withClaims({ ath: null })],
]

describe('a forged proof', () => {
  it.each(FORGERIES)('is refused: %s', async (_fault, forge) => {
    const { proofs } = setUp()
    const draft = await good()
    const forged = forge(draft)
    expect(proofs.verify(forged, EXPECTED)).toBe('refused')
    expect(proofs.verify(put(draft), EXPECTED)).toHaveProperty('jkt')
    expect(proofs.verify(forged, EXPECTED)).toBe('refused')
  })

  it('is refused where the endpoint has no name at all', async () => {
    const { proofs } = setUp()
    expect(proofs.verify(put(await good()), { ...EXPECTED, urls: [] })).toBe('refused')
  })
})
