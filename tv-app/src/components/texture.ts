import { Lightning } from '../lightning.js'
import { readableCanvas } from './canvas.ts'

/**
 * A texture painted on a canvas of exactly this many pixels.
 *
 * @param id the same for the same picture, so that it is painted once
 */
export function painted(
  id: string,
  width: number,
  height: number,
  paint: (context: CanvasRenderingContext2D) => void,
) {
  return Lightning.Tools.getCanvasTexture((done) => {
    const canvas = readableCanvas()
    canvas.width = width
    canvas.height = height
    const context = canvas.getContext('2d')
    if (context) paint(context)
    done(null, canvas)
  }, `${id}:${width}x${height}`)
}

export function roundedPath(
  context: CanvasRenderingContext2D,
  [x, y, width, height]: readonly [number, number, number, number],
  radius: number,
): void {
  context.beginPath()
  context.moveTo(x + radius, y)
  context.arcTo(x + width, y, x + width, y + height, radius)
  context.arcTo(x + width, y + height, x, y + height, radius)
  context.arcTo(x, y + height, x, y, radius)
  context.arcTo(x, y, x + width, y, radius)
  context.closePath()
}
