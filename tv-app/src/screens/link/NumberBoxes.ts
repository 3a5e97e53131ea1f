import { fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { NUMBER_LENGTH } from '../../story/match.ts'
import { CALM, COLOR } from '../../theme.ts'

const BOX = { width: 132, height: 136, gap: 24, radius: 24, border: 4 } as const
/** A digit has nothing below its line, so its middle lies above that of its text. */
const BASELINE = 26
const BAR = { width: NUMBER_LENGTH * (BOX.width + BOX.gap) - BOX.gap, height: 8, y: 154 } as const

/** The digits typed so far, each in its box, and under them how long the number is still good. */
export class NumberBoxes extends Lightning.Component {
  declare private since: string
  declare private longestSeconds: number

  static override _template() {
    return {
      w: BAR.width,
      Boxes: { children: Array.from({ length: NUMBER_LENGTH }, boxTemplate) },
      Time: {
        y: BAR.y,
        ...bar(COLOR.panel),
        Left: { ...bar(COLOR.accent), pivotX: fromStart(0).mountX },
      },
    }
  }

  override _construct(): void {
    this.since = ''
    this.longestSeconds = 0
  }

  show(typed: string): void {
    for (const [index, box] of this.tag('Boxes').children.entries()) {
      const [empty, filled, digit] = box.children
      const typedHere = typed.charAt(index)
      if (empty) empty.color = index === typed.length ? COLOR.accent : COLOR.faint
      filled?.setSmooth('alpha', typedHere === '' ? 0 : 1, { duration: CALM.focus })
      if (digit) digit.text.text = typedHere
    }
  }

  /** @param link whose time it is; `secondsLeft` as the server said just now, the bar goes on by itself */
  runDown(link: string, secondsLeft: number): void {
    const since = `${link}:${secondsLeft}`
    if (since === this.since) return
    const goesOn = this.since.startsWith(`${link}:`)
    this.longestSeconds = Math.max(secondsLeft, goesOn ? this.longestSeconds : 1)
    this.since = since
    const left = this.tag('Left')
    left.scaleX = secondsLeft / this.longestSeconds
    left.setSmooth('scaleX', 0, { duration: secondsLeft, timingFunction: 'linear' })
  }

  /** While the number is on its way its time no longer matters. */
  set timed(timed: boolean) {
    this.tag('Time').setSmooth('alpha', timed ? 1 : 0, { duration: CALM.fade })
  }
}

function boxTemplate(_: unknown, index: number) {
  const { width, height, gap } = BOX
  return {
    ref: `Box${index}`,
    x: index * (width + gap),
    Empty: { texture: square(false), color: COLOR.faint },
    Filled: { texture: square(true), color: COLOR.key, alpha: 0 },
    Digit: {
      x: width / 2,
      y: height / 2 + BASELINE,
      mount: 0.5,
      text: textOf('', { size: 104, bold: true, color: COLOR.accent }),
    },
  }
}

/** Painted white, so that a colour only tints it. */
function square(filled: boolean) {
  const { width, height, radius, border } = BOX
  const white = 0xffffffff
  return Lightning.Tools.getRoundRect(
    width - border,
    height - border,
    radius,
    border,
    white,
    filled,
    filled ? white : 0,
  )
}

function bar(color: number) {
  return { rect: true, w: BAR.width, h: BAR.height, color }
}
