import { painted } from '../components/texture.ts'
import { keepDrifting, swing } from '../drift.ts'
import { Lightning } from '../lightning.js'
import { CALM, COLOR, STAGE } from '../theme.ts'

/** Steps from one end of a light's way to the other end, and pixels of one: too soft and too slow to be seen moving. */
const WAY = { steps: 34, pixels: 10 } as const

/** The night behind everything: indigo from top to bottom, and two lights that wander through it. */
export class Background extends Lightning.Component {
  declare private stopMoving: (() => void) | undefined

  static override _template() {
    return {
      w: STAGE.width,
      h: STAGE.height,
      Night: {
        rect: true,
        w: STAGE.width,
        h: STAGE.height,
        colorTop: COLOR.nightTop,
        colorBottom: COLOR.nightBottom,
      },
      Moon: { w: 1500, h: 1500, texture: glow('moon', '118,110,224'), alpha: 0.55 },
      Sea: { w: 1300, h: 1300, texture: glow('sea', '58,132,190'), alpha: 0.3 },
    }
  }

  override _active(): void {
    this.stopMoving = keepDrifting((step) => this.move(step))
  }

  override _inactive(): void {
    this.stopMoving?.()
  }

  /** Off while a video plays underneath. */
  show(visible: boolean): void {
    this.setSmooth('alpha', visible ? 1 : 0, { duration: CALM.fade })
  }

  private move(step: number): void {
    const there = swing(step, WAY.steps) * WAY.pixels
    this.tag('Moon').patch({ x: 1040 - there, y: -760 + there / 4 })
    this.tag('Sea').patch({ x: -420 + there, y: 560 - there / 3 })
  }
}

/** @param color red, green and blue as CSS lists them */
function glow(name: string, color: string) {
  return painted(name, 260, 260, (context) => {
    const gradient = context.createRadialGradient(130, 130, 0, 130, 130, 130)
    gradient.addColorStop(0, `rgba(${color},0.5)`)
    gradient.addColorStop(1, `rgba(${color},0)`)
    context.fillStyle = gradient
    context.fillRect(0, 0, 260, 260)
  })
}
