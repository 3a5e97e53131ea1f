import { driftAt, keepDrifting } from '../drift.ts'
import { Lightning } from '../lightning.js'
import type { Point } from '../remote/pointer.ts'
import { CALM } from '../theme.ts'

/** A screen whose `Moving` drifts for as long as it is seen. What stands outside of it has no edges to be seen. */
export class Drifting extends Lightning.Component {
  declare private stopDrifting: (() => void) | undefined

  override _active(): void {
    this.stopDrifting = keepDrifting((step) => this.tag('Moving').patch(driftAt(step)))
  }

  override _inactive(): void {
    this.stopDrifting?.()
  }

  protected fade(visible: boolean): void {
    // Nothing stands there yet that a first screen would have to take the place of.
    if (this.stage.frameCounter === 0) this.alpha = visible ? 1 : 0
    else this.setSmooth('alpha', visible ? 1 : 0, { duration: CALM.fade })
  }

  /** The same point as seen by what drifts. */
  protected still({ x, y }: Point): Point {
    const { x: right, y: down } = this.tag('Moving')
    return { x: x - right, y: y - down }
  }
}
