import type { Hello, NotBound } from '#contract/hello'
import type { LinkStatus } from '#contract/link'
import type { HelloOutcome } from '../../client/couchlink-tv.ts'
import { askWayOut } from './home.ts'
import { backOnCode } from './leaving.ts'
import { askForLink, refusedBy } from './link.ts'
import { onLinkStatus } from './link-status.ts'
import { backOff, nextHello, PACE } from './pace.ts'
import type { Account, ExitingScreen, LinkScreen, Screen } from './screen.ts'
import { accountOf, isOnCode } from './screen.ts'
import type { Effect, State, Step } from './state.ts'
import { after, show, stop } from './state.ts'
import { onUnreachable } from './unreachable.ts'

/** Hello is the truth: every other event only makes the TV ask. */
export function onHello(state: State, outcome: HelloOutcome): Step {
  switch (outcome.kind) {
    case 'unreachable':
      return isOnCode(state.screen) && state.screen.asking
        ? whileAsking(state, outcome.retryAfterSeconds)
        : onUnreachable(state, outcome.retryAfterSeconds)
    case 'refused':
      if (knowsAccount(state.screen)) return onUnreachable(state, outcome.retryAfterSeconds)
      return refusedBy(state, outcome)
    case 'bound': {
      const step = onBound(answered(state), outcome.hello)
      step.effects.push(...takeBack(state, step.state, outcome.hello.link))
      return step
    }
    case 'not_bound':
      return onNotBound(answered(state), outcome.notBound)
  }
}

/** A new code is on its way, and its own answer will tell whether the server is there. */
function whileAsking(state: State, retryAfterSeconds: number | null): Step {
  return show(state, state.screen, backOff('hello', state.tries + 1, retryAfterSeconds ?? 0))
}

function answered(state: State): State {
  return { ...state, reachable: true, tries: 0, closedLinkId: null }
}

function onBound(state: State, hello: Hello): Step {
  const { name, color, binding } = hello
  const account: Account = {
    name,
    color,
    binding,
    goodbyeSeconds: hello.goodbye_seconds,
    backOnHome: hello.back_on_home ?? null,
  }
  const { screen } = state
  const before = accountOf(screen)
  if (before?.binding !== binding) {
    return welcome(state, account, before !== null || sawCode(screen))
  }
  const step = stillBound(state, account, hello)
  step.effects.push({ do: 'remember', account })
  // A TV that came up without the server has neither yet.
  step.effects.push({ do: 'listen', notices: null })
  if (!state.rails) step.effects.push({ do: 'catalogue' })
  return step
}

function stillBound(state: State, account: Account, { link }: Hello): Step {
  const { screen } = state
  if (isOnCode(screen)) return onLinkStatus(state, { ...screen, over: account }, link)
  if (screen.name === 'home' && screen.wantsOut) {
    const asked = askWayOut(state, account)
    asked.effects.push(nextHello(asked.state))
    return asked
  }
  return show(state, 'account' in screen ? { ...screen, account } : screen, nextHello(state))
}

function welcome(state: State, account: Account, fresh: boolean): Step {
  const effects: Effect[] = stop('renew', 'ending', 'note', 'retry', 'settle', 'seek', 'controls')
  effects.push({ do: 'remember', account }, after('screen', PACE.welcome))
  effects.push(...(fresh ? [after('fresh', PACE.fresh)] : stop('fresh')))
  const screen: Screen = { name: 'welcome', account, fresh }
  const next: State = { ...state, rails: null, catalogueTries: 0, screen }
  effects.push(nextHello(next), { do: 'catalogue' }, { do: 'listen', notices: null })
  return { state: next, effects }
}

/**
 * A code that has left the screen must not be approved either: its overlay was closed while the server was away, or it
 * took the place of the one that was approved while the TV slept.
 */
function takeBack(before: State, after: State, status: LinkStatus | null): Effect[] {
  const left = isOnCode(after.screen) || !('link' in before.screen) ? null : before.screen.link
  const linkId = before.closedLinkId ?? left?.id
  if (status === null || status.id !== linkId) return []
  const isOpen = ['pending', 'opened', 'matching'].includes(status.state)
  return isOpen ? [{ do: 'cancelLink', linkId }] : []
}

/** Whoever just scanned may have bound the wrong TV; whoever was bound before did not. */
function sawCode(screen: Screen): boolean {
  return 'link' in screen && screen.link !== null
}

function onNotBound(state: State, { link: status }: NotBound): Step {
  const { screen } = state
  switch (screen.name) {
    case 'booting':
      return askForLink(state, null)
    case 'link':
    case 'opened':
    case 'match':
      return screen.over ? onLostUnder(state, screen) : onLinkStatus(state, screen, status)
    case 'offline':
      if (!screen.link) return askForLink(state, null)
      return onLinkStatus(state, backOnCode(screen), status)
    case 'exiting':
      return onAskedMeanwhile(state, screen, status)
    case 'problem':
      if (!screen.due) return show(state, screen)
      return show(state, { ...screen, due: false }, { do: 'requestLink' })
    case 'signing-out':
      return askForLink(state, screen.asking ? 'signedOut' : 'unbound', { do: 'forget' })
    case 'welcome':
    case 'home':
    case 'leaving':
    case 'player':
      return askForLink(state, 'unbound', { do: 'forget' })
  }
}

/** Unbound from afar while a code for another account was on screen: the same code now is for the TV itself. */
function onLostUnder(state: State, screen: LinkScreen): Step {
  const own: LinkScreen = { ...screen, over: null, note: 'unbound' }
  const next: State = { ...state, screen: own, rails: null }
  return show(next, own, { do: 'forget' }, after('note', PACE.note), { do: 'hello' })
}

/** Whoever has just opened the code on a phone does not want to leave. */
function onAskedMeanwhile(state: State, screen: ExitingScreen, status: LinkStatus | null): Step {
  const isOpen = status?.state === 'opened' || status?.state === 'matching'
  if (isOpen && status.id === screen.link?.id)
    return onLinkStatus(state, backOnCode(screen), status)
  return show(state, screen, nextHello(state))
}

function knowsAccount(screen: Screen): boolean {
  return accountOf(screen) !== null || (screen.name === 'booting' && screen.remembered !== null)
}
