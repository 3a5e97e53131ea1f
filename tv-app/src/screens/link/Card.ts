import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { CALM, COLOR } from '../../theme.ts'
import { qrTexture } from './QrCode.ts'

const RADIUS = 34
/** What a code looks like that cannot be used just now: still read by a phone, and plainly asleep. */
const ASLEEP = 0xff85869f

/** What the square shows. */
export type Face =
  | { kind: 'nothing' }
  /** `asleep`: the server is away, and the code may be good again when it is back. */
  | { kind: 'code'; qr: string; asleep: boolean }
  /** The first code is under way, or none is to be had. */
  | { kind: 'empty'; words: string }
  /** OK brings a code, and nothing else can be pressed. */
  | { kind: 'press'; words: string }

/** The square beside the words: the QR code, or what stands in its place. */
export class Card extends Lightning.Component {
  declare private size: number
  declare private shown: string

  override _construct(): void {
    this.shown = ''
  }

  /** Edge of the square, once and for all. */
  set edge(size: number) {
    this.size = size
    const words = { size: 44, color: COLOR.muted, align: 'center', width: size - 160 } as const
    const press = {
      size: 64,
      bold: true,
      lineHeight: 84,
      align: 'center',
      width: size - 80,
    } as const
    const middle = { x: size / 2, y: size / 2, mount: 0.5 }
    this.patch({
      w: size,
      h: size,
      Ground: { w: size, h: size, texture: square(size, 0), color: COLOR.panel },
      Edge: { w: size, h: size, texture: square(size, 6), color: COLOR.accent, alpha: 0 },
      Words: { ...middle, alpha: 0, text: textOf('', words) },
      Press: { ...middle, alpha: 0, text: textOf('', press) },
      Qr: { w: size, h: size, visible: false },
    })
  }

  show(face: Face): void {
    this.setSmooth('alpha', face.kind === 'nothing' ? 0 : 1, { duration: CALM.fade })
    // What fades out stays as it was.
    if (face.kind === 'nothing') return
    const qr = this.tag('Qr')
    qr.visible = face.kind === 'code'
    if (face.kind === 'code') {
      if (face.qr !== this.shown) qr.texture = qrTexture(face.qr, this.size)
      this.shown = face.qr
      qr.color = face.asleep ? ASLEEP : 0xffffffff
    }
    const pressed = face.kind === 'press'
    this.tag('Words').alpha = face.kind === 'empty' ? 1 : 0
    for (const part of ['Press', 'Edge']) this.tag(part).alpha = pressed ? 1 : 0
    if (face.kind === 'empty') this.tag('Words').text.text = face.words
    if (face.kind === 'press') this.tag('Press').text.text = face.words
  }
}

/** Painted white, so that a colour only tints it; at half its size, since nothing on it is finer. */
function square(size: number, stroke: number) {
  const [edge, width] = [size / 2, stroke / 2]
  const white = 0xffffffff
  const filled = stroke === 0
  return Lightning.Tools.getRoundRect(
    edge - 2 - width,
    edge - 2 - width,
    RADIUS / 2,
    width,
    white,
    filled,
    filled ? white : 0,
  )
}
