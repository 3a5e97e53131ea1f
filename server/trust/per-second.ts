/** How many of something happened in one second (epoch). */
export interface Second {
  at: number
  count: number
}

/**
 * Whether one more fits into this second, and the count from then on. Fixed seconds let twice as many through around
 * their edge; that is no harm where the limit is there to leave others their turn.
 *
 * @param known `null` before the first
 * @param now epoch seconds
 */
export function oneMore(
  known: Second | null,
  perSecond: number,
  now: number,
): { fits: boolean; second: Second } {
  const count = known?.at === now ? known.count : 0
  const fits = count < perSecond
  return { fits, second: { at: now, count: fits ? count + 1 : count } }
}
