import { describe, expect, it } from 'vitest'

import { atHome, placeOf } from '../../../server/trust/home.ts'
import type { Network } from '../../../server/trust/network.ts'

const at = (key: string): Network => ({ kind: 'known', key, address: '203.0.113.7' })
const nowhere: Network = { kind: 'unknown', key: null, address: '203.0.113.7', why: 'crowded' }

describe('at home', () => {
  it.each([
    ['TV and phone share a known network', '203.0.113.7', at('203.0.113.7'), false, true],
    ['they do not', '203.0.113.7', at('198.51.100.1'), false, false],
    [
      'the TV stands where the account has a TV, the phone is on 5G',
      '203.0.113.7',
      at('198.51.100.1'),
      true,
      true,
    ],
    [
      'the TV stands where the account has a TV, the phone is nowhere',
      '203.0.113.7',
      nowhere,
      true,
      true,
    ],
    ['the TV’s network is in doubt', null, at('203.0.113.7'), true, false],
    ['both are in doubt', null, nowhere, false, false],
  ])('%s', (_case, tv, phone, hasTvThere, expected) => {
    expect(atHome(tv, phone, hasTvThere)).toBe(expected)
  })
})

describe('what the page says of the place', () => {
  it('is only what the networks tell', () => {
    expect(placeOf('a', at('a'))).toBe('same_network')
    expect(placeOf('a', at('b'))).toBe('other_network')
    expect(placeOf(null, at('b'))).toBe('unknown')
    expect(placeOf('a', nowhere)).toBe('unknown')
  })
})
