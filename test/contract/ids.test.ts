import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { crockfordBase32, DeviceId, Handle, handleText } from '#contract/ids'

describe('the handle', () => {
  it('is 26 characters of Crockford base32, high bit first', () => {
    expect(crockfordBase32(new Uint8Array(16))).toBe('0'.repeat(26))
    expect(crockfordBase32(new Uint8Array(16).fill(255))).toBe(`${'Z'.repeat(25)}W`)
    expect(crockfordBase32(Uint8Array.of(0b10000_000))).toBe('G0')
  })

  it('depends on link id, link key and device, and on nothing else', () => {
    const text = handleText('AAAAAAAAAAAAAAAAAAAAAA', null, 'key_x')
    expect(text).toBe('couchlink-link.AAAAAAAAAAAAAAAAAAAAAA.-.key_x')
    const digest = createHash('sha256').update(text).digest().subarray(0, 16)
    expect(v.is(Handle, crockfordBase32(digest))).toBe(true)
  })
})

describe('a deviceId', () => {
  it('never holds what a broker would take for a topic level or a wildcard', () => {
    for (const bad of ['', 'a/b', 'a.b', '+', '#', 'x'.repeat(56), '$SYS', 'a b']) {
      expect(v.is(DeviceId, bad), bad).toBe(false)
    }
    expect(v.is(DeviceId, 'key_abcDEF-123')).toBe(true)
  })
})
