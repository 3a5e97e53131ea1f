import { painted } from '../../components/texture.ts'
import type { Texture } from '../../lightning.js'
import { Lightning } from '../../lightning.js'
import { FONT } from '../../theme.ts'

/** As many as "−99:59:59" has. */
const MOST = 9

/** Each sign is painted once for each size and coloured by the chip, so that a running clock costs no textures. */
const SIGNS = new Map<string, Sign>()

interface Sign {
  texture: Texture
  width: number
}

/**
 * A time in digits. They are equally wide, so that it does not tremble, and run from left to right in every language.
 *
 * `size` in pixels, `tint` as 0xAARRGGBB; `x` is the left edge, or with `mountX` any other.
 */
export class Digits extends Lightning.Component {
  declare private size: number
  declare private tint: number
  declare private shown: string

  static override _template() {
    return { children: Array.from({ length: MOST }, () => ({})) }
  }

  override _construct(): void {
    this.size = 34
    this.tint = 0xffffffff
    this.shown = ''
  }

  show(text: string): void {
    if (text === this.shown) return
    this.shown = text
    let x = 0
    this.children.forEach((place, index) => {
      const sign = text.charAt(index)
      place.visible = sign !== ''
      if (sign === '') return
      const { texture, width } = signOf(sign, this.size)
      place.patch({ texture, x, color: this.tint })
      x += width
    })
    this.patch({ w: x, h: heightOf(this.size) })
  }
}

function signOf(sign: string, size: number): Sign {
  const key = `${sign}${size}`
  const known = SIGNS.get(key)
  if (known) return known
  const font = `${size}px ${FONT.medium.join(',')}`
  const own = widthOf(sign, font, size)
  const width = Math.ceil(/[0-9]/.test(sign) ? widthOf('0', font, size) : own)
  const texture = painted(`sign:${key}`, width, heightOf(size), (context) => {
    context.font = font
    context.textBaseline = 'middle'
    context.fillStyle = '#ffffff'
    context.fillText(sign, (width - own) / 2, heightOf(size) / 2)
  })
  const made = { texture, width }
  SIGNS.set(key, made)
  return made
}

function widthOf(sign: string, font: string, size: number): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return size * 0.6
  context.font = font
  return context.measureText(sign).width
}

function heightOf(size: number): number {
  return Math.round(size * 1.3)
}
