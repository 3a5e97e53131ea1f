import { Lightning } from '../lightning.js'
import { CALM, COLOR, LEAST_SIZE } from '../theme.ts'
import { fittingSize, textOf } from './text.ts'

const SIZE = 34
const WHITE = 0xffffffff

/** Something that OK presses. Whether it will shows by its size and by its ground. */
export class Choice extends Lightning.Component {
  static override _template() {
    return {
      pivot: 0.5,
      // Painted white, so that a colour only tints it.
      Ground: { color: COLOR.key },
      Words: { mount: 0.5, color: COLOR.text },
    }
  }

  /** Width and height, once and for all. */
  set box({ w, h }: { w: number; h: number }) {
    const texture = Lightning.Tools.getRoundRect(w - 2, h - 2, h / 2, 0, 0, true, WHITE)
    // Small letters and large ones: their middle lies below that of their line.
    this.patch({ w, h, Ground: { w, h, texture }, Words: { x: w / 2, y: h / 2 + 5 } })
  }

  set words(words: string) {
    const style = { size: SIZE, bold: true, color: WHITE, align: 'center' } as const
    const width = this.w - 2 * SIZE
    const size = fittingSize(words, style, width)
    // A name may be as long as a line of its own.
    const long = { ...style, size: LEAST_SIZE, width, lines: 2 }
    const look = size < LEAST_SIZE ? long : { ...style, size }
    this.tag('Words').patch({ text: textOf(words, look) })
  }

  set chosen(chosen: boolean) {
    this.setSmooth('scale', chosen ? 1.06 : 1, { duration: CALM.focus })
    this.tag('Ground').color = chosen ? COLOR.accent : COLOR.key
    this.tag('Words').color = chosen ? COLOR.dark : COLOR.text
  }
}
