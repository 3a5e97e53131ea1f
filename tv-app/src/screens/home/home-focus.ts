import type { Rail } from '#contract/title'

/** Where one rail stands. */
export interface RailPlace {
  /** The title that has the focus, or had it last. */
  index: number
  /** The title that stands first on screen. */
  first: number
}

/** Where the focus of the home screen is. Every rail keeps its place while it is elsewhere. */
export interface HomeFocus {
  on: 'switch' | 'titles'
  /** The rail that stands where the focused one does. */
  rail: number
  /** One for each rail. */
  places: readonly RailPlace[]
}

/** As the words of a page run: what is `next` lies to the left in Arabic. */
export type Way = 'previous' | 'next' | 'above' | 'below'

/** So many tiles of a rail are seen whole. */
export const WHOLE_TILES = 4

const START: RailPlace = { index: 0, first: 0 }

/** @param counts how many titles each rail has; a rail without any is none */
export function beginFocus(counts: readonly number[]): HomeFocus {
  return { on: counts.length > 0 ? 'titles' : 'switch', rail: 0, places: counts.map(() => START) }
}

/** One press of an arrow. The same object where that leads nowhere. */
export function moveFocus(focus: HomeFocus, counts: readonly number[], way: Way): HomeFocus {
  const { on, rail } = focus
  if (on === 'switch') {
    return way === 'below' && counts.length > 0 ? { ...focus, on: 'titles' } : focus
  }
  const index = focus.places[rail]?.index ?? 0
  switch (way) {
    case 'previous':
      return focusOn(focus, counts, { rail, index: index - 1 })
    case 'next':
      return focusOn(focus, counts, { rail, index: index + 1 })
    case 'above':
      return rail === 0 ? { ...focus, on: 'switch' } : { ...focus, rail: rail - 1 }
    case 'below':
      return rail + 1 < counts.length ? { ...focus, rail: rail + 1 } : focus
  }
}

/** The focus on this title, its rail moved so far that it and its neighbours are seen. */
export function focusOn(
  focus: HomeFocus,
  counts: readonly number[],
  { rail, index }: { rail: number; index: number },
): HomeFocus {
  const count = counts[rail] ?? 0
  if (index < 0 || index >= count) return focus
  const first = focus.places[rail]?.first ?? 0
  return withPlace(focus, rail, { index, first: firstSeen(index, first, count) })
}

/** The focus on a title that a pointer rests on: nothing moves, or the next title would come under the pointer. */
export function pointAt(
  focus: HomeFocus,
  { rail, index }: { rail: number; index: number },
): HomeFocus {
  const place = focus.places[rail]
  if (!place || (focus.on === 'titles' && focus.rail === rail && place.index === index)) {
    return focus
  }
  return withPlace(focus, rail, { ...place, index })
}

/** The focus after the catalogue has changed: on the same title in the same rail, or else near it. */
export function keepFocus(
  focus: HomeFocus,
  before: readonly Rail[],
  after: readonly Rail[],
): HomeFocus {
  const places = after.map(({ id, titles }) => {
    const old = before.findIndex((rail) => rail.id === id)
    const place = focus.places[old] ?? START
    const title = before[old]?.titles[place.index]
    const same = titles.findIndex((one) => one.id === title?.id)
    const index = same < 0 ? Math.min(place.index, titles.length - 1) : same
    return { index, first: firstSeen(index, place.first, titles.length) }
  })
  const same = after.findIndex(({ id }) => id === before[focus.rail]?.id)
  const rail = same < 0 ? Math.max(0, Math.min(focus.rail, after.length - 1)) : same
  const on = after.length === 0 ? 'switch' : before.length === 0 ? 'titles' : focus.on
  return { on, rail, places }
}

function withPlace(focus: HomeFocus, rail: number, place: RailPlace): HomeFocus {
  const places = focus.places.map((one, at) => (at === rail ? place : one))
  return { on: 'titles', rail, places }
}

/** Moves a rail no further than it must: a title is seen whole on either side of the focused one, as far as there is one. */
function firstSeen(index: number, first: number, count: number): number {
  const near = Math.max(index - WHOLE_TILES + 2, Math.min(first, index - 1))
  return Math.max(0, Math.min(near, count - WHOLE_TILES))
}
