import { describe, expect, it } from 'vitest'

import { keyOf, LIGHTNING_KEYS } from '../../../tv-app/src/keys.ts'

describe('the keys of remotes', () => {
  it.each([
    ['browser, VIDAA, RDK', 8],
    ['Senza, Sky, PlayStation', 27],
    ['media centre', 166],
    ['webOS, HbbTV', 461],
    ['Tizen', 10009],
    ['Xbox', 196],
    ['Fire TV', 4],
  ])('know Back of %s', (_maker, code) => {
    expect(keyOf(code)).toBe('back')
    expect(LIGHTNING_KEYS[code]).toBe('Back')
  })

  it('know arrows and OK of every maker', () => {
    expect([37, 38, 39, 40].map(keyOf)).toEqual(['left', 'up', 'right', 'down'])
    expect([205, 203, 206, 204].map(keyOf)).toEqual(['left', 'up', 'right', 'down'])
    expect([13, 195].map(keyOf)).toEqual(['enter', 'enter'])
  })

  it('take anything else for another key', () => {
    expect(keyOf(65)).toBe('other')
    expect(keyOf(0)).toBe('other')
  })
})
