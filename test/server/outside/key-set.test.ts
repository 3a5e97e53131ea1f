import type { JsonWebKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { keyFor, readIssuerKeys } from '../../../server/outside/key-set.ts'
import { ecPair, ed25519Pair, rsaPair } from '../../support/key-pairs.ts'

const ec = ecPair()
const rsa = rsaPair()
const EC = { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec' }
const RSA = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' }

function kept(key: unknown): boolean {
  return readIssuerKeys({ keys: [key] }).length === 1
}

describe('a published key', () => {
  it('is taken with and without what says what it is for', () => {
    for (const members of [
      {},
      { use: 'sig' },
      { key_ops: ['verify'] },
      { kid: undefined },
      { 'x5t#S256': 'AAAA', x5c: ['AAAA'] },
    ]) {
      expect(kept({ ...EC, ...members }), JSON.stringify(members)).toBe(true)
      expect(kept({ ...RSA, ...members }), JSON.stringify(members)).toBe(true)
    }
    expect(kept({ ...EC, alg: 'ES256' })).toBe(true)
    expect(kept({ ...RSA, alg: 'RS256' })).toBe(true)
  })

  it('is passed over when it is for something else, not whole, too weak, or given away', () => {
    const curve = (namedCurve: string) => ecPair(namedCurve).publicKey.export({ format: 'jwk' })
    const short: JsonWebKey = rsaPair(1024).publicKey.export({
      format: 'jwk',
    })
    const others: [string, unknown][] = [
      ['a key for encryption', { ...EC, use: 'enc' }],
      ['a key that only signs', { ...EC, key_ops: ['sign'] }],
      ['an EC key for another algorithm', { ...EC, alg: 'ES384' }],
      ['an EC key for RS256', { ...EC, alg: 'RS256' }],
      ['an RSA key for PS256', { ...RSA, alg: 'PS256' }],
      ['an RSA key for ES256', { ...RSA, alg: 'ES256' }],
      ['an RSA key for HS256', { ...RSA, alg: 'HS256' }],
      ['an EC key with its private half', { ...ec.privateKey.export({ format: 'jwk' }) }],
      ['an RSA key with its private half', { ...rsa.privateKey.export({ format: 'jwk' }) }],
      ['a key on P-384', curve('P-384')],
      ['a key on secp256k1', curve('secp256k1')],
      ['a key off the curve', { ...EC, y: EC.x }],
      ['half a key', { ...EC, y: undefined }],
      ['RSA of 1024 bits', short],
      ['a secret', { kty: 'oct', k: 'AAAA' }],
      ['an Ed25519 key', ed25519Pair().publicKey.export({ format: 'jwk' })],
      ['an endless kid', { ...EC, kid: 'k'.repeat(129) }],
      ['a kid as a number', { ...EC, kid: 1 }],
      ['null', null],
      ['a text', 'key'],
    ]
    for (const [what, key] of others) expect(kept(key), what).toBe(false)
  })

  it('beside many others is looked at only among the first fifty', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...EC, kid: `key-${index}` }))
    const keys = readIssuerKeys({ keys: many })
    expect(keys.length).toBe(50)
    expect(keyFor(keys, { alg: 'ES256', kid: 'key-49' })).not.toBeNull()
    expect(keyFor(keys, { alg: 'ES256', kid: 'key-50' })).toBeNull()
  })

  it('is found by its kid for its own algorithm only; two of one name are none', () => {
    const keys = readIssuerKeys({ keys: [EC, RSA] })
    expect(keyFor(keys, { alg: 'ES256', kid: 'ec' })).not.toBeNull()
    expect(keyFor(keys, { alg: 'RS256', kid: 'ec' })).toBeNull()
    expect(keyFor(keys, { alg: 'HS256', kid: 'ec' })).toBeNull()
    expect(keyFor(readIssuerKeys({ keys: [EC, EC] }), { alg: 'ES256', kid: 'ec' })).toBeNull()
    const nameless = readIssuerKeys({ keys: [{ ...EC, kid: undefined }] })
    expect(keyFor(nameless, { alg: 'ES256', kid: 'ec' })).toBeNull()
    expect(keyFor(nameless, { alg: 'ES256' })).not.toBeNull()
  })

  it('cannot be read from what is no key set', () => {
    for (const document of [null, [], 'keys', {}, { keys: {} }, { keys: null }]) {
      expect(() => readIssuerKeys(document)).toThrow('no key set')
    }
    expect(readIssuerKeys({ keys: [] })).toEqual([])
  })
})
