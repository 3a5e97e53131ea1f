import { Lightning } from '../../lightning.js'
import { CALM, COLOR } from '../../theme.ts'
import { Digits } from './Digits.ts'
import { LINE, type LineView } from './time-line.ts'

const KNOB = 28
const TARGET = 40
/** Room for "−9:59:59" beside the length. */
const LENGTH_ROOM = 190

/** Where the video is and where it is about to be, as a line and in digits. */
export class TimeLine extends Lightning.Component {
  declare private shown: Partial<LineView>

  static override _template() {
    const { width, height } = LINE
    const middle = height / 2
    const digits = { type: Digits, y: 26, size: 34 }
    return {
      w: width,
      Ground: { rect: true, w: width, h: height, color: 0x59f1f0fa },
      // From here to there, while somebody is choosing.
      Way: { rect: true, h: height, visible: false, color: 0x8ccccdfd },
      Played: { rect: true, h: height, color: COLOR.accent },
      Knob: { ...round(KNOB), mount: 0.5, y: middle },
      Target: {
        ...round(TARGET),
        mount: 0.5,
        y: middle,
        visible: false,
        Time: { type: Digits, x: TARGET / 2, y: -74, mountX: 0.5, size: 48, tint: COLOR.text },
      },
      Elapsed: { ...digits, tint: COLOR.text },
      Remaining: { ...digits, x: width - LENGTH_ROOM, mountX: 1, tint: COLOR.text },
      Length: { ...digits, x: width, mountX: 1, tint: COLOR.muted },
    }
  }

  override _construct(): void {
    this.shown = {}
  }

  show(view: LineView): void {
    const { played, target } = view
    if (played !== this.shown.played) {
      this.tag('Played').w = played
      this.tag('Knob').x = played
    }
    if (target !== this.shown.target || played !== this.shown.played) this.showTarget(view)
    this.tag<Digits>('Elapsed').show(view.elapsed)
    this.tag<Digits>('Remaining').show(view.remaining ?? '')
    this.tag<Digits>('Length').show(view.length ?? '')
    this.shown = view
  }

  private showTarget({ played, target, targetTime }: LineView): void {
    const mark = this.tag('Target')
    const way = this.tag('Way')
    mark.visible = target !== null
    way.visible = target !== null
    if (target === null) return
    const appears = (this.shown.target ?? null) === null
    if (appears) mark.x = played
    mark.setSmooth('x', target, { duration: CALM.focus })
    way.patch({ x: Math.min(played, target), w: Math.abs(target - played) })
    this.tag<Digits>('Target.Time').show(targetTime ?? '')
  }
}

function round(size: number) {
  const texture = Lightning.Tools.getRoundRect(size, size, size / 2, 0, 0, true, COLOR.accent)
  return { w: size, h: size, texture }
}
