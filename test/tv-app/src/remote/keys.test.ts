import { describe, expect, it } from 'vitest'

import { keyOf, LIGHTNING_KEYS } from '../../../../tv-app/src/remote/keys.ts'

describe('the keys of remotes', () => {
  it.each([
    ['VIDAA, Titan, RDK', 8],
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
    const arrows = ['left', 'up', 'right', 'down']
    expect([37, 38, 39, 40].map(keyOf)).toEqual(arrows)
    expect([205, 203, 206, 204].map(keyOf)).toEqual(arrows)
    expect([214, 211, 213, 212].map(keyOf)).toEqual(arrows)
    expect([13, 195].map(keyOf)).toEqual(['enter', 'enter'])
  })

  it.each([
    ['play', [415]],
    ['pause', [19]],
    ['playPause', [10252, 179, 250, 503]],
    ['stop', [413, 178]],
    ['rewind', [412, 227]],
    ['forward', [417, 228]],
  ])('know %s of every maker', (key, codes) => {
    for (const code of codes) expect(keyOf(code), `${code}`).toBe(key)
  })

  it('know the digits of remotes, keyboards and number pads', () => {
    expect([49, 50, 51, 52, 53, 54, 55, 56, 57].map(keyOf).join('')).toBe('123456789')
    expect([97, 98, 99, 100, 101, 102, 103, 104, 105].map(keyOf).join('')).toBe('123456789')
  })

  it('take anything else for another key, 0 and what lies beside the digits too', () => {
    for (const code of [0, 48, 58, 65, 95, 96, 106]) expect(keyOf(code), `${code}`).toBe('other')
  })

  it('leave alone what is the set’s own: Exit of Tizen, Home, volume', () => {
    for (const code of [10182, 36, 172, 173, 174, 175, 447, 448, 449])
      expect(keyOf(code), `${code}`).toBe('other')
  })

  it('do not collide: a keyboard’s letters, signs and function keys mean nothing here', () => {
    const known = Object.keys(LIGHTNING_KEYS).map(Number)
    const letters = Array.from({ length: 26 }, (_, index) => 65 + index)
    const functionKeys = Array.from({ length: 12 }, (_, index) => 112 + index)
    const signs = [32, 186, 187, 188, 189, 190, 191, 192, 193, 194, 219, 220, 221, 222, 226]
    for (const code of [...letters, ...functionKeys, ...signs]) expect(known).not.toContain(code)
  })

  it('have one name each for a handler', () => {
    expect(LIGHTNING_KEYS[10252]).toBe('PlayPause')
    expect(LIGHTNING_KEYS[37]).toBe('Left')
  })
})
