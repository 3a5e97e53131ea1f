import { Pill } from '../../components/Pill.ts'
import { fromStart, leftOf } from '../../components/places.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { hit, type Point } from '../../remote/pointer.ts'
import { accountOf, type OpenedScreen } from '../../story/screen.ts'
import type { State, StoryEvent } from '../../story/state.ts'
import { CALM, COLOR, SAFE, UNSEEN } from '../../theme.ts'
import { rtl, say } from '../../words/texts.ts'
import { Drifting } from '../Drifting.ts'
import { AddressLine } from './AddressLine.ts'
import { Card } from './Card.ts'
import { CARD, cardX } from './card-place.ts'
import * as layout from './layout.ts'
import { hoverAreas, pressAreas } from './link-areas.ts'
import { type LinkWords, linkWords } from './link-words.ts'
import { NumberEntry } from './NumberEntry.ts'
import { panel, veil } from './overlay.ts'
import { steps } from './steps.ts'
import { TimeLeft } from './TimeLeft.ts'

const { COLUMN, ROWS } = layout
const CODE = { size: 124, bold: true, color: 0xffffffff, letterSpacing: 8 } as const

/** What comes and goes from one state to the next. */
const FADING = ['Over', 'Ground', 'Steps', 'Detail', 'Button', 'Typing', 'Card'] as const

/** By which names server and phone know this TV. */
interface Self {
  host: string
  deviceId: string
  name: string
}

/**
 * All that a TV shows while it is nobody's and nothing is wrong: where to point the phone, and what becomes of it. What
 * stays from one state to the next stays where it is; on "match" the pad stands in the place of the code. With the TV
 * bound it is an overlay.
 */
export class LinkScreen extends Drifting {
  declare private drawn: State | null

  static override _template() {
    return {
      ...UNSEEN,
      Over: { alpha: 0 },
      Moving: {
        Ground: { alpha: 0 },
        Brand: layout.brand(),
        Headline: layout.headline(),
        Steps: { ...steps(), x: layout.columnX(), y: ROWS.detail },
        Detail: { ...layout.detail(), alpha: 0 },
        Hint: layout.hint(),
        Button: { alpha: 0 },
        Typing: {
          x: layout.columnX(),
          y: ROWS.code,
          Line: { type: AddressLine },
          Code: { ...codePlace(), text: textOf('', CODE), color: COLOR.accent },
        },
        Blank: { x: layout.columnX(), y: ROWS.code, children: blanks(), visible: false },
        Entry: {},
        Status: { type: Pill, ...fromStart(SAFE.x), y: ROWS.status },
        Time: { type: TimeLeft, ...fromStart(SAFE.x), y: ROWS.status },
        Small: layout.small(),
        Card: { type: Card, x: cardX(), y: CARD.y, edge: CARD.size },
      },
    }
  }

  override _construct(): void {
    this.drawn = null
  }

  draw(state: State, self: Self): void {
    const words = linkWords(state)
    this.drawn = words && state
    this.fade(words !== null)
    if (!words) return
    const { screen } = state
    this.drawOver(accountOf(screen) !== null)
    this.drawWords(words)
    const link = 'link' in screen ? screen.link : null
    this.fadeIn('Typing', link !== null && screen.name !== 'match')
    this.tag('Blank').visible = words.face.kind === 'empty' && screen.name !== 'offline'
    if (link) this.drawCode(link, screen.name === 'offline')
    const ending = screen.name === 'link' && words.pill === null ? screen.endsInSeconds : null
    this.tag<TimeLeft>('Time').show(link?.id ?? '', link && ending)
    this.tag('Small').text.text = smallPrint(screen.name, self)
    this.drawEntry(state)
    // Nothing stands there yet that the parts of a first screen would have to take the place of.
    if (this.stage.frameCounter === 0)
      for (const part of FADING) this.tag(part).fastForward('alpha')
  }

  hover(point: Point): StoryEvent | null {
    return this.drawn && hit(hoverAreas(this.drawn), this.still(point))
  }

  press(point: Point): StoryEvent | null {
    return this.drawn && hit(pressAreas(this.drawn), this.still(point))
  }

  private drawWords(words: LinkWords): void {
    const { detail, hint, button, face, pill } = words
    layout.setHeadline(this.tag('Headline'), words.headline)
    this.fadeIn('Steps', detail === null)
    this.fadeIn('Detail', detail !== null)
    if (detail !== null) layout.setDetail(this.tag('Detail'), detail)
    layout.setHint(this.tag('Hint'), hint)
    if (button !== null && this.tag('Button').children.length === 0) {
      this.tag('Button').children = [{ ...layout.button(button), ref: 'Ok' }]
    }
    this.fadeIn('Button', button !== null)
    this.tag<Card>('Card').show(face)
    this.tag<Pill>('Status').say(pill?.words ?? null, pill?.color, COLUMN)
  }

  /** Over the home screen: its ground is made when somebody first wants to switch the account. */
  private drawOver(over: boolean): void {
    if (over && this.tag('Over').children.length === 0) {
      this.tag('Over').children = [veil()]
      this.tag('Ground').children = [panel()]
    }
    for (const part of ['Over', 'Ground']) this.fadeIn(part, over)
  }

  private drawCode(link: OpenedScreen['link'], asleep: boolean): void {
    const line = this.tag<AddressLine>('Line')
    line.show(link.address.replace(/^https?:\/\//, ''), COLUMN)
    line.asleep = asleep
    const code = this.tag('Code')
    code.color = asleep ? COLOR.faint : COLOR.accent
    if (code.text.text === link.userCode) return
    const size = fittingSize(link.userCode, CODE, COLUMN)
    code.patch({ text: textOf(link.userCode, { ...CODE, size }) })
    // A code is waited for: it fades in for nobody.
    for (const part of ['Typing', 'Card']) this.tag(part).fastForward('alpha')
  }

  /** The pad is made when a phone first shows a number: most homes never meet it. */
  private drawEntry({ screen }: State): void {
    const entry = this.tag('Entry')
    const match = screen.name === 'match' ? screen : null
    if (match && entry.children.length === 0) {
      entry.children = [{ type: NumberEntry, ref: 'NumberEntry' }]
    }
    if (entry.children.length > 0) this.tag<NumberEntry>('NumberEntry').draw(match)
  }

  private fadeIn(part: string, seen: boolean): void {
    this.tag(part).setSmooth('alpha', seen ? 1 : 0, { duration: CALM.fade })
  }
}

/** A letter begins a little inside of its box, and after the last one a spacing stands. */
function codePlace() {
  return { ...fromStart(rtl() ? -4 - CODE.letterSpacing : -4, COLUMN), y: 48 }
}

/** Where address and code will stand. */
function blanks() {
  const shape = (w: number, h: number) => ({
    w,
    h,
    texture: Lightning.Tools.getRoundRect(w - 2, h - 2, 14, 0, 0, true, COLOR.panel),
  })
  const [line, code] = [shape(440, 36), shape(COLUMN - 60, 96)]
  return [
    { x: leftOf(0, line.w, COLUMN), y: 6, ...line },
    { x: leftOf(0, code.w, COLUMN), y: 74, ...code },
  ]
}

/** As the phone will call this TV, so that two in one home are told apart. */
function smallPrint(screen: State['screen']['name'], { host, deviceId, name }: Self): string {
  if (screen === 'booting') return ''
  return name && screen !== 'offline'
    ? say('link.name', { name })
    : say('link.info', { host, id: deviceId })
}
