import type { Title } from '#contract/title'
import { askCatalogue, onCatalogue } from './story/catalogue.ts'
import type { Habits } from './story/habits.ts'
import { onHello } from './story/hello.ts'
import { goHome, goodbye } from './story/home.ts'
import { onKey } from './story/keys.ts'
import { backOnCode, waysOut } from './story/leaving.ts'
import { askForLink, onLinkOutcome, renew } from './story/link.ts'
import { onMatchOutcome, PAD } from './story/match.ts'
import { helloWithoutLine, PACE } from './story/pace.ts'
import { hideControls, jump, onMedia, onVideo, openPlayer, seekTo } from './story/player.ts'
import type { Account, Digit, Exit } from './story/screen.ts'
import { accountOf, isOnCode } from './story/screen.ts'
import type { State, Step, StoryEvent, TimerName } from './story/state.ts'
import { after, show, stay } from './story/state.ts'
import { switchAccount } from './story/switching.ts'

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
    case 'catalogue':
      return onCatalogue(state, event.outcome)
    case 'media':
      return onMedia(state, event.titleId, event.outcome)
    case 'nudge':
      return show(state, state.screen, { do: 'hello' })
    case 'wake':
      // Its network may still be on its way, and often nobody tells when it is there: tries are close together again.
      return show({ ...state, tries: 0 }, state.screen, { do: 'hello' })
    case 'line':
      return onLine({ ...state, line: event.up })
    case 'key':
      return onKey(state, event.key, event.repeat)
    case 'focus':
      return onFocus(state, event.on)
    case 'choose':
      return onChoose(state, event.title)
    case 'switchAccount':
      return state.screen.name === 'home' ? switchAccount(state, state.screen) : stay(state)
    case 'seekTo':
      return seekTo(state, event.seconds)
    case 'video':
      return onVideo(state, event)
    case 'timer':
      return onTimer(state, event.name)
  }
}

/** How the story begins. @param remembered the account of the last hello, from an earlier run */
export function begin(remembered: Account | null, habits: Habits): Step {
  const screen = { name: 'booting', remembered } as const
  const nothing = {
    line: false,
    reachable: true,
    tries: 0,
    closedLinkId: null,
    rails: null,
    catalogueTries: 0,
  }
  return { state: { screen, habits, ...nothing }, effects: [{ do: 'hello' }] }
}

function onGoodbye(state: State, done: boolean): Step {
  const { screen } = state
  if (screen.name !== 'signing-out' || !screen.asking) return stay(state)
  if (done) return askForLink(state, 'signedOut', { do: 'forget' })
  const home = goHome(state, { settling: true, note: 'goodbyeFailed' })
  return { ...home, effects: [...home.effects, { do: 'hello' }] }
}

function onLine(state: State): Step {
  const { screen, line } = state
  if (line) return show(state, screen, { do: 'hello' })
  return isOnCode(screen) ? show(state, screen, helloWithoutLine(state)) : stay(state)
}

function onFocus(state: State, on: Digit | Exit): Step {
  const { screen } = state
  const digit = PAD.find((one) => one === on)
  if (screen.name === 'match' && digit) return show(state, { ...screen, focus: digit })
  const asked = screen.name === 'leaving' || screen.name === 'exiting'
  const way = waysOut(state).find((one) => one === on)
  return asked && way ? show(state, { ...screen, focus: way }) : stay(state)
}

function onChoose(state: State, title: Title): Step {
  return state.screen.name === 'home' ? openPlayer(state, state.screen, title) : stay(state)
}

function onTimer(state: State, name: TimerName): Step {
  const { screen } = state
  switch (name) {
    case 'hello':
      return show(state, screen, { do: 'hello' })
    case 'renew':
      return onRenew(state)
    case 'ending':
      return screen.name === 'link' && screen.link
        ? show(state, { ...screen, endsInSeconds: PACE.endingBefore })
        : stay(state)
    case 'note':
      return isOnCode(screen) || screen.name === 'home'
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
      return screen.name === 'exiting' ? show(state, screen, { do: 'hello' }) : stay(state)
    case 'catalogue':
      return accountOf(screen) ? askCatalogue(state) : stay(state)
    case 'seek':
      return screen.name === 'player' ? jump(state, screen) : stay(state)
    case 'controls':
      return screen.name === 'player' && !screen.paused && screen.seeking === null
        ? hideControls(state, screen)
        : stay(state)
  }
}

/** The code is over, or about to be. A question that nobody has answered for as long as it lived is put away with it. */
function onRenew(state: State): Step {
  const screen = state.screen.name === 'exiting' ? backOnCode(state.screen) : state.screen
  return screen.name === 'link' && screen.link && !screen.asking
    ? renew(state, screen)
    : stay(state)
}

function onScreenTimer(state: State): Step {
  const { screen } = state
  if (screen.name === 'welcome') return goHome(state, { settling: true })
  if (screen.name !== 'signing-out' || screen.asking) return stay(state)
  const secondsLeft = screen.secondsLeft - 1
  if (secondsLeft <= 0) return goodbye(state, screen.account)
  return show(state, { ...screen, secondsLeft }, after('screen', 1))
}
