import { Brand } from '../../components/Brand.ts'
import { Choice } from '../../components/Choice.ts'
import { fromStart, leftOf } from '../../components/places.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import type { Element } from '../../lightning.js'
import type { Area } from '../../remote/pointer.ts'
import { COLOR, LEAST_SIZE, SAFE, STAGE } from '../../theme.ts'

/** How wide the column is in which things are said, where reading begins; beside it stands the square. */
export const COLUMN = 820

/** From the top of the stage: the same on every screen, so that nothing jumps when one follows the other. */
export const ROWS = {
  brand: SAFE.y,
  headlineEnd: 390,
  detail: 396,
  button: 546,
  hint: 570,
  code: 656,
  status: 884,
  small: 978,
} as const

const HEADLINE = { size: 88, bold: true, lineHeight: 100 } as const
const DETAIL = { size: 38, bold: false, lineHeight: 54, width: COLUMN } as const
const HINT = { size: 34, bold: false, color: COLOR.accent } as const
/** `inset` is what it grows by when it is chosen. */
const BUTTON = { width: 460, height: 66, inset: 12 } as const
const SMALL = { size: 28, color: COLOR.muted } as const

/** Left edge of the column, whichever side that is on. */
export function columnX(): number {
  return leftOf(SAFE.x, COLUMN)
}

export function brand() {
  return { type: Brand, ...fromStart(SAFE.x), y: ROWS.brand }
}

/** Two short lines, or one right above what follows. What they say is set with `setHeadline`. */
export function headline() {
  return { ...fromStart(SAFE.x), y: ROWS.headlineEnd, mountY: 1, text: textOf('', HEADLINE) }
}

export function setHeadline(element: Element, words: string): void {
  setFitted(element, words, HEADLINE)
}

/** Up to three lines. */
export function detail() {
  return { ...fromStart(SAFE.x), y: ROWS.detail, text: textOf('', DETAIL) }
}

export function setDetail(element: Element, words: string): void {
  setFitted(element, words, DETAIL)
}

/** What Back does. */
export function hint() {
  return { ...fromStart(SAFE.x), y: ROWS.hint, text: textOf('', HINT) }
}

export function setHint(element: Element, words: string): void {
  setFitted(element, words, HINT)
}

/** A longer sentence is written smaller, as far as it is still read from a couch; then its lines are broken. */
function setFitted(element: Element, words: string, look: { size: number; bold: boolean }): void {
  if (element.text.text === words) return
  element.text.fontSize = Math.max(LEAST_SIZE, fittingSize(words, look, COLUMN))
  element.text.text = words
}

export function button(words: string) {
  const { width: w, height: h } = BUTTON
  return { type: Choice, ...buttonPlace(), box: { w, h }, words, chosen: true }
}

/** Where a remote that points finds the button. */
export function buttonArea<T>(is: T): Area<T> {
  const { width: w, height: h } = BUTTON
  return { ...buttonPlace(), w, h, is }
}

function buttonPlace() {
  return { x: leftOf(SAFE.x + BUTTON.inset, BUTTON.width), y: ROWS.button }
}

/** One line at the foot, as wide as the stage. */
export function small() {
  const width = STAGE.width - 2 * SAFE.x
  return { ...fromStart(SAFE.x), y: ROWS.small, text: textOf('', { ...SMALL, width, lines: 1 }) }
}
