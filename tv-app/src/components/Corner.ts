import { argb, readableOn } from '../color.ts'
import { Lightning } from '../lightning.js'
import type { Account } from '../story/screen.ts'
import { COLOR, SAFE } from '../theme.ts'
import { fromEnd } from './places.ts'
import { textOf } from './text.ts'

const BADGE = 64
const GAP = 20
const NAME_WIDTH = 460

/** Whose TV this is, in the corner of home and of whatever plays. Signals `placed` when its name has its width. */
export class Corner extends Lightning.Component {
  declare private shown: string

  static override _template() {
    return {
      Badge: {
        ...fromEnd(SAFE.x),
        y: SAFE.y,
        w: BADGE,
        h: BADGE,
        Initial: { x: BADGE / 2 + 1, y: BADGE / 2 + 7, mount: 0.5 },
      },
      Name: { ...fromEnd(SAFE.x + BADGE + GAP), y: SAFE.y + BADGE / 2 + 5, mountY: 0.5 },
    }
  }

  override _construct(): void {
    this.shown = ''
  }

  override _init(): void {
    this.tag('Name').on('txLoaded', () => this.signal('placed'))
  }

  /** From the stage's edge to where the name begins. */
  get reach(): number {
    return SAFE.x + BADGE + GAP + Math.ceil(this.tag('Name').renderWidth)
  }

  show({ name, color }: Account): void {
    // The last hello makes a new object of the same account every few minutes.
    const key = `${color}${name}`
    if (key === this.shown) return
    this.shown = key
    const ground = argb(color)
    // By characters as people count them: a name may begin with an emoji.
    const [first = ''] = Array.from(name)
    const initial = { size: 34, bold: true, color: readableOn(ground), align: 'left' } as const
    this.tag('Badge').texture = Lightning.Tools.getRoundRect(
      BADGE,
      BADGE,
      BADGE / 2,
      0,
      0,
      true,
      ground,
    )
    this.tag('Initial').patch({ text: textOf(first.toUpperCase(), initial) })
    const label = { size: 36, color: COLOR.text, width: NAME_WIDTH, lines: 1 }
    this.tag('Name').patch({ text: textOf(name, label) })
  }
}
