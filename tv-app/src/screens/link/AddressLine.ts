import { fromStart } from '../../components/places.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { COLOR, FONT } from '../../theme.ts'
import { withoutControls } from '../../words/direction.ts'
import { say } from '../../words/texts.ts'

const SIZE = 36
const GAP = 14
/** So that a colour only tints it. */
const WHITE = 0xffffffff
/** Stands for the address while the sentence is taken apart; no sentence has it. */
const HERE = '\u0001'

/** "or open tv.example.com/link and type", where the address stands out, whichever place the language gives it. */
export class AddressLine extends Lightning.Component {
  declare private shown: string

  static override _template() {
    return { Before: {}, Address: {}, After: {} }
  }

  override _construct(): void {
    this.shown = ''
  }

  /** @param width the most that it may take */
  show(address: string, width: number): void {
    if (address === this.shown) return
    this.shown = address
    const sentence = withoutControls(say('link.address', { address: HERE }))
    const [before = '', after = ''] = sentence.split(HERE)
    const parts = [before.trim(), address, after.trim()]
    const size = fittingSize(parts.join('  '), { size: SIZE, bold: true }, width)
    let x = 0
    for (const [index, part] of parts.entries()) {
      const bold = index === 1
      this.children[index]?.patch({
        ...fromStart(x, width),
        text: textOf(part, { size, bold, color: WHITE }),
      })
      if (part) x += widthOf(part, size, bold) + GAP
    }
  }

  /** Whether there is no use in going there just now. */
  set asleep(asleep: boolean) {
    for (const [index, part] of this.children.entries()) {
      const awake = index === 1 ? COLOR.accent : COLOR.muted
      part.color = asleep ? COLOR.faint : awake
    }
  }
}

function widthOf(text: string, size: number, bold: boolean): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return (size / 2) * text.length
  context.font = `${bold ? 'bold ' : ''}${size}px ${(bold ? FONT.bold : FONT.medium).join(',')}`
  return Math.ceil(context.measureText(text).width)
}
