import type { Rail, Title } from '#contract/title'

/** A tile without a title yet is told by its empty id. */
const EMPTY: Title = { id: '', title: '', description: '', color: '', poster: null }

/** As many as look in from the right. */
const TILES = 5

/** What stands where the catalogue will be. */
export const WAITING: readonly Rail[] = ['waiting', 'waiting below'].map((id) => ({
  id,
  name: '',
  titles: Array.from({ length: TILES }, () => EMPTY),
}))
