import { Corner } from '../../components/Corner.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import type { Account } from '../../story/screen.ts'
import { CALM, COLOR, SAFE, STAGE } from '../../theme.ts'
import { rtl, say } from '../../words/texts.ts'

/** Between the name and the button. */
const GAP = 40
const BUTTON = { height: 64, padding: 30, radius: 32, ring: 5 } as const
const WHITE = 0xffffffff

/** Whose TV this is, and the button that makes it somebody else's. */
export class AccountCorner extends Lightning.Component {
  /** Of the button. */
  declare private width: number

  static override _template() {
    return {
      Corner: { type: Corner, signals: { placed: 'place' } },
      Button: {
        y: SAFE.y,
        h: BUTTON.height,
        pivot: 0.5,
        Ground: { color: COLOR.panel },
        Ring: { x: -2 * BUTTON.ring, y: -2 * BUTTON.ring, alpha: 0 },
        Words: { x: BUTTON.padding, y: BUTTON.height / 2 + 5, mountY: 0.5 },
      },
    }
  }

  override _construct(): void {
    this.width = 0
  }

  override _init(): void {
    const words = this.tag('Words')
    words.on('txLoaded', () => this.place())
    words.patch({ text: textOf(say('home.switch'), { size: 30, color: WHITE }) })
  }

  show(account: Account): void {
    this.tag<Corner>('Corner').show(account)
  }

  emphasize(focused: boolean): void {
    const calm = { duration: CALM.focus }
    this.tag('Button').setSmooth('scale', focused ? 1.06 : 1, calm)
    this.tag('Button.Ring').setSmooth('alpha', focused ? 1 : 0, calm)
    this.tag('Button.Ground').color = focused ? COLOR.accent : COLOR.panel
    this.tag('Words').color = focused ? COLOR.dark : COLOR.text
  }

  /** Where the button stands on the stage. */
  get button(): { x: number; y: number; w: number; h: number } {
    const end = this.tag<Corner>('Corner').reach + GAP
    const x = rtl() ? end : STAGE.width - end - this.width
    return { x, y: SAFE.y, w: this.width, h: BUTTON.height }
  }

  /** Beside the name, however long that is. */
  place(): void {
    const width = Math.ceil(this.tag('Words').renderWidth) + 2 * BUTTON.padding
    if (width !== this.width) this.paint(width)
    this.width = width
    const { x } = this.button
    this.tag('Button').patch({ x, w: width })
  }

  private paint(width: number): void {
    const { height, radius, ring } = BUTTON
    const { Tools } = Lightning
    const more = 3 * ring - 2
    const edges = [width + more, height + more, radius + 2 * ring, ring] as const
    this.tag('Button').patch({
      Ground: { texture: Tools.getRoundRect(width - 2, height - 2, radius, 0, 0, true, WHITE) },
      Ring: { texture: Tools.getRoundRect(...edges, COLOR.accent, false, 0) },
    })
  }
}
