import type { Hello, NotBound } from '#contract/hello'
import type { LinkStatus } from '#contract/link'
import type { HelloOutcome } from '../../client/couchlink-tv.ts'
import { askWayOut } from './home.ts'
import { backOnCode } from './leaving.ts'
import { askForLink, refusedBy } from './link.ts'
import { onLinkStatus } from './link-status.ts'
import { nextHello, PACE } from './pace.ts'
import type { Account, ExitingScreen, LinkScreen, Screen } from './screen.ts'
import { accountOf, isOnCode } from './screen.ts'
import type { Effect, State, Step } from './state.ts'
import { after, show, stop } from './state.ts'
import { onUnreachable } from './unreachable.ts'

/** Hello is the truth: every other event only makes the TV ask. */
export function onHello(state: State, outcome: HelloOutcome): Step {
  switch (outcome.kind) {
    case 'unreachable':
      return onUnreachable(state, outcome.retryAfterSeconds)
    case 'refused':
      if (knowsAccount(state.screen)) return onUnreachable(state, outcome.retryAfterSeconds)
      return refusedBy(state, outcome)
    case 'bound':
      return onBound({ ...state, reachable: true, tries: 0 }, outcome.hello)
    case 'not_bound':
      return onNotBound({ ...state, reachable: true, tries: 0 }, outcome.notBound)
  }
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
    const step = welcome(state, account, before !== null || sawCode(screen))
    step.effects.push(...takeBack(screen, hello.link))
    return step
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
 * A code that is still open on a TV that has just been bound took the place of the one that was approved, as when both
 * happen while the TV sleeps. It leaves the screen, and must not be approved either.
 */
function takeBack(screen: Screen, status: LinkStatus | null): Effect[] {
  if (status === null || !('link' in screen) || screen.link?.id !== status.id) return []
  const { id, state } = status
  const isOpen = state === 'pending' || state === 'opened' || state === 'matching'
  return isOpen ? [{ do: 'cancelLink', linkId: id }] : []
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
