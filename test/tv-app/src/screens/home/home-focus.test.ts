import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Rail } from '#contract/title'
import type { HomeFocus, Way } from '../../../../../tv-app/src/screens/home/home-focus.ts'
import {
  beginFocus,
  focusOn,
  keepFocus,
  moveFocus,
  pointAt,
  WHOLE_TILES,
} from '../../../../../tv-app/src/screens/home/home-focus.ts'

const WAYS: Way[] = ['previous', 'next', 'above', 'below']

const counts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 })
const ways = fc.array(fc.constantFrom(...WAYS), { maxLength: 60 })

function walk(from: HomeFocus, lengths: number[], path: readonly Way[]): HomeFocus {
  return path.reduce((focus, way) => moveFocus(focus, lengths, way), from)
}

function placeOf({ rail, places }: HomeFocus) {
  const place = places[rail]
  if (!place) throw new Error('The focus is in no rail.')
  return place
}

function times(way: Way, count: number): Way[] {
  return Array.from({ length: count }, () => way)
}

function railOf(id: string, ...titles: string[]): Rail {
  const more = { description: '', color: '#112233', poster: null }
  return { id, name: id, titles: titles.map((title) => ({ id: title, title, ...more })) }
}

/** What is true of every focus there is. */
function expectSound(focus: HomeFocus, lengths: number[]): void {
  expect(focus.places.length).toBe(lengths.length)
  if (lengths.length === 0) expect(focus.on).toBe('switch')
  else expect(focus.rail).toBeLessThan(lengths.length)
  for (const [rail, { index, first }] of focus.places.entries()) {
    const count = lengths[rail] ?? 0
    expect(index).toBeGreaterThanOrEqual(0)
    expect(index).toBeLessThan(count)
    expect(first).toBeGreaterThanOrEqual(0)
    expect(first).toBeLessThanOrEqual(Math.max(0, count - WHOLE_TILES))
    expect(index, 'is seen whole').toBeGreaterThanOrEqual(first)
    expect(index, 'is seen whole').toBeLessThan(first + WHOLE_TILES)
  }
}

describe('the focus of the home screen', () => {
  it('is always on something that is seen whole, wherever the arrows lead', () => {
    fc.assert(
      fc.property(counts, ways, (lengths, path) => {
        expectSound(walk(beginFocus(lengths), lengths, path), lengths)
      }),
    )
  })

  it('shows the neighbours of a title that arrows have led to', () => {
    fc.assert(
      fc.property(counts, ways, (lengths, path) => {
        const focus = walk(beginFocus(lengths), lengths, path)
        for (const [rail, { index, first }] of focus.places.entries()) {
          if (index > 0) expect(first).toBeLessThan(index)
          if (index < (lengths[rail] ?? 0) - 1)
            expect(first + WHOLE_TILES - 1).toBeGreaterThan(index)
        }
      }),
    )
  })

  it('comes back by the opposite arrow', () => {
    fc.assert(
      fc.property(counts, ways, fc.nat(3), (lengths, path, which) => {
        const before = walk(beginFocus(lengths), lengths, path)
        const way = WAYS[which] ?? 'next'
        const back = WAYS[which ^ 1] ?? 'next'
        const there = moveFocus(before, lengths, way)
        if (there === before) return
        const again = moveFocus(there, lengths, back)
        expect([again.on, again.rail]).toEqual([before.on, before.rail])
        expect(again.places.map(({ index }) => index)).toEqual(
          before.places.map(({ index }) => index),
        )
      }),
    )
  })

  it('reaches every title of every rail', () => {
    fc.assert(
      fc.property(counts, (lengths) => {
        for (const [rail, count] of lengths.entries()) {
          const path = [...times('below', rail), ...times('next', count - 1)]
          const focus = walk(beginFocus(lengths), lengths, path)
          expect([focus.rail, placeOf(focus).index]).toEqual([rail, count - 1])
        }
      }),
    )
  })

  it('leaves each rail where it was', () => {
    const lengths = [9, 9]
    const path: Way[] = [...times('next', 6), 'below', 'next', 'above']
    const focus = walk(beginFocus(lengths), lengths, path)
    expect(focus.places.map(({ index }) => index)).toEqual([6, 1])
    expect(placeOf(focus).index).toBe(6)
  })

  it('goes up from the first rail to switching accounts, and down again', () => {
    const lengths = [3, 3]
    const moved = walk(beginFocus(lengths), lengths, ['next', 'above'])
    expect(moved.on).toBe('switch')
    expect(walk(moved, lengths, ['above', 'previous', 'next'])).toBe(moved)
    const back = moveFocus(moved, lengths, 'below')
    expect([back.on, back.rail, placeOf(back).index]).toEqual(['titles', 0, 1])
  })

  it('stays on switching accounts where there is no title', () => {
    const focus = beginFocus([])
    expect(focus.on).toBe('switch')
    for (const way of WAYS) expect(moveFocus(focus, [], way)).toBe(focus)
  })

  it('moves nothing under a pointer, and a rail only for what it does not show whole', () => {
    const lengths = [20]
    const begun = walk(beginFocus(lengths), lengths, times('next', 5))
    const { first } = placeOf(begun)
    for (let seen = 0; seen < WHOLE_TILES; seen += 1) {
      const pointed = pointAt(begun, { rail: 0, index: first + seen })
      expect(placeOf(pointed)).toEqual({ index: first + seen, first })
      expectSound(pointed, lengths)
    }
    const { first: then } = placeOf(focusOn(begun, lengths, { rail: 0, index: first + 4 }))
    expect(then).toBeGreaterThan(first)
    expect(pointAt(begun, { rail: 0, index: placeOf(begun).index })).toBe(begun)
  })
})

describe('the focus after the catalogue has changed', () => {
  const before = [railOf('a', '1', '2', '3'), railOf('b', '4', '5', '6', '7', '8', '9')]

  function at(rail: number, index: number): HomeFocus {
    const lengths = before.map(({ titles }) => titles.length)
    return focusOn(beginFocus(lengths), lengths, { rail, index })
  }

  function keptOn(after: Rail[], focus: HomeFocus) {
    const kept = keepFocus(focus, before, after)
    expectSound(
      kept,
      after.map(({ titles }) => titles.length),
    )
    const title = after[kept.rail]?.titles[kept.places[kept.rail]?.index ?? 0]
    return kept.on === 'switch' ? 'switch' : title?.id
  }

  it('is on the same title, wherever that stands now', () => {
    expect(
      keptOn([railOf('new', '0'), railOf('b', '0', '9', '8'), railOf('a', '1')], at(1, 4)),
    ).toBe('8')
  })

  it('is near it where it is gone', () => {
    expect(keptOn([railOf('a', '1'), railOf('b', '4', '5')], at(1, 4))).toBe('5')
    expect(keptOn([railOf('a', '1', '2')], at(1, 4))).toBe('1')
  })

  it('is on switching accounts when nothing is left, and on the first title when something comes', () => {
    expect(keptOn([], at(0, 1))).toBe('switch')
    expect(keepFocus(beginFocus([]), [], before)).toEqual({
      on: 'titles',
      rail: 0,
      places: [
        { index: 0, first: 0 },
        { index: 0, first: 0 },
      ],
    })
  })

  it('stays with whoever was about to switch accounts', () => {
    expect(keptOn(before, moveFocus(at(0, 0), [3, 6], 'above'))).toBe('switch')
  })
})
