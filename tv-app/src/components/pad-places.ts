import { PAD } from '../story/match.ts'
import type { Digit } from '../story/state.ts'
import { SAFE, STAGE } from '../theme.ts'

const COLUMNS = 3
const GAP = 32

/** Edge of a key, in pixels of the stage. */
export const PAD_KEY = 250

/** As large as the white card of a QR code, in whose place the pad stands. */
const SIZE = COLUMNS * PAD_KEY + (COLUMNS - 1) * GAP

export const PAD_AT = {
  x: STAGE.width - SAFE.x - SIZE,
  y: (STAGE.height - SIZE) / 2,
} as const

/** Where on the pad the key with this index has its upper left corner. */
export function keyAt(index: number): { x: number; y: number } {
  return {
    x: (index % COLUMNS) * (PAD_KEY + GAP),
    y: Math.floor(index / COLUMNS) * (PAD_KEY + GAP),
  }
}

/** The key at this point of the stage, for remotes that point; `null` beside them all. */
export function digitAt(x: number, y: number): Digit | null {
  const found = PAD.find((_, index) => {
    const key = keyAt(index)
    const [right, down] = [x - PAD_AT.x - key.x, y - PAD_AT.y - key.y]
    return right >= 0 && right < PAD_KEY && down >= 0 && down < PAD_KEY
  })
  return found ?? null
}
