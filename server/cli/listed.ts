/** Rows asked of the store at a time: a few milliseconds, in which a server beside us waits at most. */
const PAGE = 500
/** Ten times what one server holds (README); beyond it a terminal is the wrong tool. */
const LISTED_MAX = 100_000

/** All rows of a paged verb of the store, and what to tell the person when there are more than are listed. */
export async function listed<T>(
  page: (after: string, limit: number) => Promise<T[]>,
  keyOf: (row: T) => string,
): Promise<{ rows: T[]; note?: string }> {
  const rows: T[] = []
  let after = ''
  while (rows.length < LISTED_MAX) {
    const found = await page(after, PAGE)
    rows.push(...found)
    const last = found.at(-1)
    if (last === undefined || found.length < PAGE) return { rows }
    after = keyOf(last)
  }
  return { rows, note: `Only the first ${LISTED_MAX} are listed.` }
}
