import type { Title } from '#contract/title'
import { onHello } from './story/hello.ts'
import { goHome, goodbye, onKey } from './story/keys.ts'
import { askForLink, onLinkOutcome, renew } from './story/link.ts'
import { onMatchOutcome } from './story/match.ts'
import { nextHello, PACE } from './story/pace.ts'
import type { Account, State, Step, StoryEvent, TimerName } from './story/state.ts'
import { after, show, stay } from './story/state.ts'

/**
 * Everything this TV does, as one pure function: what is on screen and what happens gives what is on screen next and
 * what is to be done. Any event may come in any state.
 */
export function step(state: State, event: StoryEvent): Step {
  switch (event.type) {
    case 'hello':
      return onHello(state, event.outcome)
    case 'link':
      return onLinkOutcome(state, event.outcome)
    case 'match':
      return onMatchOutcome(state, event.linkId, event.outcome)
    case 'goodbye':
      return onGoodbye(state, event.done)
    case 'titles':
      return onTitles(state, event.titles)
    case 'nudge':
    case 'wake':
      return show(state, state.screen, { do: 'hello' })
    case 'line':
      return onLine({ ...state, line: event.up })
    case 'key':
      // A key that is held must not do twice what it does once.
      return event.repeat ? stay(state) : onKey(state, event.key)
    case 'choose':
      return play(state, event.title)
    case 'video':
      if (state.screen.name !== 'player') return stay(state)
      if (event.end === 'ended') return goHome(state, { settling: true })
      return goHome(state, { settling: true, note: 'videoFailed' })
    case 'timer':
      return onTimer(state, event.name)
  }
}

/** How the story begins. @param remembered the account of the last hello, from an earlier run */
export function begin(remembered: Account | null): Step {
  const screen = { name: 'booting', asking: 'hello', remembered } as const
  const state: State = { screen, line: false, reachable: true, tries: 0, titles: null }
  return { state, effects: [{ do: 'hello' }] }
}

function onGoodbye(state: State, done: boolean): Step {
  const { screen } = state
  if (screen.name !== 'signing-out' || !screen.asking) return stay(state)
  if (done) return askForLink(state, 'signedOut', { do: 'forget' })
  const home = goHome(state, { settling: true, note: 'goodbyeFailed' })
  return { ...home, effects: [...home.effects, { do: 'hello' }] }
}

function onTitles(state: State, titles: Title[] | null): Step {
  if (!('account' in state.screen)) return stay(state)
  if (titles) return { state: { ...state, titles }, effects: [] }
  return show(state, state.screen, after('retry', PACE.titles))
}

function onLine(state: State): Step {
  const { screen, line } = state
  if (line) return show(state, screen, { do: 'hello' })
  const onCode = screen.name === 'link' || screen.name === 'opened' || screen.name === 'match'
  return onCode ? show(state, screen, nextHello(state)) : stay(state)
}

function play(state: State, title: Title): Step {
  if (state.screen.name !== 'home') return stay(state)
  const { account } = state.screen
  const stop = (['fresh', 'note', 'settle'] as const).map((name) => ({ do: 'stop', name }) as const)
  return show(state, { name: 'player', account, title, paused: false }, ...stop)
}

function onTimer(state: State, name: TimerName): Step {
  const { screen } = state
  switch (name) {
    case 'hello':
      return show(state, screen, { do: 'hello' })
    case 'renew':
      return screen.name === 'link' && screen.link && !screen.asking
        ? renew(state, screen)
        : stay(state)
    case 'note':
      return screen.name === 'link' || screen.name === 'home'
        ? show(state, { ...screen, note: null })
        : stay(state)
    case 'screen':
      return onScreenTimer(state)
    case 'fresh':
      return screen.name === 'home' || screen.name === 'welcome'
        ? show(state, { ...screen, fresh: false })
        : stay(state)
    case 'settle':
      return screen.name === 'home' ? show(state, { ...screen, settling: false }) : stay(state)
    case 'retry':
      if (screen.name === 'problem') return show(state, { ...screen, due: true }, { do: 'hello' })
      return 'account' in screen && !state.titles
        ? show(state, screen, { do: 'titles' })
        : stay(state)
  }
}

function onScreenTimer(state: State): Step {
  const { screen } = state
  if (screen.name === 'welcome') return goHome(state, { settling: true })
  if (screen.name !== 'signing-out' || screen.asking) return stay(state)
  const secondsLeft = screen.secondsLeft - 1
  if (secondsLeft <= 0) return goodbye(state, screen.account)
  return show(state, { ...screen, secondsLeft }, after('screen', 1))
}
