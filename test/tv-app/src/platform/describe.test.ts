import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { SelfDescription } from '#contract/assertion-request'
import { describeSet, sayable } from '../../../../tv-app/src/platform/describe.ts'
import { AGENTS } from './set.ts'

const SETS: [string, string, string][] = [
  [AGENTS.samsung, 'Samsung TV', 'Chrome 76 on Tizen 6'],
  [AGENTS.lg, 'LG TV', 'Chrome 53 on webOS'],
  [AGENTS.vidaa, 'Hisense TV', 'Chrome 88 on Linux'],
  [AGENTS.desk, 'TV in a browser', 'Chrome 156 on Linux'],
  ['', 'TV in a browser', 'Television'],
]

describe('what a set says of itself', () => {
  it.each(SETS)('%s', (userAgent, name, model) => {
    expect(describeSet(userAgent)).toEqual({ name, model })
    expect(v.is(SelfDescription, name) && v.is(SelfDescription, model)).toBe(true)
  })

  it('is in signs that the server takes, whatever a maker put into it', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const said = sayable(`${String.fromCharCode(code)}x`, '')
      if (!v.is(SelfDescription, said)) expect.fail(`U+${code.toString(16)} is let through`)
    }
    expect(sayable('OLED55C3-ZA.A (2023)', '')).toBe('OLED55C3-ZA A 2023')
    expect(sayable('Büro · Гостиная 居間', '')).toBe('Büro Гостиная 居間')
    expect(sayable('x'.repeat(40), '')).toHaveLength(32)
  })

  it.each([[undefined], [null], [7], [''], ['  '], ['🛋️'], [{}]])(
    'is the other when it is %s',
    (text) => {
      expect(sayable(text, 'Television')).toBe('Television')
    },
  )
})
