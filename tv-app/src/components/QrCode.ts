import { create } from 'qrcode/lib/core/qrcode.js'

import { css } from '../color.ts'
import { COLOR } from '../theme.ts'
import { painted, roundedPath } from './texture.ts'

/** The white border a reader needs (ISO/IEC 18004). */
const BORDER_MODULES = 4

/** A QR code as a white card of integer pixels, as large as fits into a square of `maxSize`. */
export function qrTexture(text: string, maxSize: number) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const pixels = Math.floor(maxSize / (modules.size + 2 * BORDER_MODULES))
  const size = pixels * (modules.size + 2 * BORDER_MODULES)
  const texture = painted(`qr:${text}`, size, size, (context) => {
    context.fillStyle = css(COLOR.card)
    roundedPath(context, [0, 0, size, size], pixels * 1.5)
    context.fill()
    context.fillStyle = '#000000'
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        if (!modules.get(row, column)) continue
        const x = (column + BORDER_MODULES) * pixels
        const y = (row + BORDER_MODULES) * pixels
        context.fillRect(x, y, pixels, pixels)
      }
    }
  })
  return { texture, size }
}
