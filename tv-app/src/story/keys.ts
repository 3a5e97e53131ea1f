import { backOnHome, countDown, goHome, goodbye } from './home.ts'
import { leave, onLeavingKey } from './leaving.ts'
import { askForAnother } from './link.ts'
import { onMatchKey } from './match.ts'
import { onPlayerKey } from './player.ts'
import type { CodeScreen, Screen } from './screen.ts'
import type { Key, State, Step } from './state.ts'
import { show, stay, stop } from './state.ts'
import { closeOverlay } from './switching.ts'

/** What a key of the remote does. Moving the focus on home is the screen's own affair. */
export function onKey(state: State, key: Key, repeat: boolean): Step {
  const { screen } = state
  // A key that is held must not do twice what it does once; only a video may be searched that way.
  if (repeat)
    return screen.name === 'player' ? onPlayerKey(state, screen, key, repeat) : stay(state)
  switch (screen.name) {
    case 'booting':
      return key === 'back' ? leave(state) : stay(state)
    case 'link':
      return onLinkKey(state, screen, key)
    case 'opened':
      if (key !== 'back' || screen.asking) return stay(state)
      return askForAnother(state, { ...screen, renewals: 0 }, null)
    case 'match':
      return onMatchKey(state, screen, key)
    case 'welcome':
      return onWelcomeKey(state, screen, key)
    case 'home':
      return key === 'back' ? backOnHome(state, screen) : stay(state)
    case 'leaving':
    case 'exiting':
      return onLeavingKey(state, screen, key)
    case 'player':
      return onPlayerKey(state, screen, key, repeat)
    case 'signing-out':
      if (screen.asking) return stay(state)
      if (key === 'back') return countDown(state, screen.account)
      return goHome(state, { settling: true })
    case 'offline':
      if (key === 'back') return leave(state)
      return key === 'enter' ? show(state, screen, { do: 'hello' }) : stay(state)
    case 'problem':
      if (key === 'back') return leave(state)
      if (key !== 'enter') return stay(state)
      return show(state, { ...screen, due: true }, ...stop('retry'), { do: 'hello' })
  }
}

function onLinkKey(state: State, screen: CodeScreen, key: Key): Step {
  if (key === 'back') return screen.over ? closeOverlay(state, null) : leave(state)
  if (key !== 'enter' || screen.link || screen.asking) return stay(state)
  return askForAnother(state, { ...screen, renewals: 0 }, null)
}

function onWelcomeKey(state: State, screen: Extract<Screen, { name: 'welcome' }>, key: Key): Step {
  if (key === 'enter') return goHome(state, { settling: false })
  if (key !== 'back') return stay(state)
  return screen.fresh && state.reachable
    ? goodbye(state, screen.account)
    : goHome(state, { settling: true })
}
