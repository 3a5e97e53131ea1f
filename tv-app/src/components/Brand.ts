import { css } from '../color.ts'
import { Lightning } from '../lightning.js'
import { COLOR } from '../theme.ts'
import { fromStart } from './places.ts'
import { textOf } from './text.ts'
import { painted, roundedPath } from './texture.ts'

const NAME = 'Couchlink'
const WIDTH = 320
const HEIGHT = 56

/** The mark, a screen and the phone that opens it, and the name beside it. */
export class Brand extends Lightning.Component {
  static override _template() {
    return {
      w: WIDTH,
      h: HEIGHT,
      Mark: { ...fromStart(0, WIDTH), texture: mark() },
      Name: {
        ...fromStart(88, WIDTH),
        y: 33,
        mountY: 0.5,
        text: textOf(NAME, { size: 40, bold: true }),
      },
    }
  }
}

function mark() {
  return painted('brand', 72, HEIGHT, (context) => {
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
