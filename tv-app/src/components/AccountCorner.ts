import { argb, readableOn } from '../color.ts'
import { Lightning } from '../lightning.js'
import type { Account } from '../story/screen.ts'
import { rtl, say } from '../texts.ts'
import { CALM, COLOR, SAFE, STAGE } from '../theme.ts'
import { fromEnd } from './places.ts'
import { textOf } from './text.ts'

const BADGE = 64
const GAP = 22
const BUTTON = { height: 64, padding: 30, radius: 32, ring: 5 } as const
const NAME_WIDTH = 460
const WHITE = 0xffffffff

/** Whose TV this is, and the button that makes it somebody else's. */
export class AccountCorner extends Lightning.Component {
  declare private drawn: Account | null
  /** Where the button stands. */
  declare private width: number
  declare private end: number

  static override _template() {
    const middle = SAFE.y + BADGE / 2
    return {
      Badge: { ...fromEnd(SAFE.x), y: SAFE.y, w: BADGE, h: BADGE, Initial: {} },
      Name: { ...fromEnd(SAFE.x + BADGE + GAP), y: middle + 5, mountY: 0.5 },
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
    this.drawn = null
    this.width = 0
    this.end = 0
  }

  override _init(): void {
    const [name, words] = [this.tag('Name'), this.tag('Words')]
    name.on('txLoaded', () => this.place())
    words.on('txLoaded', () => this.place())
    words.patch({ text: textOf(say('home.switch'), { size: 30, color: WHITE }) })
  }

  show(account: Account): void {
    if (account.name === this.drawn?.name && account.color === this.drawn.color) return
    this.drawn = account
    const ground = argb(account.color)
    // By characters as people count them: a name may begin with an emoji.
    const [initial = ''] = Array.from(account.name)
    const look = { size: 34, bold: true, color: readableOn(ground) }
    this.tag('Badge').patch({
      texture: Lightning.Tools.getRoundRect(BADGE - 2, BADGE - 2, BADGE / 2, 0, 0, true, ground),
      Initial: {
        x: BADGE / 2,
        y: BADGE / 2 + 7,
        mount: 0.5,
        text: textOf(initial.toUpperCase(), look),
      },
    })
    const name = textOf(account.name, { size: 36, width: NAME_WIDTH, lines: 1 })
    this.tag('Name').patch({ text: name })
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
    const x = rtl() ? this.end : STAGE.width - this.end - this.width
    return { x, y: SAFE.y, w: this.width, h: BUTTON.height }
  }

  /** Beside the name, however long that is. */
  private place(): void {
    const { height, radius, padding, ring } = BUTTON
    this.end = SAFE.x + BADGE + 2 * GAP + Math.ceil(this.tag('Name').renderWidth) + 16
    const width = Math.ceil(this.tag('Words').renderWidth) + 2 * padding
    this.tag('Button').patch({ ...this.button, x: this.button.x, w: width })
    if (width === this.width) return
    this.width = width
    const { Tools } = Lightning
    const more = 3 * ring - 2
    this.tag('Button').patch({
      x: this.button.x,
      Ground: { texture: Tools.getRoundRect(width - 2, height - 2, radius, 0, 0, true, WHITE) },
      Ring: {
        texture: Tools.getRoundRect(
          width + more,
          height + more,
          radius + 2 * ring,
          ring,
          COLOR.accent,
          false,
          0,
        ),
      },
    })
  }
}
