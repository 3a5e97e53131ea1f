// The floor below a press of a key: Lightning with nothing of ours, a ground as large as the stage and one tile that
// glides for as long as the focus of the home screen does.
import { Lightning } from '../../../tv-app/src/lightning.js'

const STAGE = { w: 1920, h: 1080 }
const LEFT = 110
const RIGHT = 1400
const GLIDE = { duration: 0.22, timingFunction: 'ease-out' } as const

class Floor extends Lightning.Application {
  static override _template() {
    return {
      Ground: { rect: true, ...STAGE, color: 0xff1c1d45 },
      Tile: { rect: true, x: LEFT, y: 512, w: 402, h: 226, color: 0xffcccdfd },
    }
  }

  override _captureKey(): boolean {
    const tile = this.tag('Tile')
    tile.setSmooth('x', tile.x < (LEFT + RIGHT) / 2 ? RIGHT : LEFT, GLIDE)
    return true
  }
}

const options = { ...STAGE, clearColor: 0, canvas2d: false, useImageWorker: false }
const app = new Floor({
  stage: { ...options, pauseRafLoopOnIdle: false },
  keys: {},
  enablePointer: false,
  debug: false,
})
document.body.appendChild(app.stage.getCanvas())
