/**
 * Which of many things have an element while only some are near the view, and which element that is. Going by one
 * gives one element something else to show; all others keep what they have.
 */
export interface Pool {
  /** How many elements there are. */
  size: number
  /** How many things before the first that is seen have one, so that they can slide out of the view. */
  before: number
}

/** Of a rail: two before, four that are seen whole, the one that looks in at the edge, and the one that comes next. */
export const TILES: Pool = { size: 8, before: 2 }

/** Of all rails: the one that goes, the focused one, the one that looks in from below, and the one that comes next. */
export const ROWS: Pool = { size: 4, before: 1 }

/**
 * What each element of the pool shows, by its place in the pool: the index of a thing, `null` for none.
 *
 * @param first the first thing that is seen
 * @param count how many things there are
 */
export function shownBy({ size, before }: Pool, first: number, count: number): (number | null)[] {
  const shown: (number | null)[] = []
  const from = first - before
  for (let slot = 0; slot < size; slot += 1) {
    const index = from + mod(slot - from, size)
    shown.push(index >= 0 && index < count ? index : null)
  }
  return shown
}

/** The element that shows this thing while it is near the view. */
export function slotOf({ size }: Pool, index: number): number {
  return mod(index, size)
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by
}
