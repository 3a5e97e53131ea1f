import { argb, readableOn } from '../color.ts'
import { textOf } from '../components/text.ts'
import { Lightning } from '../lightning.js'
import type { State } from '../story/state.ts'
import { TEXTS } from '../texts.ts'
import { CALM, STAGE, UNSEEN } from '../theme.ts'

/** "Hello, Eliza!" on Eliza's colour. */
export class WelcomeScreen extends Lightning.Component {
  static override _template() {
    const middle = STAGE.width / 2
    return {
      ...UNSEEN,
      Ground: { rect: true, w: STAGE.width, h: STAGE.height },
      Greeting: { x: middle, y: 500, mount: 0.5 },
      Below: { x: middle, y: 640, mountX: 0.5, alpha: 0.8 },
    }
  }

  draw({ screen }: State): void {
    const visible = screen.name === 'welcome'
    this.setSmooth('alpha', visible ? 1 : 0, { duration: CALM.fade })
    if (!visible) return
    const { account, fresh } = screen
    const ground = argb(account.color)
    const color = readableOn(ground)
    this.tag('Ground').color = ground
    const greeting = {
      size: 168,
      bold: true,
      color,
      align: 'center',
      width: 1728,
      lines: 2,
    } as const
    this.tag('Greeting').patch({ text: textOf(TEXTS.hello(account.name), greeting) })
    const below = fresh ? TEXTS.helloFresh : TEXTS.helloAgain
    this.tag('Below').patch({ text: textOf(below, { size: 44, color, align: 'center' }) })
  }
}
