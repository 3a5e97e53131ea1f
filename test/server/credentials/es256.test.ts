import { createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint, compactVerify, exportJWK } from 'jose'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { decodeObject, splitJws } from '../../../server/credentials/compact-jws.ts'
import { signEs256, verifyEs256 } from '../../../server/credentials/es256.ts'
import { importPublicKey, PublicKey, thumbprint } from '../../../server/credentials/p256.ts'
import { anotherSpelling, encode, flipBit, freshKey } from './forge.ts'

describe('a signature', () => {
  it('is what jose takes for one, and counts in one spelling only', async () => {
    const key = freshKey()
    const publicKey = createPublicKey(key)
    const signed = `${encode({ alg: 'ES256' })}.${encode({ a: 1 })}`
    const text = signEs256(signed, key)
    await compactVerify(`${signed}.${text}`, publicKey)
    expect(verifyEs256(signed, text, publicKey)).toBe(true)
    for (const wrong of [flipBit(text), anotherSpelling(text), `${text}=`, `${text}AA`, '']) {
      expect(verifyEs256(signed, wrong, publicKey), wrong).toBe(false)
    }
    expect(verifyEs256(`${signed} `, text, publicKey)).toBe(false)
    expect(verifyEs256(signed, text, createPublicKey(freshKey()))).toBe(false)
  })
})

describe('a key in a header', () => {
  it('has the thumbprint of RFC 7638', async () => {
    const jwk = v.parse(PublicKey, await exportJWK(createPublicKey(freshKey())))
    expect(thumbprint(jwk)).toBe(await calculateJwkThumbprint(jwk))
    expect(thumbprint({ y: jwk.y, x: jwk.x, kty: 'EC', crv: 'P-256' })).toBe(thumbprint(jwk))
    expect(importPublicKey(jwk)?.type).toBe('public')
  })

  it('that is off the curve is none, nor one that is spelled in another way', async () => {
    const jwk = v.parse(PublicKey, await exportJWK(createPublicKey(freshKey())))
    expect(importPublicKey({ ...jwk, y: jwk.x })).toBeNull()
    expect(importPublicKey({ ...jwk, x: 'A'.repeat(43) })).toBeNull()
    expect(v.is(PublicKey, jwk)).toBe(true)
    expect(v.is(PublicKey, { ...jwk, x: anotherSpelling(jwk.x) })).toBe(false)
  })
})

describe('a compact JWS', () => {
  it('has three parts, the first not empty', () => {
    expect(splitJws('a.b.c')).toEqual({ header: 'a', payload: 'b', signature: 'c', signed: 'a.b' })
    for (const text of ['', '.', '..', 'a.b', 'a.b.c.d', '.b.c', `a.b.${'c'.repeat(4093)}`]) {
      expect(splitJws(text), text).toBeNull()
    }
  })

  it('holds JSON objects in canonical base64url', () => {
    expect(decodeObject(encode({ a: 1 }))).toEqual({ a: 1 })
    for (const part of [
      encode([]),
      encode(null),
      encode('a'),
      encode(1),
      '',
      'e30=',
      'e31',
      ' e30',
    ]) {
      expect(decodeObject(part), part).toBeNull()
    }
    // A member of this name is data like any other, and no prototype.
    expect(decodeObject(Buffer.from('{"__proto__":{"a":1}}').toString('base64url'))?.['a']).toBe(
      undefined,
    )
  })
})
