import type { Area } from '../../remote/pointer.ts'
import { SAFE, STAGE } from '../../theme.ts'
import { rtl } from '../../words/texts.ts'
import type { HomeFocus } from './home-focus.ts'
import { WHOLE_TILES } from './home-focus.ts'

export const TILE = { width: 402, height: 226, step: 434 } as const

/** A rail: its heading, and how far below that its tiles and the next rail's heading stand. */
export const RAIL = { y: 444, tiles: 68, pitch: 384 } as const

/** Something on the home screen that can be pointed at. */
export type HomeTarget =
  | { on: 'switch' }
  /** `whole` where all of it is seen; what only looks in from the edge comes nearer first. */
  | { on: 'title'; rail: number; index: number; whole: boolean }

/** The left edge of a tile within its rail, which stands at 0 while its first title is the first that is seen. */
export function tileLeft(index: number): number {
  const x = SAFE.x + index * TILE.step
  return rtl() ? STAGE.width - x - TILE.width : x
}

/** How far a rail is moved so that this title is the first that is seen. */
export function railShift(first: number): number {
  return (rtl() ? 1 : -1) * first * TILE.step
}

/** All that can be pointed at, as it stands when nothing moves. @param button where accounts are switched */
export function homeAreas(
  focus: HomeFocus,
  counts: readonly number[],
  button: Omit<Area<HomeTarget>, 'is'>,
): Area<HomeTarget>[] {
  const areas: Area<HomeTarget>[] = [{ ...button, is: { on: 'switch' } }]
  for (const rail of [focus.rail, focus.rail + 1]) {
    const first = focus.places[rail]?.first ?? 0
    const y = RAIL.y + RAIL.tiles + (rail - focus.rail) * RAIL.pitch
    const end = Math.min(counts[rail] ?? 0, first + WHOLE_TILES + 1)
    for (let index = Math.max(0, first - 1); index < end; index += 1) {
      const seen = index >= first && index < first + WHOLE_TILES
      const is = { on: 'title', rail, index, whole: seen && rail === focus.rail } as const
      areas.push({ x: tileLeft(index) + railShift(first), y, w: TILE.width, h: TILE.height, is })
    }
  }
  return areas
}
