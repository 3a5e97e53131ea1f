import { Lightning } from '../lightning.js'
import { COLOR } from '../theme.ts'
import { textOf } from './text.ts'

const HEIGHT = 72
const PADDING = 32

/** A short sentence on a rounded ground, as wide as its words. */
export class Pill extends Lightning.Component {
  static override _template() {
    return {
      h: HEIGHT,
      alpha: 0,
      Ground: { h: HEIGHT },
      Words: { x: PADDING, y: HEIGHT / 2 + 7, mountY: 0.5 },
    }
  }

  override _init(): void {
    const words = this.tag('Words')
    words.on('txLoaded', () => {
      const width = Math.ceil(words.renderWidth) + 2 * PADDING
      const ground = Lightning.Tools.getRoundRect(width, HEIGHT, 36, 0, 0, true, COLOR.panel)
      this.w = width
      this.tag('Ground').patch({ w: width, texture: ground })
    })
  }

  say(sentence: string | null, color: number = COLOR.text): void {
    this.setSmooth('alpha', sentence === null ? 0 : 1, { duration: 0.3 })
    if (sentence !== null) this.tag('Words').patch({ text: textOf(sentence, { size: 32, color }) })
  }
}
