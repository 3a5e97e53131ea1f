import type { Notices } from '#contract/notice'
import type { Rail, Title } from '#contract/title'
import type {
  CatalogueOutcome,
  HelloOutcome,
  LinkOutcome,
  MatchOutcome,
  MediaOutcome,
} from '../../client/couchlink-tv.ts'
import type { Habits } from './habits.ts'
import type { Account, Digit, Exit, Screen, VideoNote } from './screen.ts'

export interface State {
  screen: Screen
  habits: Habits
  /** Notices arrive. */
  line: boolean
  /** The last hello was answered. */
  reachable: boolean
  /** Unanswered tries in a row, which lengthen the wait for the next. */
  tries: number
  /** The code whose overlay was closed while the server was away, which still has to hear of it. */
  closedLinkId: string | null
  /** What there is to watch; `null` while that is not known. */
  rails: Rail[] | null
  /** Tries in a row that did not bring it. */
  catalogueTries: number
}

export type Key =
  | 'back'
  | 'enter'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'play'
  | 'pause'
  | 'playPause'
  | 'stop'
  | 'rewind'
  | 'forward'
  | 'other'
  | Digit

export type TimerName =
  | 'hello'
  | 'renew'
  | 'ending'
  | 'note'
  | 'screen'
  | 'fresh'
  | 'settle'
  | 'retry'
  | 'catalogue'
  | 'seek'
  | 'controls'

/** What the video element says. */
export type VideoEvent =
  | { type: 'video'; what: 'time'; at: number; lengthSeconds: number | null }
  | { type: 'video'; what: 'playing' }
  | { type: 'video'; what: 'stalled' }
  | { type: 'video'; what: 'ended' }
  | { type: 'video'; what: 'noCaptions' }
  | { type: 'video'; what: 'failed'; why: Exclude<VideoNote, 'videoGone'> }

export type StoryEvent =
  | { type: 'hello'; outcome: HelloOutcome }
  | { type: 'link'; outcome: LinkOutcome }
  | { type: 'match'; linkId: string; outcome: MatchOutcome }
  | { type: 'goodbye'; done: boolean }
  | { type: 'catalogue'; outcome: CatalogueOutcome }
  | { type: 'media'; titleId: string; outcome: MediaOutcome }
  | { type: 'nudge' }
  | { type: 'line'; up: boolean }
  | { type: 'wake' }
  | { type: 'key'; key: Key; repeat: boolean }
  /** A pointer rests on a key of the pad, or on a way out. */
  | { type: 'focus'; on: Digit | Exit }
  | { type: 'choose'; title: Title }
  | { type: 'switchAccount' }
  /** A remote that points has chosen a place on the time line. */
  | { type: 'seekTo'; seconds: number }
  | VideoEvent
  | { type: 'timer'; name: TimerName }

export type Effect =
  | { do: 'hello' }
  | { do: 'requestLink' }
  /** The link request is no longer on screen, so nobody shall approve it. */
  | { do: 'cancelLink'; linkId: string }
  | { do: 'answerMatch'; linkId: string; number: string }
  | { do: 'goodbye'; binding: string }
  | { do: 'catalogue' }
  | { do: 'media'; titleId: string }
  | { do: 'listen'; notices: Notices | null }
  | { do: 'remember'; account: Account }
  | { do: 'forget' }
  /** Leaves the app, the platform's way. `asked`: the person has been asked already. */
  | { do: 'leave'; asked: boolean }
  | Timer
  | { do: 'stop'; name: TimerName }

/** Fires once, anywhere between the two; a timer of the same name is replaced. */
export interface Timer {
  do: 'timer'
  name: TimerName
  fromMs: number
  toMs: number
}

export interface Step {
  state: State
  effects: Effect[]
}

export function after(name: TimerName, seconds: number): Timer {
  return { do: 'timer', name, fromMs: seconds * 1000, toMs: seconds * 1000 }
}

/** The same anywhere between the two, in seconds, so that a fleet gets out of step. */
export function between(name: TimerName, { from, to }: { from: number; to: number }): Timer {
  return { do: 'timer', name, fromMs: from * 1000, toMs: to * 1000 }
}

export function stop(...names: TimerName[]): Effect[] {
  return names.map((name) => ({ do: 'stop', name }))
}

export function stay(state: State): Step {
  return { state, effects: [] }
}

export function show(state: State, screen: Screen, ...effects: Effect[]): Step {
  return { state: { ...state, screen }, effects }
}
