import { painted } from '../components/texture.ts'
import { Lightning } from '../lightning.js'
import { CALM, COLOR, STAGE } from '../theme.ts'

/** The night behind everything: indigo from top to bottom, with a breath of lavender in one corner. */
export class Background extends Lightning.Component {
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
      Glow: { x: 1180, y: -620, w: 1300, h: 1300, alpha: 0.5, texture: glow() },
    }
  }

  /** Off while a video plays underneath. */
  show(visible: boolean): void {
    this.setSmooth('alpha', visible ? 1 : 0, { duration: CALM.fade })
  }
}

function glow() {
  return painted('glow', 260, 260, (context) => {
    const gradient = context.createRadialGradient(130, 130, 0, 130, 130, 130)
    gradient.addColorStop(0, 'rgba(110,104,214,0.55)')
    gradient.addColorStop(1, 'rgba(110,104,214,0)')
    context.fillStyle = gradient
    context.fillRect(0, 0, 260, 260)
  })
}
