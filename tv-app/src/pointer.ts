import { STAGE } from './theme.ts'

/**
 * Where on the stage something lies that is at this point of an element that shows all of it, as large as it fits and
 * in the middle (`object-fit: contain`).
 */
export function stagePoint(
  at: { x: number; y: number },
  element: { width: number; height: number },
): { x: number; y: number } {
  const scale = Math.min(element.width / STAGE.width, element.height / STAGE.height)
  return {
    x: (at.x - (element.width - STAGE.width * scale) / 2) / scale,
    y: (at.y - (element.height - STAGE.height * scale) / 2) / scale,
  }
}
