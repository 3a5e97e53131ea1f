import { describe, expect, it } from 'vitest'

import {
  lostContextLately,
  whenContextIsLost,
} from '../../../../tv-app/src/old-sets/lost-context.ts'

const NOW = 1_800_000_000_000

/** A page's history, and how often it starts over. */
function page(state: unknown = null) {
  let starts = 0
  const history = {
    state,
    replaceState(next: unknown) {
      history.state = next
    },
  }
  const startOver = () => {
    starts += 1
  }
  const canvas = new EventTarget() as unknown as HTMLCanvasElement
  return { place: { history }, canvas, startOver, starts: () => starts }
}

describe('a context that is taken away', () => {
  it('makes the page start over, once without WebGL', () => {
    const { place, canvas, startOver, starts } = page()
    expect(lostContextLately(place, NOW)).toBe(false)
    whenContextIsLost(canvas, place, { nowMs: () => NOW, startOver })
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(starts()).toBe(1)
    expect(lostContextLately(place, NOW + 59_999)).toBe(true)
    expect(lostContextLately(place, NOW + 60_000)).toBe(false)
  })

  it('leaves what else the history holds', () => {
    const { place, canvas, startOver } = page({ other: 1 })
    whenContextIsLost(canvas, place, { nowMs: () => NOW, startOver })
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(place.history.state).toMatchObject({ other: 1 })
  })

  it('is forgotten when the clock was put right meanwhile', () => {
    const { place, canvas, startOver } = page()
    whenContextIsLost(canvas, place, { nowMs: () => 86_400_000, startOver })
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(lostContextLately(place, NOW)).toBe(false)
  })

  it('starts over even where the history refuses to remember', () => {
    const { place, canvas, startOver, starts } = page()
    place.history.replaceState = () => {
      throw new Error('Too many.')
    }
    whenContextIsLost(canvas, place, { nowMs: () => NOW, startOver })
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(starts()).toBe(1)
  })

  it('of another page’s state is none', () => {
    for (const state of [null, 'text', 7, { lostContextAtMs: 'soon' }]) {
      expect(lostContextLately(page(state).place, NOW)).toBe(false)
    }
  })
})
