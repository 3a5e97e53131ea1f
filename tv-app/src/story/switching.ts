import { goHome } from './home.ts'
import { nextHello } from './pace.ts'
import type { HomeNote, HomeScreen } from './screen.ts'
import type { State, Step } from './state.ts'
import { show, stop } from './state.ts'

/** Asks for a code for another account. The TV stays whose it is until somebody approves. */
export function switchAccount(state: State, { account }: HomeScreen): Step {
  if (!state.reachable) return goHome(state, { settling: false, note: 'noCode' })
  return show(
    state,
    {
      name: 'link',
      link: null,
      endsInSeconds: null,
      note: null,
      asking: true,
      renewals: 0,
      over: account,
    },
    ...stop('fresh', 'note', 'settle'),
    { do: 'requestLink' },
  )
}

/** Goes back to the home screen under the code. A code that nobody sees any more must not be approved either. */
export function closeOverlay(state: State, note: HomeNote): Step {
  const { screen } = state
  const closed = goHome(state, { settling: true, note })
  closed.effects.push(nextHello(closed.state))
  if ('link' in screen && screen.link) {
    closed.effects.push({ do: 'cancelLink', linkId: screen.link.id })
  }
  return closed
}
