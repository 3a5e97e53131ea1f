import { Corner } from '../../components/Corner.ts'
import { Pill } from '../../components/Pill.ts'
import { fromEnd, fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import type { Point } from '../../remote/pointer.ts'
import type { PlayerScreen } from '../../story/screen.ts'
import type { State, StoryEvent } from '../../story/state.ts'
import { CALM, COLOR, SAFE, STAGE, UNSEEN } from '../../theme.ts'
import { captionsWords } from '../../words/captions-words.ts'
import { say } from '../../words/texts.ts'
import { Spinner } from './Spinner.ts'
import { stateTexture } from './state-texture.ts'
import { TimeLine } from './TimeLine.ts'
import { LINE, lineView, pointedAt } from './time-line.ts'

const ICON = 48
/** Seconds for which it says what has become of the captions. */
const CAPTIONS_SECONDS = 2.5

/** Night over the picture, as dense as the words on it need to be read on a white one. */
const SHADE = { clear: 0x000f1026, words: 0xc20f1026, floor: 0xf00f1026, corner: 0xb30f1026 }

/** What stands on the picture: time line and names for a while, and what is being waited for. The video lies under the canvas. */
export class PlayerOverlay extends Lightning.Component {
  declare private shown: PlayerScreen | null

  static override _template() {
    const { width } = STAGE
    return {
      ...UNSEEN,
      Controls: {
        alpha: 0,
        Above: { rect: true, w: width, h: 220, colorTop: SHADE.corner, colorBottom: SHADE.clear },
        Fade: {
          rect: true,
          y: 620,
          w: width,
          h: 170,
          colorTop: SHADE.clear,
          colorBottom: SHADE.words,
        },
        Floor: {
          rect: true,
          y: 790,
          w: width,
          h: 290,
          colorTop: SHADE.words,
          colorBottom: SHADE.floor,
        },
        Corner: { type: Corner },
        Names: {
          Icon: { ...fromStart(SAFE.x), y: 820, w: ICON, h: ICON },
          Title: { ...fromStart(SAFE.x + ICON + 24), y: 852, mountY: 0.5 },
          Paused: { ...fromEnd(SAFE.x), y: 850, mountY: 0.5 },
        },
        Line: { type: TimeLine, x: LINE.x, y: LINE.y },
        Hint: { ...fromStart(SAFE.x), y: 990 },
      },
      Waiting: { type: Spinner, x: width / 2, y: STAGE.height / 2 - 60, mountX: 0.5 },
      Captions: { type: Pill, x: width / 2, y: SAFE.y, mountX: 0.5 },
    }
  }

  override _construct(): void {
    this.shown = null
  }

  draw({ screen }: State): void {
    const before = this.shown
    if (screen.name !== 'player') {
      if (before) this.leave()
      return
    }
    this.shown = screen
    if (!before) this.enter(screen)
    if (screen.media !== before?.media || !before) this.drawHint(screen)
    if (screen.account !== before?.account) this.tag<Corner>('Corner').show(screen.account)
    if (screen.paused !== before?.paused) this.drawPaused(screen)
    if (screen.controls !== before?.controls) {
      this.tag('Controls').setSmooth('alpha', screen.controls ? 1 : 0, { duration: CALM.fade })
    }
    // The time of the place that somebody is choosing takes the room above the line.
    const choosing = screen.seeking !== null
    if (choosing !== (before !== null && before.seeking !== null)) {
      this.tag('Names').setSmooth('alpha', choosing ? 0 : 1, { duration: CALM.focus })
    }
    this.drawCaptions(before && captionsWords(before, screen))
    this.tag<Spinner>('Waiting').show(screen.stalled)
    if (screen.controls) this.tag<TimeLine>('Line').show(lineView(screen))
  }

  /** Names of thirty films are thirty pictures in the memory of the chip, until somebody says that they may go. */
  override _inactive(): void {
    this.stage.gc(false)
  }

  /** A click on the line jumps there; anywhere else it is OK, or it brings the line up. */
  press(point: Point): StoryEvent | null {
    if (!this.shown) return null
    const { controls, lengthSeconds } = this.shown
    const seconds = controls ? pointedAt(point, lengthSeconds) : null
    if (seconds !== null) return { type: 'seekTo', seconds }
    return { type: 'key', key: controls ? 'enter' : 'other', repeat: false }
  }

  private enter({ title }: PlayerScreen): void {
    const name = { size: 56, bold: true, width: 1300, lines: 1 }
    this.tag('Title').patch({ text: textOf(title.title, name) })
    this.setSmooth('alpha', 1, { duration: CALM.fade })
  }

  private leave(): void {
    this.shown = null
    this.setSmooth('alpha', 0, { duration: CALM.fade })
    this.tag<Spinner>('Waiting').show(false)
    this.tag('Captions').alpha = 0
  }

  private drawHint({ media }: PlayerScreen): void {
    const hints = [say('player.hint')]
    if (media && media.captions.length > 0) hints.push(say('player.captionsHint'))
    const look = { size: 28, color: COLOR.muted }
    this.tag('Hint').patch({ text: textOf(hints.join('  ·  '), look) })
  }

  private drawPaused({ paused }: PlayerScreen): void {
    const words = paused ? say('player.paused') : ''
    this.tag('Icon').texture = stateTexture(paused ? 'paused' : 'playing', ICON)
    this.tag('Paused').patch({ text: textOf(words, { size: 34, color: COLOR.accent }) })
  }

  private drawCaptions(words: string | null): void {
    if (words === null) return
    const pill = this.tag<Pill>('Captions')
    pill.say(words)
    pill.alpha = 1
    pill.setSmooth('alpha', 0, { duration: CALM.fade, delay: CAPTIONS_SECONDS })
  }
}
