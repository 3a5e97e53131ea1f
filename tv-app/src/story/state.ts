import type { Notices } from '#contract/notice'
import type { Title } from '#contract/title'
import type { HelloOutcome } from '../../client/hello.ts'
import type { Link, LinkOutcome } from '../../client/link.ts'
import type { MatchOutcome } from '../../client/match.ts'

/** To whom this TV is bound, as the last hello said. Kept over a restart, only to be drawn. */
export interface Account {
  name: string
  /** `#RRGGBB`. */
  color: string
  binding: string
  goodbyeSeconds: number
}

/** What the link screen says besides the code, for a while. */
export type LinkNote = 'denied' | 'missed' | 'late' | 'unbound' | 'signedOut' | null

export type ProblemReason = 'busy' | 'refused' | 'forged'

export type Screen =
  /** `remembered` is drawn if nobody answers the first hello. */
  | { name: 'booting'; asking: 'hello'; remembered: Account | null }
  | { name: 'booting'; asking: 'link'; note: LinkNote }
  | {
      /** `link` is null when the TV has renewed often enough and waits for OK. */
      name: 'link'
      link: Link | null
      note: LinkNote
      /** A new link request is under way; the old code stays until it is there. */
      asking: boolean
      /** Renewals without a key press so far. */
      renewals: number
    }
  | {
      name: 'opened'
      link: Link
      /** Who is signing in, masked; `null` while nobody has acted. */
      claimedBy: string | null
      note: LinkNote
      asking: boolean
      renewals: number
    }
  | MatchScreen
  | { name: 'welcome'; account: Account; fresh: boolean }
  | {
      name: 'home'
      account: Account
      note: 'goodbyeFailed' | 'videoFailed' | null
      /** Shortly after the welcome: Back means "not us". */
      fresh: boolean
      /** Shortly after leaving another screen: Back means nothing. */
      settling: boolean
    }
  | { name: 'player'; account: Account; title: Title; paused: boolean }
  | { name: 'signing-out'; account: Account; secondsLeft: number; asking: boolean }
  /** `link` is the code that was on screen, which is often still good when the server is back. */
  | { name: 'offline'; link: Link | null; renewals: number }
  | { name: 'problem'; reason: ProblemReason; code: string; due: boolean }

/** The pad for the three digits that the phone shows. */
export interface MatchScreen {
  name: 'match'
  link: Link
  claimedBy: string | null
  /** The digits so far. */
  typed: string
  /** The key of the pad that OK presses. */
  focus: Digit
  /** Once sent, the number stays what it is: `lost` is sent again when hello knows nothing of it. */
  answer: 'typing' | 'sending' | 'lost' | 'heard'
  /** How often the number was sent. */
  sendings: number
  /** Seconds until the match is over, as the last hello said. */
  endsInSeconds: number
  note: LinkNote
  asking: boolean
  renewals: number
}

export interface State {
  screen: Screen
  /** Notices arrive. */
  line: boolean
  /** The last hello was answered. */
  reachable: boolean
  /** Unanswered tries in a row, which lengthen the wait for the next. */
  tries: number
  titles: Title[] | null
}

export type Digit = '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

export type Key = 'back' | 'enter' | 'left' | 'right' | 'up' | 'down' | 'play' | 'other' | Digit

export type TimerName = 'hello' | 'renew' | 'note' | 'screen' | 'fresh' | 'settle' | 'retry'

export type StoryEvent =
  | { type: 'hello'; outcome: HelloOutcome }
  | { type: 'link'; outcome: LinkOutcome }
  | { type: 'match'; linkId: string; outcome: MatchOutcome }
  | { type: 'goodbye'; done: boolean }
  | { type: 'titles'; titles: Title[] | null }
  | { type: 'nudge' }
  | { type: 'line'; up: boolean }
  | { type: 'wake' }
  | { type: 'key'; key: Key; repeat: boolean }
  | { type: 'choose'; title: Title }
  | { type: 'video'; end: 'ended' | 'failed' }
  | { type: 'timer'; name: TimerName }

export type Effect =
  | { do: 'hello' }
  | { do: 'requestLink' }
  | { do: 'answerMatch'; linkId: string; number: string }
  | { do: 'goodbye'; binding: string }
  | { do: 'titles' }
  | { do: 'listen'; notices: Notices | null }
  | { do: 'remember'; account: Account }
  | { do: 'forget' }
  /** Fires once, anywhere between the two; a timer of the same name is replaced. */
  | { do: 'timer'; name: TimerName; fromMs: number; toMs: number }
  | { do: 'stop'; name: TimerName }

export interface Step {
  state: State
  effects: Effect[]
}

export function after(name: TimerName, seconds: number): Effect {
  return { do: 'timer', name, fromMs: seconds * 1000, toMs: seconds * 1000 }
}

export function stay(state: State): Step {
  return { state, effects: [] }
}

export function show(state: State, screen: Screen, ...effects: Effect[]): Step {
  return { state: { ...state, screen }, effects }
}
