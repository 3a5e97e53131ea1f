import type { Area } from '../../remote/pointer.ts'
import type { State, StoryEvent } from '../../story/state.ts'
import { CARD, cardX } from './card-place.ts'
import { buttonArea } from './layout.ts'
import { padAreas } from './pad-places.ts'

const OK: StoryEvent = { type: 'key', key: 'enter', repeat: false }

/** What takes the focus when a pointer rests on it. */
export function hoverAreas({ screen }: State): Area<StoryEvent>[] {
  if (screen.name !== 'match') return []
  return padAreas().map((area) => ({ ...area, is: { type: 'focus', on: area.is } }))
}

/** What can be clicked on the screens before the TV is somebody's. */
export function pressAreas({ screen }: State): Area<StoryEvent>[] {
  switch (screen.name) {
    case 'match':
      return padAreas().map((area) => ({
        ...area,
        is: { type: 'key', key: area.is, repeat: false },
      }))
    case 'link':
      if (screen.link || screen.asking) return []
      return [{ x: cardX(), y: CARD.y, w: CARD.size, h: CARD.size, is: OK }]
    case 'offline':
    case 'problem':
      return [buttonArea(OK)]
    default:
      return []
  }
}
