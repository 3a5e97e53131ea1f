import { textOf } from '../components/text.ts'
import { Lightning } from '../lightning.js'
import type { State } from '../story/state.ts'
import { TEXTS } from '../texts.ts'
import { CALM, COLOR, STAGE, UNSEEN } from '../theme.ts'

const BAR = { width: 900, height: 10 }

/** The seconds in which a goodbye can be taken back, over the dimmed home screen. */
export class SignOutPanel extends Lightning.Component {
  static override _template() {
    const middle = STAGE.width / 2
    return {
      ...UNSEEN,
      Veil: { rect: true, w: STAGE.width, h: STAGE.height, color: 0xe60f1026 },
      Words: { x: middle, y: 470, mount: 0.5 },
      Stays: { x: middle, y: 640, mountX: 0.5 },
      Track: {
        ...bar(COLOR.panel),
        x: middle - BAR.width / 2,
        y: 570,
        Left: { ...bar(COLOR.accent) },
      },
    }
  }

  draw({ screen }: State): void {
    const visible = screen.name === 'signing-out'
    this.setSmooth('alpha', visible ? 1 : 0, { duration: CALM.fade })
    if (!visible) return
    const { account, secondsLeft, asking } = screen
    const words = asking ? TEXTS.leaving(account.name) : TEXTS.signingOut(account.name, secondsLeft)
    const large = { size: 84, bold: true, align: 'center', width: 1728, lines: 1 } as const
    this.tag('Words').patch({ text: textOf(words, large) })
    const stays = { size: 40, color: COLOR.muted, align: 'center' } as const
    this.tag('Stays').patch({ text: textOf(asking ? '' : TEXTS.stays, stays) })
    const share = secondsLeft / Math.max(1, account.goodbyeSeconds)
    this.tag('Left').setSmooth('scaleX', share, { duration: CALM.fade })
  }
}

function bar(color: number) {
  return { rect: true, w: BAR.width, h: BAR.height, color, pivotX: 0 }
}
