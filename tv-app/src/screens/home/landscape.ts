import { argb, css, mix } from '../../color.ts'
import { COLOR } from '../../theme.ts'

/** Paints hills, sky and sun in this colour. The same id always gives the same ones. */
export function landscape(
  context: CanvasRenderingContext2D,
  { id, color }: { id: string; color: string },
  width: number,
  height: number,
): void {
  const base = argb(color)
  const random = dice(id)
  const sky = context.createLinearGradient(0, 0, 0, height)
  sky.addColorStop(0, css(mix(base, COLOR.dark, 0.45)))
  sky.addColorStop(1, css(mix(base, COLOR.text, 0.25)))
  context.fillStyle = sky
  context.fillRect(0, 0, width, height)
  context.fillStyle = css(mix(base, COLOR.text, 0.6))
  context.beginPath()
  const sunX = width * (0.55 + random() * 0.3)
  context.arc(sunX, height * (0.3 + random() * 0.2), height * 0.13, 0, 2 * Math.PI)
  context.fill()
  for (let layer = 0; layer < 3; layer += 1) {
    context.fillStyle = css(mix(base, COLOR.dark, 0.2 + layer * 0.26))
    hill(context, { width, height, top: 0.56 + layer * 0.14, turn: random() * 6 })
  }
}

function hill(
  context: CanvasRenderingContext2D,
  shape: { width: number; height: number; top: number; turn: number },
): void {
  const { width, height, top, turn } = shape
  context.beginPath()
  context.moveTo(0, height)
  for (let x = 0; x < width + 4; x += 4) {
    const way = (x / width) * 4 + turn
    const rise = Math.sin(way) * 0.08 + Math.sin(way * 2.3 + 1) * 0.03
    context.lineTo(x, height * (top + rise))
  }
  context.lineTo(width + 4, height)
  context.closePath()
  context.fill()
}

/** Random enough for hills, and the same at every start. */
function dice(seed: string): () => number {
  let state = 7
  for (const character of seed) state = (state * 31 + character.charCodeAt(0)) % 2147483647
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}
