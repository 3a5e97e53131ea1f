import type { PNG } from 'pngjs'

import { contrast } from '../../tv-app/src/color.ts'
import type { SeenText } from './tv-stage.ts'

/** Pixels at 1080p below which nobody reads from a sofa. */
const SMALLEST = 28
/** WCAG 2.2 §1.4.3. */
const CONTRAST = 4.5
/** What a set may cut off at its edges. */
const SAFE = { x: 96, y: 54 }
/** Lightning leaves a margin around its letters, and what stands still drifts by a few pixels so that it burns in nowhere. */
const MARGIN = 24

/** What is wrong with these texts on this picture, each in words. */
export function legibilityFaults(texts: readonly SeenText[], picture: PNG): string[] {
  return texts.flatMap((text) => {
    const name = JSON.stringify(text.words)
    const faults: string[] = []
    if (text.fontSize < SMALLEST) faults.push(`${name} is ${text.fontSize} px`)
    const ratio = contrastOf(text, picture)
    if (ratio < CONTRAST) faults.push(`${name} has a contrast of ${ratio.toFixed(2)}`)
    if (!isSafe(text, picture)) faults.push(`${name} leaves the safe area`)
    return faults
  })
}

/** Which of these texts lie on one another, each pair in words. */
export function overlaps(texts: readonly SeenText[]): string[] {
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter((other) => touches(one, other))
      .map((other) => `${JSON.stringify(one.words)} lies on ${JSON.stringify(other.words)}`),
  )
}

function touches(one: SeenText, other: SeenText): boolean {
  const [upper, lower] = one.top <= other.top ? [one, other] : [other, one]
  const sideways = one.left < other.left + other.width && other.left < one.left + one.width
  return sideways && letterBottom(upper) > letterTop(lower)
}

/** Shares of its size that Lightning leaves free above the letters of a text, and below the last line. */
const ROOM = { above: 0.2, below: 0.5 } as const

function letterTop({ top, fontSize }: SeenText): number {
  return top + ROOM.above * fontSize
}

function letterBottom({ top, height, fontSize }: SeenText): number {
  return top + height - ROOM.below * fontSize
}

/** What lies below the screen altogether is a row that is yet to come. */
function isSafe({ left, top, width, height, fontSize }: SeenText, picture: PNG): boolean {
  if (top >= picture.height) return true
  const sideways = left >= SAFE.x - MARGIN && left + width <= picture.width - SAFE.x + MARGIN
  // A box is taller than its letters.
  return sideways && top >= SAFE.y - fontSize && top + height <= picture.height - SAFE.y + fontSize
}

/** Letters against their ground. */
function contrastOf(text: SeenText, picture: PNG): number {
  const ground = groundOf(text, picture)
  const shown = blend(text.color, ground, text.opacity)
  return contrast(0xff000000 + shown, 0xff000000 + ground)
}

/** The commonest colour around the words. Letters hardly touch the edges of their box; below them it may overlap others. */
function groundOf({ left, top, width, height }: SeenText, picture: PNG): number {
  const counts = new Map<number, number>()
  const count = (x: number, y: number) => {
    const [column, row] = [Math.round(x), Math.round(y)]
    if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) return
    const at = (row * picture.width + column) * 4
    const [red = 0, green = 0, blue = 0] = picture.data.subarray(at, at + 3)
    const color = red * 65536 + green * 256 + blue
    counts.set(color, (counts.get(color) ?? 0) + 1)
  }
  for (let x = left; x < left + width; x += 2) count(x, top)
  for (let y = top; y < top + height; y += 2) {
    count(left - 2, y)
    count(left + width + 1, y)
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most?.[0] ?? 0
}

function blend(over: number, under: number, share: number): number {
  const channel = (shift: number) => {
    const [a, b] = [(over >>> shift) & 255, (under >>> shift) & 255]
    return Math.round(a * share + b * (1 - share)) * 2 ** shift
  }
  return channel(16) + channel(8) + channel(0)
}
