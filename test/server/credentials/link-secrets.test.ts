import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { Handle } from '#contract/ids'
import { UserCode } from '#contract/user-code'

import { linkSecrets, userCodeOf } from '../../../server/credentials/link-secrets.ts'

const SECRET = Buffer.alloc(32, 7)

describe('handle and user code', () => {
  it('follow from link id, device and the server’s secret, and look like nothing else', () => {
    const first = linkSecrets('AAAAAAAAAAAAAAAAAAAAAA', 'key_a', SECRET)
    expect(linkSecrets('AAAAAAAAAAAAAAAAAAAAAA', 'key_a', SECRET)).toEqual(first)
    expect(v.is(Handle, first.handle)).toBe(true)
    expect(v.parse(UserCode, first.userCode)).toBe(first.userCode)
    expect(userCodeOf(first.handle, SECRET)).toBe(first.userCode)
    expect(linkSecrets('AAAAAAAAAAAAAAAAAAAAAA', 'key_b', SECRET).handle).not.toBe(first.handle)
    expect(userCodeOf(first.handle, Buffer.alloc(32, 8))).not.toBe(first.userCode)
  })

  it('never repeat in ten thousand, and use every letter about equally often', () => {
    const seen = new Set<string>()
    const letters = new Map<string, number>()
    for (let draw = 0; draw < 10_000; draw += 1) {
      const { handle, userCode } = linkSecrets(
        randomBytes(16).toString('base64url'),
        'key_a',
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
