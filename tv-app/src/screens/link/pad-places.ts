import type { Area } from '../../remote/pointer.ts'
import { PAD } from '../../story/match.ts'
import type { Digit } from '../../story/screen.ts'
import { STAGE } from '../../theme.ts'
import { cardX } from './card-place.ts'

const COLUMNS = 3
const GAP = 32

/** Edge of a key, in pixels of the stage. */
export const PAD_KEY = 250

const SIZE = COLUMNS * PAD_KEY + (COLUMNS - 1) * GAP

/** In the square where the QR code stood. Digits run from left to right in every language. */
export function padAt(): { x: number; y: number } {
  return { x: cardX(SIZE), y: (STAGE.height - SIZE) / 2 }
}

/** Where on the pad the key with this index has its upper left corner. */
export function keyAt(index: number): { x: number; y: number } {
  return {
    x: (index % COLUMNS) * (PAD_KEY + GAP),
    y: Math.floor(index / COLUMNS) * (PAD_KEY + GAP),
  }
}

/** Where a remote that points finds the keys. */
export function padAreas(): Area<Digit>[] {
  const pad = padAt()
  return PAD.map((is, index) => {
    const { x, y } = keyAt(index)
    return { x: pad.x + x, y: pad.y + y, w: PAD_KEY, h: PAD_KEY, is }
  })
}
