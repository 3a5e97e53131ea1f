import { create } from 'qrcode/lib/core/qrcode.js'

/** The white border a reader needs (ISO/IEC 18004). */
const BORDER_MODULES = 4

/** Smaller modules are lost from the other end of a room, in pixels of the stage. */
const LEAST_PIXELS = 18

/** A QR code on a square: how large a module is and how wide the border, in whole pixels of the stage. */
export interface QrModules {
  modules: ReturnType<typeof create>['modules']
  pixels: number
  border: number
}

/**
 * The code for this text on a square of `size` pixels. A clean screen needs no more than level M; a long address gives
 * up some of that for larger modules, since distance is what a code on a TV fails by.
 */
export function qrModules(text: string, size: number): QrModules {
  const medium = sized(text, 'M', size)
  return medium.pixels >= LEAST_PIXELS ? medium : sized(text, 'L', size)
}

function sized(text: string, errorCorrectionLevel: 'L' | 'M', size: number): QrModules {
  const { modules } = create(text, { errorCorrectionLevel })
  const pixels = Math.floor(size / (modules.size + 2 * BORDER_MODULES))
  return { modules, pixels, border: Math.floor((size - modules.size * pixels) / 2) }
}
