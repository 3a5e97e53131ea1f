import { fromStart } from '../../components/places.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import type { State, StoryEvent } from '../../story/state.ts'
import { CALM, COLOR, SAFE, STAGE, UNSEEN } from '../../theme.ts'
import { say } from '../../words/texts.ts'
import { Drifting } from '../Drifting.ts'
import { veil } from '../link/overlay.ts'

const BAR = { width: 900, height: 10 } as const
const WORDS = { size: 84, bold: true, align: 'center' } as const

/** The seconds in which a goodbye can be taken back, over the dimmed home screen. */
export class SignOutPanel extends Drifting {
  static override _template() {
    const middle = STAGE.width / 2
    return {
      ...UNSEEN,
      Veil: veil(),
      Moving: {
        Words: { x: middle, y: 470, mount: 0.5, text: textOf('', WORDS) },
        Stays: {
          x: middle,
          y: 634,
          mountX: 0.5,
          text: textOf(say('signOut.stays'), { size: 40, color: COLOR.muted, align: 'center' }),
        },
        Track: {
          ...bar(COLOR.panel),
          x: middle - BAR.width / 2,
          y: 570,
          Left: { ...bar(COLOR.accent), pivotX: fromStart(0).mountX },
        },
      },
    }
  }

  draw({ screen }: State): void {
    const visible = screen.name === 'signing-out'
    this.fade(visible)
    if (!visible) return
    const { account, secondsLeft, asking } = screen
    const values = { name: account.name, seconds: secondsLeft }
    const words = say(asking ? 'signOut.asking' : 'signOut.countDown', values)
    const large = this.tag('Words')
    large.text.fontSize = fittingSize(words, WORDS, STAGE.width - 2 * SAFE.x)
    large.text.text = words
    // Once it is under way, no key takes it back and no time runs.
    for (const part of ['Stays', 'Track']) this.tag(part).alpha = asking ? 0 : 1
    const share = secondsLeft / Math.max(1, account.goodbyeSeconds)
    this.tag('Left').setSmooth('scaleX', share, { duration: CALM.fade })
  }

  /** A click is a key, too: wherever it falls, it stays. */
  press(): StoryEvent {
    return { type: 'key', key: 'enter', repeat: false }
  }
}

function bar(color: number) {
  return { rect: true, w: BAR.width, h: BAR.height, color }
}
