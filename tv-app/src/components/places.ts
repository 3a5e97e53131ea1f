import { STAGE } from '../theme.ts'
import { rtl } from '../words/texts.ts'

/** Where an element stands, and which of its edges that is: 0 its left, 1 its right. To be spread into a template. */
export interface Place {
  x: number
  mountX: 0 | 1
}

/**
 * So far from the edge at which reading begins: left, or right in Arabic.
 *
 * @param x pixels from that edge to the element's near edge
 * @param within how wide the element's parent is
 */
export function fromStart(x: number, within: number = STAGE.width): Place {
  return rtl() ? { x: within - x, mountX: 1 } : { x, mountX: 0 }
}

/** So far from the edge at which reading ends. */
export function fromEnd(x: number, within: number = STAGE.width): Place {
  return rtl() ? { x, mountX: 0 } : { x: within - x, mountX: 1 }
}

/** The left edge of what is `width` wide and stands so far from where reading begins: for what is never mounted. */
export function leftOf(x: number, width: number, within: number = STAGE.width): number {
  return rtl() ? within - x - width : x
}
