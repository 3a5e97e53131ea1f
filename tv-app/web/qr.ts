// A chunk of its own, fetched while the code is.
import { create } from 'qrcode/lib/core/qrcode.js'

/** The white border a reader needs (ISO/IEC 18004). */
const BORDER_MODULES = 4

/** A QR code as SVG has it: the side of the square with its border in modules, and the path of the dark ones. */
export interface QrPath {
  side: number
  path: string
}

export function qrPath(text: string): QrPath {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (!modules.get(row, column)) continue
      const from = column
      while (column + 1 < size && modules.get(row, column + 1)) column += 1
      const run = column - from + 1
      path += `M${from + BORDER_MODULES} ${row + BORDER_MODULES}h${run}v1h-${run}z`
    }
  }
  return { side: size + 2 * BORDER_MODULES, path }
}
