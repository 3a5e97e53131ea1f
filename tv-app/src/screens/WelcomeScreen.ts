import { argb, contrast, mix, readableOn } from '../color.ts'
import { fittingSize, textOf } from '../components/text.ts'
import type { State, StoryEvent } from '../story/state.ts'
import { COLOR, SAFE, STAGE, UNSEEN } from '../theme.ts'
import { say } from '../words/texts.ts'
import { Drifting } from './Drifting.ts'

const GREETING = { size: 168, bold: true, align: 'center', color: 0xffffffff } as const
const BELOW = { size: 46, align: 'center', color: 0xffffffff } as const

/** "Hello, Eliza!" on Eliza's colour. */
export class WelcomeScreen extends Drifting {
  static override _template() {
    const middle = STAGE.width / 2
    return {
      ...UNSEEN,
      Ground: { rect: true, w: STAGE.width, h: STAGE.height },
      Moving: {
        Greeting: { x: middle, y: 500, mount: 0.5, text: textOf('', GREETING) },
        Below: { x: middle, y: 640, mountX: 0.5, text: textOf('', BELOW) },
      },
    }
  }

  draw({ screen }: State): void {
    const visible = screen.name === 'welcome'
    this.fade(visible)
    if (!visible) return
    const { account, fresh } = screen
    const ground = argb(account.color)
    const color = readableOn(ground)
    this.tag('Ground').patch({ colorTop: ground, colorBottom: evening(ground, color) })
    const greeting = say('welcome.hello', { name: account.name })
    const size = Math.max(84, fittingSize(greeting, GREETING, STAGE.width - 2 * SAFE.x))
    const width = STAGE.width - 2 * SAFE.x
    this.tag('Greeting').patch({
      color,
      text: textOf(greeting, { ...GREETING, size, width, lines: 2 }),
    })
    this.tag('Below').patch({ color })
    this.tag('Below').text.text = say(fresh ? 'welcome.fresh' : 'welcome.again')
  }

  /** Wherever it falls, a click goes on to the home screen, as OK does. */
  press(): StoryEvent {
    return { type: 'key', key: 'enter', repeat: false }
  }
}

/** The same colour a little later in the day, as long as the words still stand out from it. */
function evening(ground: number, words: number): number {
  const later = mix(ground, COLOR.dark, 0.22)
  return contrast(later, words) >= 4.5 ? later : ground
}
