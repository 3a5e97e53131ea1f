import type { Area } from '../../remote/pointer.ts'
import type { Exit } from '../../story/screen.ts'
import { STAGE } from '../../theme.ts'

const CHOICE = { width: 860, height: 96, gap: 28, y: 440 } as const

/** Where the choice with this index stands, one below the other in the middle of the stage. */
export function choiceAt(index: number): { x: number; y: number; w: number; h: number } {
  const { width: w, height: h, gap, y } = CHOICE
  return { x: (STAGE.width - w) / 2, y: y + index * (h + gap), w, h }
}

/** Where a remote that points finds the ways out. */
export function wayAreas(ways: readonly Exit[]): Area<Exit>[] {
  return ways.map((is, index) => ({ ...choiceAt(index), is }))
}
