import { textOf } from '../../components/text.ts'
import type { Element } from '../../lightning.js'
import { Lightning } from '../../lightning.js'
import { PAD } from '../../story/match.ts'
import type { Digit } from '../../story/screen.ts'
import { CALM, COLOR } from '../../theme.ts'
import { keyAt, PAD_KEY } from './pad-places.ts'

const RADIUS = 40
/** A digit has nothing below its line, so its middle lies above that of its text. */
const BASELINE = 28
const WHITE = 0xffffffff

/** The keys 1 to 9. The one that OK presses shows by its size and by its ground. */
export class Pad extends Lightning.Component {
  static override _template() {
    return { children: PAD.map(keyTemplate) }
  }

  /** @param focus `null` while no key counts */
  show(focus: Digit | null): void {
    for (const [index, key] of this.children.entries()) this.emphasize(key, PAD[index] === focus)
    this.setSmooth('alpha', focus === null ? 0.4 : 1, { duration: CALM.fade })
  }

  private emphasize(key: Element, focused: boolean): void {
    const [ground, digit] = key.children
    key.setSmooth('scale', focused ? 1.06 : 1, { duration: CALM.focus })
    if (ground) ground.color = focused ? COLOR.accent : COLOR.key
    if (digit) digit.color = focused ? COLOR.dark : COLOR.text
  }
}

function keyTemplate(digit: Digit, index: number) {
  return {
    ref: `Key${digit}`,
    ...keyAt(index),
    w: PAD_KEY,
    h: PAD_KEY,
    pivot: 0.5,
    // Painted white, so that a colour only tints them and nothing is painted anew while the focus moves.
    Ground: { texture: whiteSquare(), color: COLOR.key },
    Digit: {
      x: PAD_KEY / 2,
      y: PAD_KEY / 2 + BASELINE,
      mount: 0.5,
      color: COLOR.text,
      text: textOf(digit, { size: 112, bold: true, color: WHITE }),
    },
  }
}

function whiteSquare() {
  return Lightning.Tools.getRoundRect(PAD_KEY - 2, PAD_KEY - 2, RADIUS, 0, 0, true, WHITE)
}
