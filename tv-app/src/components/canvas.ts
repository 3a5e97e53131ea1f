import { beginsRtl, hasRtl, rightToLeft } from '../words/direction.ts'
import { rtl } from '../words/texts.ts'

/**
 * A canvas whose pixels lie where they can be read. Lightning reads back all that it is to upload; from a canvas on the
 * graphics chip that is a wait of tens of milliseconds for every line of text. Lines run on it as they are read.
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
    // An Arabic sentence may begin with a Latin name; among other languages' sentences, Arabic is a name or a title.
    const runsLeft = rtl() ? hasRtl(text) : beginsRtl(text)
    fillText(runsLeft ? rightToLeft(text) : text, x, y)
  }
}
