import { backOff } from './pace.ts'
import type { Screen, State, Step } from './state.ts'
import { show } from './state.ts'

/** One lost answer is no outage: a code stays on screen until the second. */
const TRIES_BEFORE_OFFLINE = 2

/**
 * The server did not answer. Whoever is bound stays at home, and nobody sees a code for it;
 * everybody else is told that the TV is offline.
 */
export function onUnreachable(state: State, retryAfterSeconds: number | null): Step {
  const tries = state.tries + 1
  const next: State = { ...state, tries, reachable: false }
  return show(next, offlineScreen(next), backOff('hello', tries, retryAfterSeconds ?? 0))
}

function offlineScreen({ screen, tries }: State): Screen {
  switch (screen.name) {
    case 'booting':
      if (screen.asking === 'hello' && screen.remembered) {
        const account = screen.remembered
        return { name: 'home', account, note: null, fresh: false, settling: false }
      }
      return { name: 'offline', link: null, renewals: 0 }
    case 'link':
    case 'opened':
    case 'match':
      if (tries < TRIES_BEFORE_OFFLINE) return { ...screen, asking: false }
      return { name: 'offline', link: screen.link, renewals: screen.renewals }
    case 'problem':
      return { name: 'offline', link: null, renewals: 0 }
    default:
      return screen
  }
}
