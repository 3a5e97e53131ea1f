import { describe, expect, it } from 'vitest'

import { contrast } from '../../../tv-app/src/color.ts'
import { DRIFT } from '../../../tv-app/src/drift.ts'
import { COLOR, SAFE, STAGE } from '../../../tv-app/src/theme.ts'

const GROUNDS = ['nightTop', 'nightBottom', 'panel', 'key'] as const
const WORDS = ['text', 'accent', 'muted', 'alert'] as const

describe('the colours', () => {
  it.each(GROUNDS.flatMap((ground) => WORDS.map((words) => [words, ground] as const)))(
    'let %s be read on %s',
    (words, ground) => {
      // Nothing muted is written on a key: only what can be pressed is.
      if (words === 'muted' && ground === 'key') return
      expect(contrast(COLOR[words], COLOR[ground])).toBeGreaterThanOrEqual(4.5)
    },
  )

  it('let what is asleep be read as well, and what is chosen', () => {
    expect(contrast(COLOR.faint, COLOR.nightTop)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(COLOR.dark, COLOR.accent)).toBeGreaterThanOrEqual(4.5)
  })
})

describe('the safe area', () => {
  it('is 5 % of each side even while a screen drifts', () => {
    expect(SAFE.x - DRIFT.x).toBeGreaterThanOrEqual(0.05 * STAGE.width)
    expect(SAFE.y - DRIFT.y).toBeGreaterThanOrEqual(0.05 * STAGE.height)
  })
})
