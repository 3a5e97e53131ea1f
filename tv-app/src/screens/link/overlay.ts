import { css, mix } from '../../color.ts'
import { painted, roundedPath } from '../../components/texture.ts'
import { COLOR, SAFE, STAGE } from '../../theme.ts'

/** What lies underneath no longer competes, and is still there. */
const VEIL = 0x990f1026

/** Painted this much smaller: its edges may be soft, and it would take eight megabytes. */
const COARSER = 4
const RADIUS = 40

/** Over the whole stage, also while what it belongs to drifts. */
export function veil() {
  return { rect: true, w: STAGE.width, h: STAGE.height, color: VEIL }
}

/** A ground as large as a screen, on which its words and its code lie over another one. */
export function panel() {
  const [x, y] = [SAFE.x - 52, SAFE.y - 26]
  const [w, h] = [STAGE.width - 2 * x, STAGE.height - 2 * y]
  return { x, y, w, h, texture: ground(w / COARSER, h / COARSER) }
}

function ground(width: number, height: number) {
  return painted('panel', Math.round(width), Math.round(height), (context) => {
    const gradient = context.createLinearGradient(0, 0, 0, height)
    gradient.addColorStop(0, css(mix(COLOR.nightTop, COLOR.panel, 0.5)))
    gradient.addColorStop(1, css(mix(COLOR.nightBottom, COLOR.panel, 0.25)))
    context.fillStyle = gradient
    context.strokeStyle = css(COLOR.key)
    roundedPath(context, [0.5, 0.5, width - 1, height - 1], RADIUS / COARSER)
    context.fill()
    context.stroke()
  })
}
