import { describe, expect, it } from 'vitest'

import { Approvals } from '../../../server/credentials/approval.ts'
import { ecPair } from '../../support/key-pairs.ts'
import { freshPair, type KeyPair, keyIdOf, signApproval } from '../../support/phone-key.ts'
import {
  encode,
  FORM_FORGERIES,
  type Forgery,
  freshKey,
  put,
  withClaims,
  withHeader,
} from './forge.ts'

const NOW = 1_800_000_000
const HANDLE = '0123456789ABCDEFGHJKMNPQRS'
const ORIGIN = 'https://tv.example.com'

async function setUp(limits: { usedIds?: number } = {}) {
  const clock = { now: NOW }
  const approvals = new Approvals({
    now: () => clock.now,
    toleranceSeconds: 60,
    usedIds: 100,
    ...limits,
  })
  const pair = freshPair()
  const expected = {
    handle: HANDLE,
    origins: [ORIGIN, 'http://192.168.1.20:8080'],
    publicKey: JSON.stringify(pair.jwk),
  }
  return { clock, approvals, pair, expected }
}

let nonces = 0
function good({ jwk, privateKey }: KeyPair) {
  return {
    header: { alg: 'ES256', typ: 'couchlink-approval+jwt', kid: keyIdOf(jwk) },
    claims: {
      handle: HANDLE,
      origin: ORIGIN,
      iat: NOW,
      nonce: String(nonces++).padStart(22, '0'),
    },
    key: privateKey,
  }
}

const FORGERIES: Forgery[] = [
  ...FORM_FORGERIES,
  ['another algorithm in the header', withHeader({ alg: 'ES384' })],
  ['no algorithm', withHeader({ alg: 'none' })],
  ['a key in the header', (one) => withHeader({ jwk: { kty: 'EC' } })(one)],
  ['an address for keys', withHeader({ jku: 'https://evil.example/keys' })],
  ['what must be understood', withHeader({ crit: ['b64'], b64: false })],
  ['the type of a proof', withHeader({ typ: 'dpop+jwt' })],
  ['no type', withHeader({ typ: undefined })],
  ['another type’s spelling', withHeader({ typ: 'application/couchlink-approval+jwt' })],
  ['no key’s name', withHeader({ kid: undefined })],
  ['another handle', withClaims({ handle: HANDLE.replace('0', '1') })],
  ['a handle in small letters', withClaims({ handle: HANDLE.toLowerCase() })],
  ['no handle', withClaims({ handle: undefined })],
  ['another origin', withClaims({ origin: 'https://evil.example' })],
  ['an origin with a path', withClaims({ origin: `${ORIGIN}/` })],
  ['an origin that begins like ours', withClaims({ origin: `${ORIGIN}.evil.example` })],
  ['no origin', withClaims({ origin: undefined })],
  ['a list of origins', withClaims({ origin: [ORIGIN] })],
  ['no moment', withClaims({ iat: undefined })],
  ['a moment in words', withClaims({ iat: String(NOW) })],
  ['a moment between seconds', withClaims({ iat: NOW + 0.5 })],
  ['no nonce', withClaims({ nonce: undefined })],
  ['a short nonce', withClaims({ nonce: 'A'.repeat(21) })],
  ['a nonce that fills memory', withClaims({ nonce: 'A'.repeat(65) })],
  ['a claim more', withClaims({ exp: NOW + 9999 })],
]

describe('an approval by a phone’s key', () => {
  it('is good, by whichever of our origins the phone knows us', async () => {
    const { approvals, pair, expected } = await setUp()
    for (const origin of expected.origins) {
      const approval = await signApproval(pair, { handle: HANDLE, origin, iat: NOW })
      expect(approvals.keyIdOf(approval)).toBe(keyIdOf(pair.jwk))
      expect(approvals.verify(approval, expected)).toBe('good')
    }
    expect(approvals.verify(put(good(pair)), expected)).toBe('good')
  })

  it('K11: counts a minute before and after its moment, and no second longer', async () => {
    const { approvals, pair, expected } = await setUp()
    for (const [iat, verdict] of [
      [NOW - 61, 'refused'],
      [NOW - 60, 'good'],
      [NOW + 60, 'good'],
      [NOW + 61, 'refused'],
    ] as const) {
      const approval = withClaims({ iat })(good(pair))
      expect(approvals.verify(approval, expected), String(iat - NOW)).toBe(verdict)
    }
  })

  it('K-c: serves once, as long as it could count at all', async () => {
    const { clock, approvals, pair, expected } = await setUp()
    const draft = good(pair)
    const early = withClaims({ iat: NOW + 60 })(draft)
    expect(approvals.verify(early, expected)).toBe('good')
    expect(approvals.verify(early, expected)).toBe('refused')
    clock.now += 120
    expect(approvals.verify(early, expected)).toBe('refused')
    expect(approvals.verify(withClaims({ iat: clock.now })(draft), expected)).toBe('refused')
  })

  it('uses up no nonce of another key, nor one that it was not signed for', async () => {
    const { approvals, pair, expected } = await setUp()
    const draft = good(pair)
    const other = freshPair()
    const ofOther = { ...good(other), claims: draft.claims }
    expect(
      approvals.verify(put(ofOther), { ...expected, publicKey: JSON.stringify(other.jwk) }),
    ).toBe('good')
    expect(approvals.verify(put({ ...draft, key: freshKey() }), expected)).toBe('refused')
    expect(approvals.verify(put(draft), { ...expected, handle: 'another' })).toBe('refused')
    expect(approvals.verify(put(draft), expected)).toBe('good')
  })

  it('is sent away, not waved through, when no more nonces can be remembered', async () => {
    const { clock, approvals, pair, expected } = await setUp({ usedIds: 2 })
    const first = put(good(pair))
    expect(approvals.verify(first, expected)).toBe('good')
    expect(approvals.verify(put(good(pair)), expected)).toBe('good')
    expect(approvals.verify(put(good(pair)), expected)).toBe('busy')
    expect(approvals.verify(first, expected)).toBe('refused')
    clock.now += 200
    const later = withClaims({ iat: clock.now })(good(pair))
    expect(approvals.verify(later, expected)).toBe('good')
  })

  it.each(FORGERIES)('K11: with %s is refused, without a crash', async (_fault, forge) => {
    const { approvals, pair, expected } = await setUp()
    expect(approvals.verify(forge(good(pair)), expected)).toBe('refused')
    approvals.keyIdOf(forge(good(pair)))
  })

  it('K11: by a key that is not the registered one is refused', async () => {
    const { approvals, pair, expected } = await setUp()
    const publicKey = JSON.stringify(freshPair().jwk)
    expect(approvals.verify(put(good(pair)), { ...expected, publicKey })).toBe('refused')
    const { privateKey } = ecPair('P-384')
    const bySome = `${encode(good(pair).header)}.${encode(good(pair).claims)}.${privateKey.export({ format: 'jwk' }).d}`
    expect(approvals.verify(bySome, expected)).toBe('refused')
  })

  it('names no key where its header is none', async () => {
    const { approvals, pair } = await setUp()
    for (const text of [
      '',
      'a.b.c',
      '..',
      `${encode([])}..`,
      withHeader({ kid: 'x' })(good(pair)),
    ]) {
      expect(approvals.keyIdOf(text), text).toBe(null)
    }
  })
})
