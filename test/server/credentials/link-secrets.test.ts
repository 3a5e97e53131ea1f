import { createHash, randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { crockfordBase32, Handle } from '#contract/ids'
import type { LinkKey } from '#contract/link-key'
import { UserCode } from '#contract/user-code'

import { linkSecrets, userCodeOf } from '../../../server/credentials/link-secrets.ts'
import { freshPair, keyIdOf } from '../../support/phone-key.ts'

const SECRET = Buffer.alloc(32, 7)

function secretsOf(deviceId: string, linkKey: LinkKey | null = null) {
  return linkSecrets({ linkId: 'AAAAAAAAAAAAAAAAAAAAAA', deviceId, linkKey }, SECRET)
}

describe('handle and user code', () => {
  it('follow from link id, device and the server’s secret, and look like nothing else', () => {
    const first = secretsOf('key_a')
    expect(secretsOf('key_a')).toEqual(first)
    expect(v.is(Handle, first.handle)).toBe(true)
    expect(v.parse(UserCode, first.userCode)).toBe(first.userCode)
    expect(userCodeOf(first.handle, SECRET)).toBe(first.userCode)
    expect(secretsOf('key_b').handle).not.toBe(first.handle)
    expect(userCodeOf(first.handle, Buffer.alloc(32, 8))).not.toBe(first.userCode)
  })

  it('K2: follow from the key that a TV sends along, too', async () => {
    const [one, other] = [freshPair(), freshPair()]
    const { handle } = secretsOf('key_a', one.jwk)
    expect(handle).not.toBe(secretsOf('key_a').handle)
    expect(handle).not.toBe(secretsOf('key_a', other.jwk).handle)
    const text = `couchlink-link.AAAAAAAAAAAAAAAAAAAAAA.${keyIdOf(one.jwk)}.key_a`
    const digest = createHash('sha256').update(text).digest()
    expect(handle).toBe(crockfordBase32(digest.subarray(0, 16)))
    // The same key, whatever the order of its members.
    const { kty, crv, x, y } = one.jwk
    expect(secretsOf('key_a', { y, x, kty, crv }).handle).toBe(handle)
  })

  it('never repeat in ten thousand, and use every letter about equally often', () => {
    const seen = new Set<string>()
    const letters = new Map<string, number>()
    for (let draw = 0; draw < 10_000; draw += 1) {
      const { handle, userCode } = linkSecrets(
        { linkId: randomBytes(16).toString('base64url'), deviceId: 'key_a', linkKey: null },
        SECRET,
      )
      seen.add(handle)
      for (const letter of userCode) letters.set(letter, (letters.get(letter) ?? 0) + 1)
    }
    expect(seen.size).toBe(10_000)
    expect(letters.size).toBe(20)
    // 80,000 letters, 4,000 of each expected; seven standard deviations are 432.
    for (const count of letters.values()) expect(Math.abs(count - 4000)).toBeLessThan(432)
  })
})

describe('a typed code', () => {
  it('is the same however it is spaced and written', () => {
    for (const typed of ['wdjb-mjht', 'WDJBMJHT', ' wdjb mjht ', 'WDJB–MJHT']) {
      expect(v.parse(UserCode, typed)).toBe('WDJBMJHT')
    }
  })

  it('with another letter or length is none; nothing is guessed into it', () => {
    for (const typed of ['WDJB-MJH', 'WDJB-MJHTT', 'ADJB-MJHT', '0DJB-MJHT', '', 'W'.repeat(99)]) {
      expect(v.is(UserCode, typed), typed).toBe(false)
    }
  })
})
