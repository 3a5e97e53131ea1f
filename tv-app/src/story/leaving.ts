import { exit, goHome, goodbye } from './home.ts'
import type { CodeScreen, Exit, ExitingScreen, Screen } from './screen.ts'
import { accountOf } from './screen.ts'
import type { Key, State, Step } from './state.ts'
import { show, stay } from './state.ts'

type LeavingScreen = Extract<Screen, { name: 'leaving' }>

/** Leaves the app the platform's way, from where the TV is nobody's. */
export function leave(state: State): Step {
  const { screen, habits } = state
  // Until it has shown something, the app has nothing to come back to.
  const asks = habits.canLeave && habits.asksFirst && screen.name !== 'booting'
  if (!asks) return exit(state)
  const { link, renewals } = 'link' in screen ? screen : { link: null, renewals: 0 }
  return show(state, { name: 'exiting', link, renewals, focus: 'stay' })
}

/** What can be chosen, from top to bottom. */
export function waysOut({ screen, habits }: State): Exit[] {
  const ways: Exit[] = habits.canLeave ? ['stay', 'leave'] : ['stay']
  return accountOf(screen) ? [...ways, 'signOut'] : ways
}

export function onLeavingKey(state: State, screen: LeavingScreen | ExitingScreen, key: Key): Step {
  const ways = waysOut(state)
  const at = ways.indexOf(screen.focus)
  if (key === 'up' || key === 'down') {
    const focus = ways[at + (key === 'up' ? -1 : 1)]
    return focus ? show(state, { ...screen, focus }) : stay(state)
  }
  if (key === 'back') return goBack(state, screen)
  return key === 'enter' ? onWayOut(state, screen) : stay(state)
}

/** The code that was on screen, as it is shown again until hello has said what became of it meanwhile. */
export function backOnCode({ link, renewals }: Pick<CodeScreen, 'link' | 'renewals'>): CodeScreen {
  const plain = { note: null, asking: false, over: null, endsInSeconds: null } as const
  return { name: 'link', link, renewals, ...plain }
}

function onWayOut(state: State, screen: LeavingScreen | ExitingScreen): Step {
  if (screen.focus === 'signOut' && screen.name === 'leaving') return goodbye(state, screen.account)
  const back = goBack(state, screen)
  if (screen.focus !== 'leave') return back
  return { ...back, effects: [...back.effects, { do: 'leave', asked: true }] }
}

function goBack(state: State, screen: LeavingScreen | ExitingScreen): Step {
  if (screen.name === 'leaving') return goHome(state, { settling: true })
  const before: Screen = screen.link ? backOnCode(screen) : { name: 'booting', remembered: null }
  return show(state, before, { do: 'hello' })
}
