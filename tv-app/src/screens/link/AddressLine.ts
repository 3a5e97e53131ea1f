import { fromStart } from '../../components/places.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { COLOR, FONT, LEAST_SIZE } from '../../theme.ts'
import { withoutControls } from '../../words/direction.ts'
import { say } from '../../words/texts.ts'

const SIZE = 36
const GAP = 14
/** So that a colour only tints it. */
const WHITE = 0xffffffff
/** So much higher stands the sentence when the address has the line for itself. */
const ABOVE = 42
/** Stands for the address while the sentence is taken apart; no sentence has it. */
const HERE = '\u0001'

/** "or open tv.example.com/link and type", where the address stands out, whichever place the language gives it. */
export class AddressLine extends Lightning.Component {
  declare private shown: string

  static override _template() {
    return { Sentence: { y: -ABOVE }, Before: {}, Address: {}, After: {} }
  }

  override _construct(): void {
    this.shown = ''
  }

  /** @param width the most that it may take */
  show(address: string, width: number): void {
    if (address === this.shown) return
    this.shown = address
    const sentence = withoutControls(say('link.address', { address: HERE }))
    const [before = '', after = ''] = sentence.split(HERE).map((part) => part.trim())
    // All in one line, a long address would be too small to be read: it is left out of the sentence and stands below it.
    const isLong = sizeOf([before, address, after], width) < LEAST_SIZE
    const above = isLong ? `${before} … ${after}` : ''
    const look = { size: sizeOf([above], width), color: WHITE }
    this.tag('Sentence').patch({ ...fromStart(0, width), text: textOf(above, look) })
    this.draw(isLong ? ['', address, ''] : [before, address, after], width)
  }

  private draw(parts: [before: string, address: string, after: string], width: number): void {
    const size = sizeOf(parts, width)
    let x = 0
    for (const [index, name] of (['Before', 'Address', 'After'] as const).entries()) {
      const part = parts[index] ?? ''
      const bold = name === 'Address'
      const text = textOf(part, { size, bold, color: WHITE })
      this.tag(name).patch({ ...fromStart(x, width), text })
      if (part) x += widthOf(part, size, bold) + GAP
    }
  }

  /** Whether there is no use in going there just now. */
  set asleep(asleep: boolean) {
    for (const name of ['Sentence', 'Before', 'Address', 'After'] as const) {
      const awake = name === 'Address' ? COLOR.accent : COLOR.muted
      this.tag(name).color = asleep ? COLOR.faint : awake
    }
  }
}

function sizeOf(parts: readonly string[], width: number): number {
  return fittingSize(parts.join('  ').trim(), { size: SIZE, bold: true }, width)
}

function widthOf(text: string, size: number, bold: boolean): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return (size / 2) * text.length
  context.font = `${bold ? 'bold ' : ''}${size}px ${(bold ? FONT.bold : FONT.medium).join(',')}`
  return Math.ceil(context.measureText(text).width)
}
