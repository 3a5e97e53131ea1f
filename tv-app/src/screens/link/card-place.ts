import { leftOf } from '../../components/places.ts'
import { SAFE, STAGE } from '../../theme.ts'

/** The square that shows a code, or what stands in its place: where reading ends, in the middle of the height. */
export const CARD = { size: 840, y: (STAGE.height - 840) / 2 } as const

/** Left edge of something so wide in the middle of the square, in pixels of the stage. */
export function cardX(width: number = CARD.size): number {
  const beside = (CARD.size - width) / 2
  return leftOf(STAGE.width - SAFE.x - width - beside, width)
}
