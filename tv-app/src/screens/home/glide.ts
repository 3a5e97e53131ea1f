import type { Element } from '../../lightning.js'

const SECONDS = 0.22

/**
 * Moves an element to where it belongs, calmly. While an arrow is held it would fall behind more and more, and the focus
 * would leave the view: so it is never further away than this.
 *
 * @param furthest pixels; 0 moves at once
 */
export function glide(element: Element, axis: 'x' | 'y', to: number, furthest: number): void {
  const away = Math.max(-furthest, Math.min(furthest, element[axis] - to))
  element[axis] = to + away
  element.setSmooth(axis, to, { duration: SECONDS, timingFunction: 'ease-out' })
}
