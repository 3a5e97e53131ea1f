import { css } from '../../color.ts'
import { painted } from '../../components/texture.ts'
import { Lightning } from '../../lightning.js'
import { COLOR } from '../../theme.ts'

const SIZE = 120
const STROKE = 10

/** Once around takes this long. Seconds. */
const TURN = 1.4
/** Longer than anybody waits: the player gives up before. */
const TURNS = 100

/** What is awaited longer than this is worth a sign; anything shorter would only flicker. Seconds. */
const PATIENCE = 0.4

/** Something is on its way. */
export class Spinner extends Lightning.Component {
  declare private turns: boolean

  static override _template() {
    return { w: SIZE, h: SIZE, alpha: 0, Arc: { w: SIZE, h: SIZE, texture: arc() } }
  }

  override _construct(): void {
    this.turns = false
  }

  show(on: boolean): void {
    if (on === this.turns) return
    this.turns = on
    const turning = this.tag('Arc')
    if (!on) {
      this.setSmooth('alpha', 0, { duration: 0.2 })
      // It stands still as soon as nobody sees it: a moving stage costs a set its rest.
      turning.setSmooth('rotation', 0, { duration: 0, delay: 0.2 })
      return
    }
    this.setSmooth('alpha', 1, { duration: 0.2, delay: PATIENCE })
    const duration = TURN * TURNS
    turning.setSmooth('rotation', 2 * Math.PI * TURNS, { duration, timingFunction: 'linear' })
  }
}

function arc() {
  return painted('spinner', SIZE, SIZE, (context) => {
    const radius = (SIZE - STROKE) / 2
    context.lineWidth = STROKE
    context.lineCap = 'round'
    // A ground of its own, since it stands on any picture.
    context.strokeStyle = 'rgba(15, 16, 38, 0.6)'
    context.beginPath()
    context.arc(SIZE / 2, SIZE / 2, radius, 0, 2 * Math.PI)
    context.stroke()
    context.strokeStyle = css(COLOR.accent)
    context.beginPath()
    context.arc(SIZE / 2, SIZE / 2, radius, -Math.PI / 2, Math.PI / 3)
    context.stroke()
  })
}
