import { describe, expect, it } from 'vitest'

import { HeldKey, watchHeldKey } from '../../../../tv-app/src/remote/held.ts'
import { standInWindow, told } from '../stand-in-window.ts'

const BACK = { keyCode: 10009 }
const OK = { keyCode: 13 }

describe('a key that is held', () => {
  it('is a repeat where the engine says so', () => {
    expect(new HeldKey().isRepeat({ ...OK, repeat: true }, 0)).toBe(true)
  })

  it('is a repeat where the engine says nothing: one keydown after another, and no keyup', () => {
    const key = new HeldKey()
    expect([0, 500, 600, 700].map((at) => key.isRepeat(OK, at))).toEqual([false, true, true, true])
  })

  it('is pressed anew once it was released', () => {
    const key = new HeldKey()
    key.isRepeat(OK, 0)
    key.released(OK.keyCode)
    expect(key.isRepeat(OK, 100)).toBe(false)
  })

  it('is still held when another one is released', () => {
    const key = new HeldKey()
    key.isRepeat(OK, 0)
    key.released(BACK.keyCode)
    expect(key.isRepeat(OK, 100)).toBe(true)
  })

  it('no longer repeats after another was pressed', () => {
    const key = new HeldKey()
    expect([OK, BACK, OK].map((press, at) => key.isRepeat(press, at))).toEqual([
      false,
      false,
      false,
    ])
  })

  it('does not stay dead on an engine that tells no keyup', () => {
    const key = new HeldKey()
    expect([0, 1500, 3000].map((at) => key.isRepeat(OK, at))).toEqual([false, false, false])
  })

  it('counts as held for as long as it repeats', () => {
    const key = new HeldKey()
    const repeats = Array.from({ length: 100 }, (_, index) => key.isRepeat(OK, index * 100))
    expect(repeats.filter((repeat) => !repeat)).toHaveLength(1)
  })
})

describe('the keys of a page', () => {
  function watched() {
    const page = standInWindow()
    return { ...page, isRepeat: watchHeldKey(page.owner) }
  }

  it('are released by their keyup', () => {
    const { owner, isRepeat } = watched()
    isRepeat(OK)
    owner.dispatchEvent(told('keyup', OK))
    expect(isRepeat(OK)).toBe(false)
    expect(isRepeat(OK)).toBe(true)
  })

  it('are all released when the page loses them', () => {
    const { owner, document, isRepeat } = watched()
    isRepeat(OK)
    owner.dispatchEvent(told('blur'))
    expect(isRepeat(OK)).toBe(false)
    document.dispatchEvent(told('visibilitychange'))
    expect(isRepeat(OK)).toBe(false)
  })

  it('are measured by a clock that does not jump', () => {
    const { advance, isRepeat } = watched()
    isRepeat(OK)
    advance(1001)
    expect(isRepeat(OK)).toBe(false)
    advance(1000)
    expect(isRepeat(OK)).toBe(true)
  })
})
