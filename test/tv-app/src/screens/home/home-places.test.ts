import { afterEach, describe, expect, it } from 'vitest'
import { hit } from '../../../../../tv-app/src/remote/pointer.ts'
import type { HomeFocus } from '../../../../../tv-app/src/screens/home/home-focus.ts'
import { beginFocus, focusOn, pointAt } from '../../../../../tv-app/src/screens/home/home-focus.ts'
import { homeAreas, TILE } from '../../../../../tv-app/src/screens/home/home-places.ts'
import { SAFE, STAGE } from '../../../../../tv-app/src/theme.ts'
import { speak } from '../../../../../tv-app/src/words/texts.ts'

const COUNTS = [12, 3, 7]
const BUTTON = { x: 1300, y: 60, w: 280, h: 64 }

afterEach(() => speak({ lang: 'en', messages: {} }))

function titlesAt(focus: HomeFocus) {
  return homeAreas(focus, COUNTS, BUTTON).flatMap(({ is, ...box }) =>
    is.on === 'title' ? [{ ...is, ...box }] : [],
  )
}

describe('what a pointer finds on the home screen', () => {
  it.each(['en', 'ar'] as const)('are the titles that are seen, in %s', (lang) => {
    speak({ lang, messages: {} })
    const focus = focusOn(beginFocus(COUNTS), COUNTS, { rail: 0, index: 5 })
    const first = focus.places[0]?.first ?? 0
    const own = titlesAt(focus).filter(({ rail }) => rail === 0)
    expect(own.map(({ index }) => index)).toEqual([
      first - 1,
      first,
      first + 1,
      first + 2,
      first + 3,
      first + 4,
    ])
    for (const { whole, x, index } of own) {
      const fits = x >= SAFE.x && x + TILE.width <= STAGE.width - SAFE.x
      expect(whole, `title ${index}`).toBe(fits)
      expect(x < STAGE.width && x + TILE.width > 0, `title ${index} is seen`).toBe(true)
    }
    const [left, right] = lang === 'ar' ? [first + 3, first] : [first, first + 3]
    const byPlace = own.filter(({ whole }) => whole).sort((a, b) => a.x - b.x)
    expect([byPlace[0]?.index, byPlace[3]?.index]).toEqual([left, right])
  })

  it('is nothing whole in the rail that looks in from below', () => {
    const below = titlesAt(beginFocus(COUNTS)).filter(({ rail }) => rail === 1)
    expect(below.map(({ index, whole }) => [index, whole])).toEqual([
      [0, false],
      [1, false],
      [2, false],
    ])
  })

  it('stays where it is when the pointer moves the focus onto it', () => {
    const begun = focusOn(beginFocus(COUNTS), COUNTS, { rail: 0, index: 6 })
    for (const { whole, x, y, w, h, ...title } of titlesAt(begun)) {
      if (!whole) continue
      const middle = { x: x + w / 2, y: y + h / 2 }
      const pointed = pointAt(begun, title)
      expect(hit(homeAreas(pointed, COUNTS, BUTTON), middle)).toMatchObject(title)
      expect(pointed.places[0]?.index).toBe(title.index)
    }
  })

  it('is the button, and nothing beside all of them', () => {
    const areas = homeAreas(beginFocus(COUNTS), COUNTS, BUTTON)
    expect(hit(areas, { x: 1310, y: 70 })).toEqual({ on: 'switch' })
    expect(hit(areas, { x: 500, y: 200 })).toBeNull()
    expect(hit(homeAreas(beginFocus([]), [], BUTTON), { x: 300, y: 600 })).toBeNull()
  })
})
