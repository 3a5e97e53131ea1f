import { readableCanvas } from '../../components/canvas.ts'
import { roundedPath } from '../../components/texture.ts'
import type { Texture } from '../../lightning.js'
import { Lightning } from '../../lightning.js'
import { COLOR } from '../../theme.ts'
import { rtl } from '../../words/texts.ts'
import { inTurn } from './in-turn.ts'
import { landscape } from './landscape.ts'

interface Poster {
  id: string
  /** `#RRGGBB`. */
  color: string
}

interface Size {
  width: number
  height: number
}

export const POSTER_RADIUS = 20

/** Of the large picture so much is seen at all, and where from its words' edge it is seen in full: shares of its width. */
export const BACKDROP = { seen: 0.84, full: 0.8 } as const

/** How far the night reaches down into the large picture, as a share of its height, and how dense it is at the edge. */
const NIGHTFALL = { height: 0.43, density: 0.9 } as const

/** A small landscape in the title's colour: the same title always gets the same one. */
export function posterTexture(poster: Poster, { width, height }: Size): Texture {
  return paintedInTurn(`poster:${poster.id}:${poster.color}`, { width, height }, (context) => {
    roundedPath(context, [0, 0, width, height], POSTER_RADIUS)
    context.clip()
    landscape(context, poster, width, height)
  })
}

/**
 * The same landscape for the large picture behind the words: it fades out towards them and to the bottom, and its upper
 * edge lies in the night, so that the words there stay readable whatever its colour.
 */
export function backdropTexture(poster: Poster, { width, height }: Size): Texture {
  const size = { width: Math.round(width * BACKDROP.seen), height }
  return paintedInTurn(`backdrop:${poster.id}:${poster.color}`, size, (context) => {
    // In Arabic the words stand on the other side, and the sun as well.
    if (rtl()) {
      context.translate(size.width, 0)
      context.scale(-1, 1)
    }
    // What has faded out altogether is not worth its pixels.
    context.translate(size.width - width, 0)
    landscape(context, poster, width, height)
    darken(context, { width, height: height * NIGHTFALL.height })
    context.globalCompositeOperation = 'destination-in'
    fade(context, [width * (1 - BACKDROP.seen), 0, width * BACKDROP.full, 0], { width, height })
    fade(context, [0, height, 0, height * 0.3], { width, height })
  })
}

/**
 * The operator's own picture, cut to this size whatever its own: a poster of a cinema's size must not fill the memory of
 * a set. While it does not arrive the texture stays without a picture; it is asked for again when it is next used.
 *
 * @param url of any origin that allows it (CORS)
 */
export function photoTexture(url: string, size: Size): Texture {
  return Lightning.Tools.getCanvasTexture((done, stage) => {
    const image = new Image()
    let cancelTurn = () => {}
    // WebGL takes no picture that its server has not allowed for other origins.
    image.crossOrigin = 'anonymous'
    image.onload = () => {
      cancelTurn = inTurn(stage, () => done(null, cut(image, size)))
    }
    image.src = url
    return () => {
      image.onload = null
      image.removeAttribute('src')
      cancelTurn()
    }
  }, `photo:${url}:${size.width}x${size.height}`)
}

/** As `painted`, but when a frame has room for it. */
function paintedInTurn(
  id: string,
  size: Size,
  paint: (context: CanvasRenderingContext2D) => void,
): Texture {
  return Lightning.Tools.getCanvasTexture(
    (done, stage) => inTurn(stage, () => done(null, canvasOf(size, paint))),
    `${id}:${size.width}x${size.height}`,
  )
}

/** The middle of the picture, as large as it covers all of this size. */
function cut(image: HTMLImageElement, { width, height }: Size): HTMLCanvasElement {
  return canvasOf({ width, height }, (context) => {
    // A picture without a size of its own (SVG) has none here either.
    const [ownWidth, ownHeight] = [image.naturalWidth || width, image.naturalHeight || height]
    const scale = Math.max(width / ownWidth, height / ownHeight)
    const [w, h] = [ownWidth * scale, ownHeight * scale]
    roundedPath(context, [0, 0, width, height], POSTER_RADIUS)
    context.clip()
    context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h)
  })
}

function canvasOf(
  { width, height }: Size,
  paint: (context: CanvasRenderingContext2D) => void,
): HTMLCanvasElement {
  const canvas = readableCanvas()
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context) paint(context)
  return canvas
}

function darken(context: CanvasRenderingContext2D, { width, height }: Size): void {
  const gradient = context.createLinearGradient(0, 0, 0, height)
  const [red, green, blue] = [16, 8, 0].map((shift) => (COLOR.nightTop >>> shift) & 255)
  gradient.addColorStop(0, `rgba(${red},${green},${blue},${NIGHTFALL.density})`)
  gradient.addColorStop(1, `rgba(${red},${green},${blue},0)`)
  context.fillStyle = gradient
  context.fillRect(0, 0, width, height)
}

function fade(
  context: CanvasRenderingContext2D,
  [fromX, fromY, toX, toY]: readonly [number, number, number, number],
  { width, height }: Size,
): void {
  const gradient = context.createLinearGradient(fromX, fromY, toX, toY)
  // Straight, one would see where it begins.
  for (const at of [0, 0.25, 0.5, 0.75, 1]) {
    gradient.addColorStop(at, `rgba(0,0,0,${at * at * (3 - 2 * at)})`)
  }
  context.fillStyle = gradient
  context.fillRect(0, 0, width, height)
}
