import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import {
  newRefreshToken,
  nextRefreshToken,
  readRefreshToken,
} from '../../../server/credentials/refresh-token.ts'

const GRANT = 'G'.repeat(22)
const SECRET = 'S'.repeat(43)
const KEY = Buffer.alloc(32, 7)

describe('a refresh token', () => {
  it('names its grant, and is kept as a hash that does not give it away', () => {
    const token = newRefreshToken(GRANT, SECRET)
    const read = readRefreshToken(token)
    expect(read?.grantId).toBe(GRANT)
    expect(read?.tokenHash).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(read?.tokenHash).not.toContain(SECRET)
    expect(readRefreshToken(newRefreshToken(GRANT, `${SECRET.slice(1)}T`))?.tokenHash).not.toBe(
      read?.tokenHash,
    )
  })

  it('of another form is none', () => {
    const token = newRefreshToken(GRANT, SECRET)
    for (const text of [
      '',
      '.',
      GRANT,
      `${GRANT}.`,
      `.${SECRET}`,
      ` ${token}`,
      `${token}\n`,
      `${token}A`,
      `G${token}`,
      `${token}.`,
      token.slice(0, -1),
      token.replace('.', '+'),
      newRefreshToken('constructor', SECRET),
      newRefreshToken(GRANT, `${'S'.repeat(42)}=`),
      `${'a'.repeat(5000)}.${SECRET}`,
    ]) {
      expect(readRefreshToken(text), text).toBeNull()
    }
  })

  it('is followed by the same one each time, and by another under another key or after another token', () => {
    const token = newRefreshToken(GRANT, SECRET)
    const next = nextRefreshToken(token, KEY)
    expect(nextRefreshToken(token, KEY)).toBe(next)
    expect(readRefreshToken(next)?.grantId).toBe(GRANT)
    const others = [
      token,
      next,
      nextRefreshToken(next, KEY),
      nextRefreshToken(token, randomBytes(32)),
      nextRefreshToken(newRefreshToken(GRANT, 'T'.repeat(43)), KEY),
      nextRefreshToken(newRefreshToken('H'.repeat(22), SECRET), KEY),
    ]
    expect(new Set(others).size).toBe(others.length)
  })
})
