import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { SelfDescription } from '#contract/ids'
import { describeSet } from '../../../tv-app/src/platform.ts'

const SETS: [string, string, string][] = [
  [
    'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 Chrome/76.0.3809.146 TV Safari/537.36',
    'Samsung TV',
    'Chrome 76 on Tizen 6',
  ],
  [
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/53.0.2785.34 Safari/537.36',
    'LG TV',
    'Chrome 53 on webOS',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36',
    'TV in a browser',
    'Chrome 156 on Linux',
  ],
  ['', 'TV in a browser', 'Television'],
]

describe('what a set says of itself', () => {
  it.each(SETS)('%s', (userAgent, name, model) => {
    expect(describeSet(userAgent)).toEqual({ name, model })
    expect(v.is(SelfDescription, name) && v.is(SelfDescription, model)).toBe(true)
  })
})
