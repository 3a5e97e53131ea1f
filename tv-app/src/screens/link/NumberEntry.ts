import { fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import type { MatchScreen } from '../../story/screen.ts'
import { CALM, COLOR, SAFE } from '../../theme.ts'
import { ROWS } from './layout.ts'
import { numberWords } from './link-words.ts'
import { NumberBoxes } from './NumberBoxes.ts'
import { Pad } from './Pad.ts'
import { padAt } from './pad-places.ts'

/** The pad in the place of the code, and the digits in the place of the letters. */
export class NumberEntry extends Lightning.Component {
  static override _template() {
    return {
      alpha: 0,
      Label: {
        ...fromStart(SAFE.x),
        y: ROWS.code,
        text: textOf('', { size: 34, color: COLOR.muted }),
      },
      Boxes: { type: NumberBoxes, ...fromStart(SAFE.x), y: ROWS.code + 58 },
      Pad: { type: Pad, ...padAt() },
    }
  }

  /** @param screen `null` on any other */
  draw(screen: MatchScreen | null): void {
    this.setSmooth('alpha', screen ? 1 : 0, { duration: CALM.fade })
    if (!screen) return
    const { link, typed, focus, answer, asking, endsInSeconds } = screen
    const counts = answer === 'typing' && !asking
    this.tag('Label').text.text = numberWords(screen)
    this.tag<Pad>('Pad').show(counts ? focus : null)
    const boxes = this.tag<NumberBoxes>('Boxes')
    boxes.show(typed)
    boxes.timed = counts
    boxes.runDown(link.id, endsInSeconds)
  }
}
