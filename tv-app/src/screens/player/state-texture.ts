import { css } from '../../color.ts'
import { painted } from '../../components/texture.ts'
import { COLOR } from '../../theme.ts'

/** What the video does, as every remote draws it. */
export function stateTexture(state: 'playing' | 'paused', size: number) {
  return painted(`video:${state}`, size, size, (context) => {
    context.fillStyle = css(COLOR.accent)
    if (state === 'paused') {
      const bar = size * 0.26
      context.fillRect(size * 0.16, size * 0.1, bar, size * 0.8)
      context.fillRect(size * 0.58, size * 0.1, bar, size * 0.8)
      return
    }
    context.beginPath()
    context.moveTo(size * 0.18, size * 0.08)
    context.lineTo(size * 0.9, size * 0.5)
    context.lineTo(size * 0.18, size * 0.92)
    context.closePath()
    context.fill()
  })
}
