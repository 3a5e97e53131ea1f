import { askForAnother } from './link.ts'
import { onMatchKey } from './match.ts'
import { PACE } from './pace.ts'
import type { Account, Key, Screen, State, Step } from './state.ts'
import { after, show, stay } from './state.ts'

/** What a key of the remote does. Moving the focus on home is the screen's own affair. */
export function onKey(state: State, key: Key): Step {
  const { screen } = state
  switch (screen.name) {
    case 'booting':
      return stay(state)
    case 'link':
      if (key !== 'enter' || screen.link || screen.asking) return stay(state)
      return askForAnother(state, { ...screen, renewals: 0 }, null)
    case 'opened':
      if (key !== 'back' || screen.asking) return stay(state)
      return askForAnother(state, { ...screen, renewals: 0 }, null)
    case 'match':
      return onMatchKey(state, screen, key)
    case 'welcome':
      if (key === 'back' && screen.fresh) return goodbye(state, screen.account)
      if (key === 'back') return goHome(state, { settling: true })
      return key === 'enter' ? goHome(state, { settling: false }) : stay(state)
    case 'home':
      return key === 'back' ? backOnHome(state, screen) : stay(state)
    case 'player':
      if (key === 'back') return goHome(state, { settling: true })
      if (key !== 'enter' && key !== 'play') return stay(state)
      return show(state, { ...screen, paused: !screen.paused })
    case 'signing-out':
      if (screen.asking) return stay(state)
      if (key === 'back') return countDown(state, screen.account)
      return goHome(state, { settling: true })
    case 'offline':
      return key === 'enter' ? show(state, screen, { do: 'hello' }) : stay(state)
    case 'problem':
      if (key !== 'enter') return stay(state)
      return show(state, { ...screen, due: true }, { do: 'stop', name: 'retry' }, { do: 'hello' })
  }
}

/** Leaves whatever shows an account for its home screen. */
export function goHome(
  state: State,
  options: { settling: boolean; note?: 'goodbyeFailed' | 'videoFailed' },
): Step {
  const { screen } = state
  if (!('account' in screen)) return stay(state)
  const { settling, note = null } = options
  const fresh = screen.name === 'welcome' && screen.fresh
  const home: Screen = { name: 'home', account: screen.account, note, fresh, settling }
  const step = show(state, home, { do: 'stop', name: 'screen' })
  if (settling) step.effects.push(after('settle', PACE.settle))
  if (note) step.effects.push(after('note', PACE.note))
  return step
}

export function goodbye(state: State, account: Account): Step {
  return show(
    state,
    { name: 'signing-out', account, secondsLeft: 0, asking: true },
    { do: 'stop', name: 'screen' },
    { do: 'stop', name: 'fresh' },
    { do: 'goodbye', binding: account.binding },
  )
}

function backOnHome(state: State, screen: Extract<Screen, { name: 'home' }>): Step {
  if (screen.fresh) return goodbye(state, screen.account)
  return screen.settling ? stay(state) : countDown(state, screen.account)
}

function countDown(state: State, account: Account): Step {
  const secondsLeft = account.goodbyeSeconds
  if (secondsLeft <= 0) return goodbye(state, account)
  const screen: Screen = { name: 'signing-out', account, secondsLeft, asking: false }
  return show(state, screen, after('screen', 1))
}
