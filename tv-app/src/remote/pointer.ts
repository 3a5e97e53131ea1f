import { STAGE } from '../theme.ts'

/** In pixels of the stage. */
export interface Point {
  x: number
  y: number
}

/** Where on the stage something lies that can be pointed at, and what it is. */
export interface Area<T> extends Point {
  w: number
  h: number
  is: T
}

/** What lies at this point, the last of the list on top; `null` when nothing does. */
export function hit<T>(areas: readonly Area<T>[], { x, y }: Point): T | null {
  for (let index = areas.length - 1; index >= 0; index -= 1) {
    const area = areas[index]
    if (!area) continue
    const inside = x >= area.x && x < area.x + area.w && y >= area.y && y < area.y + area.h
    if (inside) return area.is
  }
  return null
}

/**
 * Where on the stage something lies that is at this point of an element that shows all of it, as large as it fits and
 * in the middle (`object-fit: contain`).
 */
export function stagePoint(at: Point, element: { width: number; height: number }): Point {
  const scale = Math.min(element.width / STAGE.width, element.height / STAGE.height)
  return {
    x: (at.x - (element.width - STAGE.width * scale) / 2) / scale,
    y: (at.y - (element.height - STAGE.height * scale) / 2) / scale,
  }
}

export interface PointerWatcher {
  /** The pointer was moved here; at most once a frame. */
  hover(point: Point): void
  press(point: Point): void
  /** One step of the wheel: 1 down, -1 up. */
  wheel(step: 1 | -1): void
}

/** As webOS hides its own. */
const HIDDEN_AFTER_MS = 5000

/** Less than browsers report for one notch of a wheel, in CSS pixels; a trackpad sends many small ones. */
const NOTCH = 50

/** A line of text, in CSS pixels, where a browser counts the wheel in lines. */
const LINE = 33

/** Tells what a mouse or a pointing remote does on the stage, and hides its cursor when it rests or a key is pressed. */
export function watchPointer(canvas: HTMLCanvasElement, watcher: PointerWatcher): void {
  const owner = canvas.ownerDocument.defaultView
  if (!owner) return
  const cursor = restingCursor(canvas, owner)
  let last = ''
  let next: Point | null = null
  let turned = 0

  canvas.addEventListener('mousemove', (event) => {
    // A browser repeats the last place when what lies under it changes, which is no movement.
    const place = `${event.clientX} ${event.clientY}`
    if (place === last) return
    last = place
    cursor.show()
    const isAsked = next !== null
    next = pointOf(canvas, event)
    if (isAsked) return
    owner.requestAnimationFrame(() => {
      if (next) watcher.hover(next)
      next = null
    })
  })
  canvas.addEventListener('click', (event) => {
    cursor.show()
    watcher.press(pointOf(canvas, event))
  })
  canvas.addEventListener(
    'wheel',
    (event) => {
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * LINE
      turned = Math.sign(turned) === -Math.sign(pixels) ? pixels : turned + pixels
      if (Math.abs(turned) < NOTCH) return
      watcher.wheel(turned > 0 ? 1 : -1)
      turned = 0
    },
    { passive: true },
  )
}

function pointOf(canvas: HTMLCanvasElement, { offsetX: x, offsetY: y }: MouseEvent): Point {
  return stagePoint({ x, y }, { width: canvas.clientWidth, height: canvas.clientHeight })
}

function restingCursor(canvas: HTMLCanvasElement, owner: Window): { show(): void } {
  let timer: number | undefined
  const hide = (): void => {
    canvas.style.cursor = 'none'
    owner.clearTimeout(timer)
  }
  owner.addEventListener('keydown', hide, true)
  hide()
  return {
    show() {
      canvas.style.cursor = ''
      owner.clearTimeout(timer)
      timer = owner.setTimeout(hide, HIDDEN_AFTER_MS)
    },
  }
}
