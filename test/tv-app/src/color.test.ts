import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { argb, contrast, css, readableOn } from '../../../tv-app/src/color.ts'
import { COLOR } from '../../../tv-app/src/theme.ts'

describe('colours', () => {
  it('become what Lightning takes, and rubbish becomes lavender', () => {
    expect(argb('#CCCDFD')).toBe(0xffcccdfd)
    expect(argb('#000000')).toBe(0xff000000)
    for (const bad of ['', 'red', '#12', '#GGGGGG', '#12345678'])
      expect(argb(bad)).toBe(COLOR.accent)
    expect(css(0xff00000a)).toBe('#00000a')
  })

  it('give dark words on light ground and light words on dark', () => {
    expect(readableOn(argb('#CCCDFD'))).toBe(COLOR.dark)
    expect(readableOn(argb('#202040'))).toBe(COLOR.text)
  })

  it('always give words that can be read (large text: 3 to 1)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (color) => {
        const ground = 0xff000000 + color
        expect(contrast(ground, readableOn(ground))).toBeGreaterThan(3)
      }),
    )
  })
})
