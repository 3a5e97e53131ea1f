import { home } from './home.ts'
import { backOff, PACE } from './pace.ts'
import type { Screen } from './screen.ts'
import type { State, Step } from './state.ts'
import { after, show } from './state.ts'

/** One lost answer is no outage: a code stays on screen until the second. */
const TRIES_BEFORE_OFFLINE = 2

/**
 * The server did not answer. Whoever is bound stays at home, and nobody sees a code for it;
 * everybody else is told that the TV is offline.
 */
export function onUnreachable(state: State, retryAfterSeconds: number | null): Step {
  const tries = state.tries + 1
  const next: State = { ...state, tries, reachable: false }
  const screen = screenWithout(next)
  const again = backOff('hello', tries, retryAfterSeconds ?? 0)
  if (!('over' in state.screen) || screen.name !== 'home') return show(next, screen, again)
  const closedLinkId = state.screen.link?.id ?? null
  return show({ ...next, closedLinkId }, screen, again, after('note', PACE.note))
}

function screenWithout({ screen, tries }: State): Screen {
  switch (screen.name) {
    case 'booting':
      if (screen.remembered) return home(screen.remembered)
      return { name: 'offline', link: null, renewals: 0 }
    case 'link':
    case 'opened':
    case 'match':
      if (tries < TRIES_BEFORE_OFFLINE && screen.link) {
        // The code that was to come would have brought its note with it.
        return screen.asking ? { ...screen, asking: false, note: null } : screen
      }
      if (screen.over) return home(screen.over, { note: 'noCode' })
      return { name: 'offline', link: screen.link, renewals: screen.renewals }
    case 'home':
      // The goodbye failed for want of a connection.
      if (screen.note !== 'goodbyeFailed') return screen
      return { ...screen, wantsOut: true, note: 'signOutLater' }
    case 'problem':
      return { name: 'offline', link: null, renewals: 0 }
    default:
      return screen
  }
}
