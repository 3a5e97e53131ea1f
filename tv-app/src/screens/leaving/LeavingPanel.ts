import { Choice } from '../../components/Choice.ts'
import { fittingSize, textOf } from '../../components/text.ts'
import { hit, type Point } from '../../remote/pointer.ts'
import { waysOut } from '../../story/leaving.ts'
import { accountOf, type Exit } from '../../story/screen.ts'
import type { State, StoryEvent } from '../../story/state.ts'
import { SAFE, STAGE, UNSEEN } from '../../theme.ts'
import { say } from '../../words/texts.ts'
import { Drifting } from '../Drifting.ts'
import { veil } from '../link/overlay.ts'
import { choiceAt, wayAreas } from './leaving-places.ts'

const TITLE = { size: 76, bold: true, align: 'center' } as const

/** "Stay", "Exit", and over the dimmed home screen "Sign out of this TV". */
export class LeavingPanel extends Drifting {
  declare private drawn: State | null
  declare private ways: Exit[]

  static override _template() {
    const title = say('leaving.title')
    const size = fittingSize(title, TITLE, STAGE.width - 2 * SAFE.x)
    return {
      ...UNSEEN,
      Veil: veil(),
      Moving: {
        Title: { x: STAGE.width / 2, y: 330, mount: 0.5, text: textOf(title, { ...TITLE, size }) },
        Choices: {},
      },
    }
  }

  override _construct(): void {
    this.drawn = null
    this.ways = []
  }

  draw(state: State): void {
    const { screen } = state
    const visible = screen.name === 'leaving' || screen.name === 'exiting'
    this.drawn = visible ? state : null
    this.fade(visible)
    if (!visible) return
    const choices = this.tag('Choices')
    const ways = waysOut(state)
    if (ways.join() !== this.ways.join()) choices.children = ways.map(choice)
    this.ways = ways
    for (const [index, way] of ways.entries()) {
      const words = { name: accountOf(screen)?.name ?? '' }
      const chosen = way === screen.focus
      choices.children[index]?.patch({ words: say(`leaving.${way}`, words), chosen })
    }
  }

  hover(point: Point): StoryEvent | null {
    const on = this.at(point)
    return on && { type: 'focus', on }
  }

  /** Where the pointer is, the focus is already. */
  press(point: Point): StoryEvent | null {
    return this.at(point) && { type: 'key', key: 'enter', repeat: false }
  }

  private at(point: Point): Exit | null {
    return this.drawn && hit(wayAreas(this.ways), this.still(point))
  }
}

function choice(way: Exit, index: number) {
  const { x, y, w, h } = choiceAt(index)
  return { type: Choice, ref: way.charAt(0).toUpperCase() + way.slice(1), x, y, box: { w, h } }
}
