import { Lightning } from '../lightning.js'
import { CALM, COLOR } from '../theme.ts'
import { fromStart } from './places.ts'
import { fittingSize, textOf } from './text.ts'

const HEIGHT = 68
const PADDING = 32
const SIZE = 32

/** A short sentence on a rounded ground, as wide as its words. */
export class Pill extends Lightning.Component {
  declare private said: string

  static override _template() {
    return { h: HEIGHT, alpha: 0, Ground: { h: HEIGHT }, Words: { y: HEIGHT / 2 + 6, mountY: 0.5 } }
  }

  override _construct(): void {
    this.said = ''
  }

  override _init(): void {
    const words = this.tag('Words')
    words.on('txLoaded', () => {
      const width = Math.ceil(words.renderWidth) + 2 * PADDING
      const ground = Lightning.Tools.getRoundRect(
        width - 2,
        HEIGHT - 2,
        34,
        0,
        0,
        true,
        COLOR.panel,
      )
      this.w = width
      this.tag('Ground').patch({ w: width, texture: ground })
      words.patch({ ...fromStart(PADDING, width) })
    })
  }

  /** @param width the most that it may take */
  say(sentence: string | null, color: number = COLOR.text, width = Number.POSITIVE_INFINITY): void {
    this.setSmooth('alpha', sentence === null ? 0 : 1, { duration: CALM.fade })
    if (sentence === null || sentence === this.said) return
    this.said = sentence
    const style = { size: SIZE, color, bold: false }
    const size = fittingSize(sentence, style, width - 2 * PADDING)
    this.tag('Words').patch({ text: textOf(sentence, { ...style, size }) })
  }
}
