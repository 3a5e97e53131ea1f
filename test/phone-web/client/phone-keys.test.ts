import { sign as nodeSign } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it, vi } from 'vitest'

import {
  makeWebPhoneKey,
  signatureFromDer,
  thumbprintOf,
} from '../../../phone-web/client/couchlink-phone.ts'
import { freshPair } from '../../support/phone-key.ts'
import { phoneKey } from './stand-in.ts'

describe('a phone’s key', () => {
  it('is known by its thumbprint', async () => {
    const key = await phoneKey()
    expect(key.id).toBe(await calculateJwkThumbprint({ ...key.publicJwk }))
    expect(await thumbprintOf(key.publicJwk)).toBe(key.id)
  })

  it('K1: is made so that nobody can take it out, and kept', async () => {
    const kept = new Map<string, CryptoKeyPair>()
    const store = {
      get: async (name: string) => kept.get(name) ?? null,
      async add(name: string, pair: CryptoKeyPair) {
        kept.set(name, pair)
        return pair
      },
    }
    const first = await makeWebPhoneKey('eliza', store)
    expect(kept.get('eliza')?.privateKey.extractable).toBe(false)
    expect((await makeWebPhoneKey('eliza', store))?.id).toBe(first?.id)
    expect((await makeWebPhoneKey('dora', store))?.id).not.toBe(first?.id)
  })

  it('is the one that another page stored first', async () => {
    const theirs = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
    ])
    const key = await makeWebPhoneKey('eliza', { get: async () => null, add: async () => theirs })
    const { x } = await crypto.subtle.exportKey('jwk', theirs.publicKey)
    expect(key?.publicJwk.x).toBe(x)
  })

  it('is none where it cannot be kept, or there is no WebCrypto', async () => {
    // Node has no IndexedDB.
    expect(await makeWebPhoneKey('eliza')).toBeNull()
    const full = {
      get: async () => null,
      add: () => Promise.reject(new Error('The storage is full.')),
    }
    expect(await makeWebPhoneKey('eliza', full)).toBeNull()
    vi.stubGlobal('crypto', undefined)
    const key = await makeWebPhoneKey('eliza', full)
    vi.unstubAllGlobals()
    expect(key).toBeNull()
  })
})

describe('a signature in DER', () => {
  it('becomes the one that WebCrypto would have made', async () => {
    const { privateKey, jwk } = freshPair()
    const key = await crypto.subtle.importKey(
      'jwk',
      { ...jwk },
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['verify'],
    )
    const how = { name: 'ECDSA', hash: 'SHA-256' }
    // Enough for short and long integers, which begin with a zero in half of all cases.
    for (let number = 0; number < 300; number += 1) {
      const bytes = Buffer.from(`approval ${number}`)
      const raw = signatureFromDer(nodeSign('sha256', bytes, privateKey))
      expect(raw).toHaveLength(64)
      const signature = Uint8Array.from(raw)
      expect(await crypto.subtle.verify(how, key, signature, bytes)).toBe(true)
    }
  })

  const BROKEN: [string, number[]][] = [
    ['nothing', []],
    ['another type', [0x31, 6, 2, 1, 1, 2, 1, 1]],
    ['a wrong length', [0x30, 7, 2, 1, 1, 2, 1, 1]],
    ['no second integer', [0x30, 3, 2, 1, 1]],
    ['an empty integer', [0x30, 5, 2, 0, 2, 1, 1]],
    ['an integer beyond its end', [0x30, 6, 2, 1, 1, 2, 9, 1]],
    ['something behind it', [0x30, 7, 2, 1, 1, 2, 1, 1, 0]],
    ['a number of 33 bytes', [0x30, 38, 2, 33, ...Array<number>(33).fill(1), 2, 1, 1]],
  ]
  for (const [what, bytes] of BROKEN) {
    it(`is refused with ${what}`, () => {
      expect(() => signatureFromDer(Uint8Array.from(bytes))).toThrow('no P-256 signature')
    })
  }
})
