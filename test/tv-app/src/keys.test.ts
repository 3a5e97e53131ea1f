import { describe, expect, it } from 'vitest'

import { askForKeys, keyOf, LIGHTNING_KEYS } from '../../../tv-app/src/keys.ts'

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

  it('know the digits of remotes, keyboards and number pads', () => {
    expect([49, 50, 51, 52, 53, 54, 55, 56, 57].map(keyOf).join('')).toBe('123456789')
    expect([97, 98, 99, 100, 101, 102, 103, 104, 105].map(keyOf).join('')).toBe('123456789')
  })

  it('take anything else for another key, 0 and what lies beside the digits too', () => {
    for (const code of [0, 48, 58, 65, 95, 96, 106]) expect(keyOf(code), `${code}`).toBe('other')
  })
})

describe('keys that a set hands on only when asked', () => {
  it('are asked for one by one, so that one that is refused costs no other', () => {
    const asked: string[] = []
    const registerKey = (name: string) => {
      asked.push(name)
      if (name === '1') throw new Error('InvalidValuesError')
    }
    askForKeys({ tizen: { tvinputdevice: { registerKey } } })
    expect(asked).toEqual(expect.arrayContaining(['1', '5', '9', 'MediaPlayPause']))
  })

  it('are no question to any other set', () => {
    expect(() => askForKeys({})).not.toThrow()
    expect(() => askForKeys({ tizen: {} })).not.toThrow()
  })
})
