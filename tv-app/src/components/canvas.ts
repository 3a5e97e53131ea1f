/**
 * A canvas whose pixels lie where they can be read. Lightning reads back all that it is to upload; from a canvas on the
 * graphics chip that is a wait of tens of milliseconds for every line of text.
 */
export function readableCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  // Whoever asks for the context later gets this very one.
  canvas.getContext('2d', { willReadFrequently: true })
  return canvas
}
