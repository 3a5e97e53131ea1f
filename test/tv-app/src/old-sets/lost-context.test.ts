import { describe, expect, it } from 'vitest'

import {
  lostContextLately,
  startOverWithoutContext,
} from '../../../../tv-app/src/old-sets/lost-context.ts'

const NOW = 1_800_000_000_000

/** A page's history and its reloads, as far as they go. */
function page(state: unknown = null) {
  let reloads = 0
  const history = {
    state,
    replaceState(next: unknown) {
      history.state = next
    },
  }
  const location = {
    reload() {
      reloads += 1
    },
  }
  const canvas = new EventTarget() as unknown as HTMLCanvasElement
  return { place: { history, location }, canvas, reloads: () => reloads }
}

describe('a context that is taken away', () => {
  it('makes the page start over, once without WebGL', () => {
    const { place, canvas, reloads } = page()
    expect(lostContextLately(place, NOW)).toBe(false)
    startOverWithoutContext(canvas, place, () => NOW)
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(reloads()).toBe(1)
    expect(lostContextLately(place, NOW + 59_999)).toBe(true)
    expect(lostContextLately(place, NOW + 60_000)).toBe(false)
  })

  it('leaves what else the history holds', () => {
    const { place, canvas } = page({ other: 1 })
    startOverWithoutContext(canvas, place, () => NOW)
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(place.history.state).toMatchObject({ other: 1 })
  })

  it('is forgotten when the clock was put right meanwhile', () => {
    const { place, canvas } = page()
    startOverWithoutContext(canvas, place, () => 86_400_000)
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(lostContextLately(place, NOW)).toBe(false)
  })

  it('starts over even where the history refuses to remember', () => {
    const { place, canvas, reloads } = page()
    place.history.replaceState = () => {
      throw new Error('Too many.')
    }
    startOverWithoutContext(canvas, place, () => NOW)
    canvas.dispatchEvent(new Event('webglcontextlost'))
    expect(reloads()).toBe(1)
  })

  it('of another page’s state is none', () => {
    for (const state of [null, 'text', 7, { lostContextAtMs: 'soon' }]) {
      expect(lostContextLately(page(state).place, NOW)).toBe(false)
    }
  })
})
