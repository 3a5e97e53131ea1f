import { describe, expect, it } from 'vitest'

import { hit, stagePoint, watchPointer } from '../../../../tv-app/src/remote/pointer.ts'
import { standInWindow, told } from '../stand-in-window.ts'

describe('a point of the screen', () => {
  it.each([
    ['of the stage’s own size', 1920, 1080, 300, 200, 300, 200],
    ['of a smaller set', 1280, 720, 200, 100, 300, 150],
    ['that is wider, so that both sides stay empty', 2120, 1080, 400, 200, 300, 200],
    ['that is higher, so that top and foot stay empty', 960, 740, 150, 200, 300, 200],
  ])('is the same of the stage on a set %s', (_set, width, height, x, y, stageX, stageY) => {
    expect(stagePoint({ x, y }, { width, height })).toEqual({ x: stageX, y: stageY })
  })
})

describe('what lies at a point', () => {
  const areas = [
    { x: 100, y: 100, w: 200, h: 100, is: 'tile' },
    { x: 150, y: 120, w: 20, h: 20, is: 'button on it' },
  ]

  it.each([
    ['its first pixel', 100, 100, 'tile'],
    ['its last pixel', 299, 199, 'tile'],
    ['beside it', 300, 150, null],
    ['below it', 200, 200, null],
    ['what is drawn later', 160, 130, 'button on it'],
  ])('is found at %s', (_where, x, y, is) => {
    expect(hit(areas, { x, y })).toBe(is)
  })
})

/** A canvas of half the stage's size, and what its watcher was told. */
function pointed() {
  const page = standInWindow()
  const canvas = Object.assign(new EventTarget(), {
    ownerDocument: page.document,
    clientWidth: 960,
    clientHeight: 540,
    style: { cursor: 'unset' },
  })
  const said: string[] = []
  watchPointer(canvas as unknown as HTMLCanvasElement, {
    hover: ({ x, y }) => said.push(`hover ${x} ${y}`),
    press: ({ x, y }) => said.push(`press ${x} ${y}`),
    wheel: (step) => said.push(`wheel ${step}`),
  })
  const at = (x: number, y: number) => ({ clientX: x, clientY: y, offsetX: x, offsetY: y })
  const move = (x: number, y: number) => canvas.dispatchEvent(told('mousemove', at(x, y)))
  const click = (x: number, y: number) => canvas.dispatchEvent(told('click', at(x, y)))
  const wheel = (deltaY: number, deltaMode = 0) =>
    canvas.dispatchEvent(told('wheel', { deltaY, deltaMode }))
  return { ...page, canvas, said, move, click, wheel }
}

describe('a remote that points', () => {
  it('is heard once a frame, at the last place', () => {
    const { move, frame, said } = pointed()
    move(10, 10)
    move(20, 20)
    move(30, 30)
    expect(said).toEqual([])
    expect(frame()).toBe(1)
    expect(said).toEqual(['hover 60 60'])
    move(40, 40)
    frame()
    expect(said).toEqual(['hover 60 60', 'hover 80 80'])
  })

  it('presses at once, where it points', () => {
    const { click, said } = pointed()
    click(100, 50)
    expect(said).toEqual(['press 200 100'])
  })

  it('does not take the focus back from the arrows when only the screen under it moved', () => {
    const { move, frame, said } = pointed()
    move(10, 10)
    frame()
    move(10, 10)
    frame()
    expect(said).toHaveLength(1)
  })

  it('turns its wheel in steps, however a browser counts', () => {
    const { wheel, said } = pointed()
    wheel(120)
    wheel(-3, 1)
    for (let small = 0; small < 13; small += 1) wheel(4)
    expect(said).toEqual(['wheel 1', 'wheel -1', 'wheel 1'])
  })

  it('forgets half a turn when it turns the other way', () => {
    const { wheel, said } = pointed()
    wheel(40)
    wheel(-20)
    wheel(20)
    wheel(20)
    expect(said).toEqual([])
  })

  it('shows its cursor while it moves, and hides it after five seconds or at a key', () => {
    const { owner, canvas, move, click, advance } = pointed()
    expect(canvas.style.cursor).toBe('none')
    move(10, 10)
    expect(canvas.style.cursor).toBe('')
    advance(4000)
    click(10, 10)
    advance(4999)
    expect(canvas.style.cursor).toBe('')
    advance(1)
    expect(canvas.style.cursor).toBe('none')
    move(11, 10)
    owner.dispatchEvent(told('keydown', { keyCode: 39 }))
    expect(canvas.style.cursor).toBe('none')
  })
})
