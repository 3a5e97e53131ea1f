import { fromStart } from '../../components/places.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { COLOR, LEAST_SIZE } from '../../theme.ts'
import { say } from '../../words/texts.ts'
import { COLUMN } from './layout.ts'

const ROW = 70
const DISC = 56
/** Between the number and its words. */
const GAP = 28
const WORDS = { size: 38, bold: false } as const

/** What to do, one, two, three. */
export function steps() {
  const keys = ['link.step1', 'link.step2', 'link.step3'] as const
  return { w: COLUMN, children: keys.map((key, index) => step(say(key), index)) }
}

function step(words: string, index: number) {
  const width = COLUMN - DISC - GAP
  // A longer sentence takes a second line.
  const size = Math.max(LEAST_SIZE, fittingSize(words, WORDS, width))
  return {
    ref: `Step${index + 1}`,
    y: index * ROW,
    w: COLUMN,
    h: ROW,
    Disc: { ...fromStart(0, COLUMN), w: DISC, h: DISC, texture: disc(), color: COLOR.key },
    Number: {
      x: fromStart(DISC / 2, COLUMN).x,
      y: DISC / 2 + 5,
      mount: 0.5,
      text: textOf(`${index + 1}`, { size: 30, bold: true, color: COLOR.accent }),
    },
    Words: {
      ...fromStart(DISC + GAP, COLUMN),
      y: DISC / 2 + 6,
      mountY: 0.5,
      text: textOf(words, { ...WORDS, size, width, lines: 2, lineHeight: size + 6 }),
    },
  }
}

function disc() {
  return Lightning.Tools.getRoundRect(DISC - 2, DISC - 2, DISC / 2, 0, 0, true, 0xffffffff)
}
