import { css } from '../color.ts'
import { Lightning } from '../lightning.js'
import { TEXTS } from '../texts.ts'
import { COLOR } from '../theme.ts'
import { textOf } from './text.ts'
import { painted, roundedPath } from './texture.ts'

/** The mark, a screen and the phone that opens it, and the name beside it. */
export class Brand extends Lightning.Component {
  static override _template() {
    return {
      h: 56,
      Mark: { texture: mark() },
      Name: { x: 88, y: 33, mountY: 0.5, text: textOf(TEXTS.brand, { size: 40, bold: true }) },
    }
  }
}

function mark() {
  return painted('brand', 72, 56, (context) => {
    context.lineWidth = 6
    context.strokeStyle = css(COLOR.accent)
    roundedPath(context, [3, 3, 60, 42], 10)
    context.stroke()
    context.fillStyle = css(COLOR.nightTop)
    roundedPath(context, [40, 14, 32, 42], 10)
    context.fill()
    context.fillStyle = css(COLOR.accent)
    roundedPath(context, [46, 20, 22, 36], 6)
    context.fill()
  })
}
