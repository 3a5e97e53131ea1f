import type { Title } from '#contract/title'
import { lineTokens } from '../../components/line-breaks.ts'
import { fromEnd, fromStart } from '../../components/places.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import { DRIFT } from '../../drift.ts'
import { Lightning } from '../../lightning.js'
import { CALM, COLOR, SAFE } from '../../theme.ts'
import { BACKDROP, backdropTexture } from './poster.ts'

const PICTURE = { width: 480, height: 270, scale: 2.6 } as const
const WIDTH = 1000

/** Of a title: as large as it fits into one line, down to `least`, and then two lines that take little more room. */
const NAME = { y: 174, size: 92, least: 68 } as const
const TWO_LINES = { y: 154, size: 56, lineHeight: 66 } as const

/** Seconds. The picture is large, so it changes more slowly than the words. */
const FADE = { out: 0.12, picture: 0.6 } as const

/** The focused title in large words, and behind them its landscape. */
export class HomeHero extends Lightning.Component {
  declare private shown: string
  /** Which of the two pictures is seen: one fades out while the other fades in. */
  declare private front: 'One' | 'Other'

  static override _template() {
    return {
      One: picture(),
      Other: picture(),
      Words: {
        alpha: 0,
        Title: fromStart(SAFE.x),
        Description: { ...fromStart(SAFE.x), y: 306 },
      },
    }
  }

  override _construct(): void {
    this.shown = ''
    this.front = 'One'
  }

  /** The focus is on its way elsewhere. */
  leave(): void {
    this.tag('Words').setSmooth('alpha', 0, { duration: FADE.out })
  }

  /** The focus rests on this title. */
  showTitle(title: Title): void {
    const { title: name, description } = title
    if (this.changes(`title ${title.id} ${title.color} ${name} ${description}`)) {
      this.say(nameOf(name), description)
      const { width, height } = PICTURE
      this.showPicture({ texture: backdropTexture(title, { width, height }) })
    }
    this.tag('Words').setSmooth('alpha', 1, { duration: CALM.fade })
  }

  /** There is no title to show, and that is why. */
  showSentence(sentence: string): void {
    if (this.changes(`sentence ${sentence}`)) {
      const look = { size: 64, bold: true, width: 1400, lines: 2, lineHeight: 84 }
      this.say({ y: NAME.y, text: textOf(sentence, look) }, '')
      this.showPicture(null)
    }
    this.tag('Words').setSmooth('alpha', 1, { duration: CALM.fade })
  }

  private changes(now: string): boolean {
    const changed = now !== this.shown
    this.shown = now
    return changed
  }

  private say(title: ReturnType<typeof nameOf>, description: string): void {
    const look = { size: 38, color: COLOR.muted, width: WIDTH, lines: 2, lineHeight: 54 }
    this.tag('Words').patch({
      Title: title,
      Description: { text: textOf(description, look) },
    })
  }

  private showPicture(picture: { texture: unknown } | null): void {
    this.tag(this.front).setSmooth('alpha', 0, { duration: FADE.picture })
    this.front = this.front === 'One' ? 'Other' : 'One'
    if (!picture) return
    this.tag(this.front).patch(picture)
    this.tag(this.front).setSmooth('alpha', 0.9, { duration: FADE.picture })
  }
}

function nameOf(name: string): { y: number; text: ReturnType<typeof textOf> } {
  const inOneLine = { size: NAME.size, bold: true, width: WIDTH, lines: 1 }
  const size = fittingSize(name, inOneLine, WIDTH)
  const inTwo = { ...TWO_LINES, bold: true, width: WIDTH, lines: 2 }
  const words = lineTokens(name)[0].tokens.join('\n')
  // A word that no line holds is not broken, but cut where it is alone on its line.
  if (size >= NAME.least || fittingSize(words, inTwo, WIDTH) < inTwo.size) {
    return { y: NAME.y, text: textOf(name, { ...inOneLine, size: Math.max(size, NAME.least) }) }
  }
  return { y: TWO_LINES.y, text: textOf(name, inTwo) }
}

function picture() {
  const { width, height, scale } = PICTURE
  // So much larger than what is seen of it that none of its edges drifts into the view.
  const w = width * scale * BACKDROP.seen
  return { ...fromEnd(-DRIFT.x), y: -DRIFT.y, w, h: height * scale, alpha: 0 }
}
