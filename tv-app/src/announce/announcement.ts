import { clock } from '../screens/player/time-line.ts'
import type { Exit, PlayerScreen, Screen } from '../story/screen.ts'
import { accountOf, isOnCode } from '../story/screen.ts'
import type { State } from '../story/state.ts'
import { captionsWords } from '../words/captions-words.ts'
import type { TextKey } from '../words/texts.ts'
import { say } from '../words/texts.ts'
import { homeChange, homeScreen } from './home-words.ts'
import { lineChange } from './line-change.ts'
import { codeChange, codeScreen } from './link-words.ts'
import { PAUSE, phrase, spelled } from './phrases.ts'

type SigningOut = Extract<Screen, { name: 'signing-out' }>

const EXITS: Record<Exit, TextKey> = {
  stay: 'leaving.stay',
  leave: 'leaving.leave',
  signOut: 'leaving.signOut',
}

/**
 * What is to be said when the TV has come from one state to another: a new screen in full, and of the same one what has
 * changed. Phrases, and pauses between them; `null` for nothing.
 *
 * @param before what was told last; `null` at the start
 * @param tvName as the phone will call this TV; empty where it has no name
 */
export function announcement(before: State | null, now: State, tvName = ''): string[] | null {
  const same = before !== null && placeOf(before.screen) === placeOf(now.screen)
  const said = same ? change(before, now) : whole(now, tvName)
  return said.length > 0 ? said : null
}

/** Two screens of one place are the same to the ear: what differs between them is told as a change. */
function placeOf(screen: Screen): string {
  switch (screen.name) {
    case 'link':
      return `link ${screen.over !== null} ${screen.link !== null} ${screen.asking && !screen.link}`
    case 'opened':
      return `opened ${screen.claimedBy}`
    case 'match':
      return `match ${screen.link.id}`
    case 'welcome':
    case 'home':
      return `${screen.name} ${screen.account.name}`
    case 'player':
      return `player ${screen.title.id}`
    case 'signing-out':
      return `signing-out ${screen.asking}`
    case 'problem':
      return `problem ${screen.reason} ${screen.code}`
    default:
      return screen.name
  }
}

function whole(state: State, tvName: string): string[] {
  const { screen, reachable } = state
  if (isOnCode(screen)) {
    return [...codeScreen(screen, tvName), ...(reachable ? [] : [PAUSE, away()])]
  }
  switch (screen.name) {
    case 'booting':
      return [phrase(say('moment'))]
    case 'welcome': {
      const below = screen.fresh ? say('welcome.fresh') : say('welcome.again')
      return [say('welcome.hello', { name: screen.account.name }), below].map(phrase)
    }
    case 'home':
      return homeScreen(state, screen)
    case 'player':
      return [phrase(say('speak.playing', { title: screen.title.title })), ...standing(screen)]
    case 'leaving':
    case 'exiting':
      return [phrase(say('leaving.title')), PAUSE, exit(screen)]
    case 'signing-out':
      return signingOut(screen)
    case 'offline':
      return [say('offline.title'), say('offline.detail'), say('offline.now')].map(phrase)
    case 'problem': {
      const words = [say('problem.title'), say(`problem.${screen.reason}`), say('offline.now')]
      const reference = [PAUSE, phrase(say('problem.reference')), ...spelled(screen.code)]
      return [...words.map(phrase), ...(screen.code ? reference : [])]
    }
  }
}

function change(before: State, now: State): string[] {
  const [from, to] = [before.screen, now.screen]
  if (isOnCode(from) && isOnCode(to)) {
    return [...lineChange(before, now, away()), ...codeChange(from, to)]
  }
  if (from.name === 'home' && to.name === 'home') return homeChange(before, from, now, to)
  if (from.name === 'player' && to.name === 'player') return playerChange(from, to)
  if ('focus' in from && (to.name === 'leaving' || to.name === 'exiting')) {
    return from.focus === to.focus ? [] : [exit(to)]
  }
  return []
}

/** As the screens with a code say it. */
function away(): string {
  return phrase(say('offline.reconnecting'))
}

function playerChange(from: PlayerScreen, to: PlayerScreen): string[] {
  const said = from.paused === to.paused && from.stalled === to.stalled ? [] : standing(to)
  // Where OK would jump to: at every step of somebody who chooses, as the screen shows it.
  if (to.seeking !== null && to.seeking !== from.seeking) said.push(clock(to.seeking))
  const words = captionsWords(from, to)
  if (words !== null) said.push(phrase(words))
  return said
}

/** While it plays, the video is to be heard and nothing else. */
function standing({ paused, stalled }: PlayerScreen): string[] {
  if (paused) return [phrase(say('player.paused'))]
  return stalled ? [phrase(say('player.loading'))] : []
}

function exit(screen: Extract<Screen, { name: 'leaving' | 'exiting' }>): string {
  return phrase(say(EXITS[screen.focus], { name: accountOf(screen)?.name ?? '' }))
}

/** The seconds are told once: counting them aloud would leave no time to hear how to stop it. */
function signingOut({ account, secondsLeft, asking }: SigningOut): string[] {
  const { name } = account
  if (asking) return [phrase(say('signOut.asking', { name }))]
  return [say('signOut.countDown', { name, seconds: secondsLeft }), say('signOut.stays')].map(
    phrase,
  )
}
