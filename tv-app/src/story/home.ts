import { PACE } from './pace.ts'
import type { Account, HomeNote, HomeScreen } from './screen.ts'
import { accountOf } from './screen.ts'
import type { State, Step } from './state.ts'
import { after, show, stay, stop } from './state.ts'

export function home(account: Account, more: Partial<HomeScreen> = {}): HomeScreen {
  const plain = { note: null, fresh: false, settling: false, wantsOut: false } as const
  return { name: 'home', account, ...plain, ...more }
}

/** Leaves whatever shows an account for its home screen. */
export function goHome(state: State, options: { settling: boolean; note?: HomeNote }): Step {
  const { screen } = state
  const account = accountOf(screen)
  if (!account) return stay(state)
  const { settling, note = null } = options
  const fresh = screen.name === 'welcome' && screen.fresh
  const step = show(state, home(account, { note, fresh, settling }))
  step.effects.push(...stop('screen', 'renew', 'ending', 'seek', 'controls'))
  if (settling) step.effects.push(after('settle', PACE.settle))
  if (note) step.effects.push(after('note', PACE.note))
  return step
}

/** Signs out, and asks nothing more. Whoever is told "signed out" must be able to believe it, so never without the server. */
export function goodbye(state: State, account: Account): Step {
  if (!state.reachable) return outLater(state, account)
  return show(
    state,
    { name: 'signing-out', account, secondsLeft: 0, asking: true },
    ...stop('screen', 'fresh'),
    { do: 'goodbye', binding: account.binding },
  )
}

/** Back on the home screen does what the operator wants, or else what the platform asks of its apps. */
export function backOnHome(state: State, screen: HomeScreen): Step {
  const { account, fresh, settling } = screen
  if (settling && !fresh) return stay(state)
  const wanted = account.backOnHome ?? state.habits.backOnHome
  if (wanted === 'exit' && !fresh) return exit(state)
  if (!state.reachable) return outLater(state, account)
  if (fresh) return goodbye(state, account)
  return wanted === 'ask' ? askWayOut(state, account) : countDown(state, account)
}

/** Leaves the app where there is anywhere to go, and asks nothing. */
export function exit(state: State): Step {
  return state.habits.canLeave
    ? show(state, state.screen, { do: 'leave', asked: false })
    : stay(state)
}

/** The way out is offered once the server is back. */
function outLater(state: State, account: Account): Step {
  const waiting = home(account, { wantsOut: true, note: 'signOutLater' })
  return show(state, waiting, ...stop('screen', 'fresh', 'settle'), after('note', PACE.note))
}

export function askWayOut(state: State, account: Account): Step {
  return show(state, { name: 'leaving', account, focus: 'stay' }, ...stop('note', 'settle'))
}

/** Counts down to a goodbye, or begins to count anew. */
export function countDown(state: State, account: Account): Step {
  const secondsLeft = account.goodbyeSeconds
  if (secondsLeft <= 0) return goodbye(state, account)
  return show(
    state,
    { name: 'signing-out', account, secondsLeft, asking: false },
    after('screen', 1),
  )
}
