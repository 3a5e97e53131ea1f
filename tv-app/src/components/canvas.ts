import { hasRtl, rightToLeft } from '../words/direction.ts'

/**
 * A canvas whose pixels lie where they can be read. Lightning reads back all that it is to upload; from a canvas on the
 * graphics chip that is a wait of tens of milliseconds for every line of text. Arabic lines run from right to left on it.
 */
export function readableCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  // Whoever asks for the context later gets this very one.
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context) drawBothWays(context)
  return canvas
}

/** The x of a line stays its left edge, as Lightning has measured it: only the order within it changes. */
function drawBothWays(context: CanvasRenderingContext2D): void {
  const fillText = context.fillText.bind(context)
  context.fillText = (text, x, y) => {
    // On a page that is written from right to left a line would otherwise begin at its right edge.
    if (context.textAlign === 'start') context.textAlign = 'left'
    fillText(hasRtl(text) ? rightToLeft(text) : text, x, y)
  }
}
