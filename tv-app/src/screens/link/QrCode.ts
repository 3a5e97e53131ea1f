import { css } from '../../color.ts'
import { painted, roundedPath } from '../../components/texture.ts'
import { COLOR } from '../../theme.ts'
import { qrModules } from './qr-modules.ts'

const RADIUS = 34

/** A QR code in the middle of a white square of this size, in whole pixels. */
export function qrTexture(text: string, size: number) {
  return painted(`qr:${text}`, size, size, (context) => {
    const { modules, pixels, border } = qrModules(text, size)
    context.fillStyle = css(COLOR.card)
    roundedPath(context, [0, 0, size, size], RADIUS)
    context.fill()
    context.fillStyle = '#000000'
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        if (!modules.get(row, column)) continue
        context.fillRect(border + column * pixels, border + row * pixels, pixels, pixels)
      }
    }
  })
}
