import type { Title } from '#contract/title'
import { Lightning } from '../lightning.js'
import { CALM, COLOR } from '../theme.ts'
import { posterTexture } from './poster.ts'
import { textOf } from './text.ts'

export const TILE = { width: 402, height: 226, step: 442 } as const

const RING = 6

/** One title of the rail. Focus shows by size, by a ring and by the brightness of the name. */
export class Tile extends Lightning.Component {
  static override _template() {
    const { width, height } = TILE
    return {
      w: width,
      h: height,
      Picture: {
        w: width,
        h: height,
        pivot: 0.5,
        Ring: {
          x: -2 * RING,
          y: -2 * RING,
          alpha: 0,
          texture: Lightning.Tools.getRoundRect(
            width + 4 * RING - 2,
            height + 4 * RING - 2,
            30,
            RING,
            COLOR.accent,
            false,
            0,
          ),
        },
      },
      Name: { y: height + 32, alpha: 0.7 },
    }
  }

  set title(title: Title) {
    const { width, height } = TILE
    this.tag('Picture').texture = posterTexture(title, width, height)
    this.tag('Name').patch({ text: textOf(title.title, { size: 32, width, lines: 1 }) })
  }

  override _focus(): void {
    this.emphasize(1)
  }

  override _unfocus(): void {
    this.emphasize(0)
  }

  private emphasize(share: number): void {
    const calm = { duration: CALM.focus }
    this.tag('Picture').setSmooth('scale', 1 + 0.06 * share, calm)
    this.tag('Ring').setSmooth('alpha', share, calm)
    this.tag('Name').setSmooth('alpha', 0.7 + 0.3 * share, calm)
  }
}
