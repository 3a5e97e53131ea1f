import { textOf } from '../components/text.ts'
import { Lightning } from '../lightning.js'
import type { State } from '../story/state.ts'
import { TEXTS } from '../texts.ts'
import { CALM, COLOR, SAFE, STAGE, UNSEEN } from '../theme.ts'

/** Seconds for which the name of what plays stays on the picture. */
const NAME_SECONDS = 3

/** What stands on the picture: its name at the start, and that it is paused. The video itself lies under the canvas. */
export class PlayerOverlay extends Lightning.Component {
  declare private shown: string | null

  static override _template() {
    return {
      ...UNSEEN,
      Shade: {
        rect: true,
        y: 700,
        w: STAGE.width,
        h: 380,
        colorTop: 0x000f1026,
        colorBottom: 0xd90f1026,
      },
      Name: { x: SAFE.x, y: 890 },
      Paused: { x: SAFE.x, y: 976, text: textOf('', { size: 34, color: COLOR.accent }) },
    }
  }

  override _construct(): void {
    this.shown = null
  }

  draw({ screen }: State): void {
    if (screen.name !== 'player') {
      this.shown = null
      this.setSmooth('alpha', 0, { duration: CALM.fade })
      return
    }
    const { title, paused } = screen
    this.tag('Name').patch({ text: textOf(title.title, { size: 64, bold: true, lines: 1 }) })
    this.tag('Paused').text.text = paused ? TEXTS.paused : ''
    if (paused || this.shown !== title.id) this.alpha = 1
    this.setSmooth('alpha', paused ? 1 : 0, { duration: CALM.fade, delay: NAME_SECONDS })
    this.shown = title.id
  }
}
