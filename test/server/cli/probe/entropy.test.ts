import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { bare, estimate } from '../../../../server/cli/probe/entropy.ts'

function draws(make: (at: number) => string): string[] {
  return Array.from({ length: 16 }, (_, at) => make(at))
}

function signs(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

describe('estimate', () => {
  it.each([
    ['eight consonants', () => signs('BCDFGHJKLMNPQRSTVWXZ', 8), 33, 34.6],
    ['nine digits', () => signs('0123456789', 9), 29, 29.9],
    ['four digits', () => signs('0123456789', 4), 11, 13.3],
    [
      'three letters and three digits',
      () => signs('BCDFGHJKLM', 3) + signs('0123456789', 3),
      17,
      20,
    ],
    ['256 bits in base64url', () => randomBytes(32).toString('base64url'), 240, 258],
    ['a UUID, of whose 128 bits six stand still', () => bare(randomUUID()), 115, 124],
    ['a counter', (at: number) => String(100_000 + at), 0, 8],
    ['a prefix and four digits', () => `TV-ROOM-${signs('0123456789', 4)}`, 11, 13.3],
  ])('%s', (_what, make, least, most) => {
    const { bits } = estimate(draws(make))
    expect(bits).toBeGreaterThanOrEqual(least)
    expect(bits).toBeLessThanOrEqual(most)
  })

  it('knows the same code when it comes again', () => {
    expect(estimate(['AB', 'CD', 'AB'])).toMatchObject({ repeated: true })
    expect(estimate(['AB', 'CD', 'EF'])).toMatchObject({ repeated: false })
  })

  it('says how long codes are when they are not of one length', () => {
    expect(estimate(['ABC', 'ABCDE']).length).toEqual({ least: 3, most: 5 })
  })
})
