import type { Hello, NotBound } from '#contract/hello'
import type { HelloOutcome } from '../../client/hello.ts'
import { askForLink, refusedBy } from './link.ts'
import { onLinkStatus } from './link-status.ts'
import { nextHello, PACE } from './pace.ts'
import type { Account, Effect, Screen, State, Step } from './state.ts'
import { after, show } from './state.ts'
import { onUnreachable } from './unreachable.ts'

/** Hello is the truth: every other event only makes the TV ask. */
export function onHello(state: State, outcome: HelloOutcome): Step {
  switch (outcome.kind) {
    case 'unreachable':
      return onUnreachable(state, outcome.retryAfterSeconds)
    case 'refused':
      if (accountOn(state.screen)) return onUnreachable(state, outcome.retryAfterSeconds)
      return refusedBy(state, outcome)
    case 'bound':
      return onBound({ ...state, reachable: true, tries: 0 }, outcome.hello)
    case 'not_bound':
      return onNotBound({ ...state, reachable: true, tries: 0 }, outcome.notBound)
  }
}

function onBound(state: State, hello: Hello): Step {
  const { name, color, binding } = hello
  const account: Account = { name, color, binding, goodbyeSeconds: hello.goodbye_seconds }
  const { screen } = state
  if (!('account' in screen)) return welcome(state, account, sawCode(screen))
  if (screen.account.binding !== binding) return welcome(state, account, true)
  const effects: Effect[] = [{ do: 'remember', account }, nextHello(state)]
  // A TV that came up without the server has neither yet.
  effects.push({ do: 'listen', notices: null })
  if (!state.titles) effects.push({ do: 'titles' })
  return show(state, { ...screen, account }, ...effects)
}

function welcome(state: State, account: Account, fresh: boolean): Step {
  const effects: Effect[] = ['renew', 'note', 'retry', 'settle'].map((name) => ({
    do: 'stop',
    name: name as 'renew',
  }))
  effects.push({ do: 'remember', account }, after('screen', PACE.welcome))
  effects.push(fresh ? after('fresh', PACE.fresh) : { do: 'stop', name: 'fresh' })
  const next: State = { ...state, titles: null, screen: { name: 'welcome', account, fresh } }
  effects.push(nextHello(next), { do: 'titles' }, { do: 'listen', notices: null })
  return { state: next, effects }
}

/** Whoever just scanned may have bound the wrong TV; whoever was bound before did not. */
function sawCode(screen: Screen): boolean {
  if (screen.name === 'offline') return screen.link !== null
  return screen.name === 'link' || screen.name === 'opened' || screen.name === 'match'
}

function onNotBound(state: State, { link: status }: NotBound): Step {
  const { screen } = state
  switch (screen.name) {
    case 'booting':
      return screen.asking === 'hello' ? askForLink(state, null) : show(state, screen)
    case 'link':
    case 'opened':
    case 'match':
      return onLinkStatus(state, screen, status)
    case 'offline':
      if (!screen.link) return askForLink(state, null)
      return onLinkStatus(state, { ...screen, name: 'link', ...BACK_ON_LINK }, status)
    case 'problem':
      if (!screen.due) return show(state, screen)
      return show(state, { ...screen, due: false }, { do: 'requestLink' })
    case 'signing-out':
      return askForLink(state, screen.asking ? 'signedOut' : 'unbound', { do: 'forget' })
    case 'welcome':
    case 'home':
    case 'player':
      return askForLink(state, 'unbound', { do: 'forget' })
  }
}

const BACK_ON_LINK = { note: null, asking: false } as const

function accountOn(screen: Screen): boolean {
  return (
    'account' in screen ||
    (screen.name === 'booting' && 'remembered' in screen && screen.remembered !== null)
  )
}
