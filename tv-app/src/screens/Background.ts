import { painted } from '../components/texture.ts'
import { keepDrifting, swing } from '../drift.ts'
import { Lightning } from '../lightning.js'
import { CALM, COLOR, STAGE } from '../theme.ts'

/** Steps from one end of a light's way to the other end, and pixels of one: too soft and too slow to be seen moving. */
const WAY = { steps: 34, pixels: 10 } as const

/** It is so soft that nobody sees how coarse it is: four pixels of the stage across and down are one of its own. */
const COARSER = 4

/**
 * The night behind everything: indigo from top to bottom, and two lights that wander through it. It is drawn into a small
 * picture of its own whenever they have moved, so that all other frames fill the screen with it once and not three times.
 */
export class Background extends Lightning.Component {
  declare private stopMoving: (() => void) | undefined

  static override _template() {
    return {
      w: STAGE.width,
      h: STAGE.height,
      Sky: {
        rtt: true,
        w: STAGE.width / COARSER,
        h: STAGE.height / COARSER,
        scale: COARSER,
        pivot: 0,
        Night: {
          rect: true,
          w: STAGE.width / COARSER,
          h: STAGE.height / COARSER,
          colorTop: COLOR.nightTop,
          colorBottom: COLOR.nightBottom,
        },
        Moon: light({ name: 'moon', color: '118,110,224', size: 1500, alpha: 0.55 }),
        Sea: light({ name: 'sea', color: '58,132,190', size: 1300, alpha: 0.3 }),
      },
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
    this.tag('Moon').patch(at(1040 - there, -760 + there / 4))
    this.tag('Sea').patch(at(-420 + there, 560 - there / 3))
  }
}

/** A place of the stage in the small picture. */
function at(x: number, y: number): { x: number; y: number } {
  return { x: x / COARSER, y: y / COARSER }
}

interface Light {
  name: string
  /** Red, green and blue as CSS lists them. */
  color: string
  /** Pixels of the stage. */
  size: number
  alpha: number
}

function light({ name, color, size, alpha }: Light) {
  const edge = size / COARSER
  const texture = painted(name, edge, edge, (context) => {
    const middle = edge / 2
    const gradient = context.createRadialGradient(middle, middle, 0, middle, middle, middle)
    gradient.addColorStop(0, `rgba(${color},0.5)`)
    gradient.addColorStop(1, `rgba(${color},0)`)
    context.fillStyle = gradient
    context.fillRect(0, 0, edge, edge)
  })
  return { w: edge, h: edge, texture, alpha }
}
