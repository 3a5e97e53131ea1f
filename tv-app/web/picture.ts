import { svgElement } from './dom.ts'

/** Draws the QR into its frame once the encoder has come; without it the address and the code have to do. */
export async function drawQr(frame: Element, text: string): Promise<void> {
  const coder = await import('./qr.ts').catch(() => null)
  if (!coder) return
  const { side, path } = coder.qrPath(text)
  const picture = svgElement('svg', {
    viewBox: `0 0 ${side} ${side}`,
    'shape-rendering': 'crispEdges',
    'aria-hidden': 'true',
  })
  picture.append(
    svgElement('rect', { width: '100%', height: '100%', fill: '#fff' }),
    svgElement('path', { d: path, fill: '#000' }),
  )
  // Another code may have come meanwhile.
  if (frame.getAttribute('href') === text) frame.replaceChildren(picture)
}
