import { Pill } from '../../components/Pill.ts'
import { fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { hit, type Point } from '../../remote/pointer.ts'
import type { State, StoryEvent } from '../../story/state.ts'
import { COLOR, SAFE, UNSEEN } from '../../theme.ts'
import { say } from '../../words/texts.ts'
import { Drifting } from '../Drifting.ts'
import { CARD, cardX } from './card-place.ts'
import * as layout from './layout.ts'
import { pressAreas } from './link-areas.ts'

/** Why there is no code, in words and with a short reference for whoever is asked about it. */
export class MessageScreen extends Drifting {
  declare private drawn: State | null

  static override _template() {
    const { size, y } = CARD
    const middle = { x: size / 2, mount: 0.5 }
    const label = { size: 34, color: COLOR.muted, align: 'center', width: size - 160 } as const
    const reference = { size: 56, bold: true, lineHeight: 72, align: 'center' } as const
    return {
      ...UNSEEN,
      Moving: {
        Brand: layout.brand(),
        Headline: layout.headline(),
        Detail: layout.detail(),
        Button: layout.button(say('offline.now')),
        Status: { type: Pill, ...fromStart(SAFE.x), y: layout.ROWS.status },
        Small: layout.small(),
        Card: {
          x: cardX(),
          y,
          w: size,
          h: size,
          texture: Lightning.Tools.getRoundRect(
            size / 2 - 2,
            size / 2 - 2,
            17,
            0,
            0,
            true,
            COLOR.panel,
          ),
          Label: { ...middle, y: size / 2 - 70, text: textOf(say('problem.reference'), label) },
          Reference: {
            ...middle,
            y: size / 2 + 20,
            text: textOf('', { ...reference, width: size - 160, lines: 3 }),
          },
        },
      },
    }
  }

  override _construct(): void {
    this.drawn = null
  }

  /** @param self by which names this TV is found in the server's log */
  draw(state: State, { host, deviceId }: { host: string; deviceId: string }): void {
    const { screen } = state
    const visible = screen.name === 'problem'
    this.drawn = visible ? state : null
    this.fade(visible)
    if (!visible) return
    layout.setHeadline(this.tag('Headline'), say('problem.title'))
    layout.setDetail(this.tag('Detail'), say(`problem.${screen.reason}`))
    this.tag('Reference').text.text = screen.code
    // Whoever pressed OK sees that it was heard.
    this.tag<Pill>('Status').say(screen.due ? say('moment') : null)
    this.tag('Small').text.text = say('link.info', { host, id: deviceId })
  }

  press(point: Point): StoryEvent | null {
    return this.drawn && hit(pressAreas(this.drawn), this.still(point))
  }
}
