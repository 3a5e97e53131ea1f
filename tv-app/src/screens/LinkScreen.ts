import type { Link } from '../../client/link.ts'
import { Brand } from '../components/Brand.ts'
import { NumberBoxes } from '../components/NumberBoxes.ts'
import { Pad } from '../components/Pad.ts'
import { Pill } from '../components/Pill.ts'
import { PAD_AT } from '../components/pad-places.ts'
import { qrTexture } from '../components/QrCode.ts'
import { fittingSize, textOf } from '../components/text.ts'
import { Lightning } from '../lightning.js'
import type { MatchScreen, State } from '../story/state.ts'
import { NOTES, TEXTS } from '../texts.ts'
import { CALM, COLOR, SAFE, STAGE, UNSEEN } from '../theme.ts'
import { linkWords, numberWords } from './link-words.ts'

const CARD = { size: 840, right: STAGE.width - SAFE.x, middle: STAGE.height / 2 }
const COLUMN = 860
/** Between the words and the card. */
const GAP = 56
const STEP_HEIGHT = 76

/** Code and QR, and what to do with them. "Opened" changes the words; on "match" the pad stands where the QR stood. */
export class LinkScreen extends Lightning.Component {
  static override _template() {
    return {
      ...UNSEEN,
      Brand: { type: Brand, x: SAFE.x, y: SAFE.y + 6 },
      Promise: { x: SAFE.x, y: 144, text: headline(TEXTS.promise) },
      Steps: { x: SAFE.x, y: 410, children: TEXTS.steps.map(stepTemplate) },
      Opened: {
        x: SAFE.x,
        y: 408,
        alpha: 0,
        Detail: { text: textOf('', { size: 38, lineHeight: 56, width: COLUMN }) },
        Back: { y: 144, text: textOf('', { size: 34, color: COLOR.accent }) },
      },
      Typing: {
        x: SAFE.x,
        y: 664,
        Address: { text: textOf('', { size: 34, color: COLOR.muted }) },
        Code: { x: -4, y: 52 },
      },
      Entry: {
        x: SAFE.x,
        y: 664,
        alpha: 0,
        Label: { text: textOf('', { size: 34, color: COLOR.muted }) },
        Boxes: { type: NumberBoxes, y: 60 },
      },
      Note: { type: Pill, x: SAFE.x, y: 886 },
      Info: { x: SAFE.x, y: 1000, text: textOf('', { size: 22, color: COLOR.faint }) },
      Empty: { x: CARD.right - CARD.size, y: CARD.middle - CARD.size / 2, ...emptyCard() },
      Qr: { x: CARD.right, y: CARD.middle, mountX: 1, mountY: 0.5 },
      PadPlace: { ...PAD_AT, alpha: 0, Pad: { type: Pad } },
    }
  }

  /** @param info the small line: by which names server and device know this TV */
  draw({ screen }: State, info: { host: string; deviceId: string }): void {
    const visible = screen.name === 'link' || screen.name === 'opened' || screen.name === 'match'
    this.setSmooth('alpha', visible ? 1 : 0, { duration: CALM.fade })
    if (!visible) return
    const { headline, detail, back } = linkWords(screen)
    this.tag('Promise').text.text = headline
    this.fadeIn('Steps', detail === null)
    this.fadeIn('Opened', detail !== null)
    if (detail !== null) this.tag('Detail').text.text = detail
    this.tag('Back').text.text = back
    this.tag<Pill>('Note').say(screen.note && NOTES[screen.note], COLOR.alert)
    this.tag('Info').text.text = TEXTS.info(info.host, info.deviceId)
    const match = screen.name === 'match'
    for (const part of ['Qr', 'Typing']) this.fadeIn(part, !match)
    for (const part of ['PadPlace', 'Entry']) this.fadeIn(part, match)
    if (match) this.drawMatch(screen)
    else this.drawCode(screen.link)
  }

  private drawMatch(screen: MatchScreen): void {
    const { link, typed, focus, answer, asking, endsInSeconds } = screen
    const counts = answer === 'typing' && !asking
    this.tag('Label').text.text = numberWords(screen)
    this.tag<Pad>('Pad').show(counts ? focus : null)
    const boxes = this.tag<NumberBoxes>('Boxes')
    boxes.show(typed)
    boxes.timed = counts
    boxes.runDown(link.id, endsInSeconds)
  }

  private fadeIn(part: string, seen: boolean): void {
    this.tag(part).setSmooth('alpha', seen ? 1 : 0, { duration: CALM.fade })
  }

  private drawCode(link: Link | null): void {
    this.tag('Empty').visible = link === null
    this.tag('Qr').visible = link !== null
    this.tag('Typing').visible = link !== null
    if (!link) return
    const { texture, size } = qrTexture(link.qr, CARD.size)
    // Whole pixels: half of one would grey every edge of the code.
    const x = CARD.right - size
    const y = Math.round(CARD.middle - size / 2)
    this.tag('Qr').patch({ texture, w: size, h: size, x, y, mountX: 0, mountY: 0 })
    this.tag('Address').text.text = TEXTS.typeInstead(link.address.replace(/^https?:\/\//, ''))
    const code = { size: 116, bold: true, color: COLOR.accent, letterSpacing: 8 }
    const fitting = fittingSize(link.userCode, code, x - SAFE.x - GAP)
    this.tag('Code').patch({ text: textOf(link.userCode, { ...code, size: fitting }) })
  }
}

function headline(text: string) {
  return textOf(text, { size: 92, bold: true, lineHeight: 102 })
}

function stepTemplate(text: string, index: number) {
  return {
    y: index * STEP_HEIGHT,
    Ring: {
      texture: Lightning.Tools.getRoundRect(52, 52, 27, 3, COLOR.accent, true, COLOR.panel),
    },
    Number: {
      x: 27,
      y: 34,
      mount: 0.5,
      text: textOf(`${index + 1}`, { size: 28, bold: true, color: COLOR.accent }),
    },
    Words: { x: 84, y: 36, mountY: 0.5, text: textOf(text, { size: 38 }) },
  }
}

function emptyCard() {
  const { size } = CARD
  return {
    visible: false,
    texture: Lightning.Tools.getRoundRect(
      size - 4,
      size - 4,
      32,
      4,
      COLOR.accent,
      true,
      COLOR.panel,
    ),
    Words: {
      x: size / 2,
      y: size / 2,
      mount: 0.5,
      text: textOf(TEXTS.newCode, { size: 64, bold: true, align: 'center', lineHeight: 84 }),
    },
  }
}
