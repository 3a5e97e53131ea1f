import type { BackOnHome } from '#contract/hello'
import type { Media, Title } from '#contract/title'
import type { Link } from '../../client/couchlink-tv.ts'

/** To whom this TV is bound, as the last hello said. Kept over a restart, only to be drawn. */
export interface Account {
  name: string
  /** `#RRGGBB`. */
  color: string
  binding: string
  goodbyeSeconds: number
  /** As the operator wants it; `null` leaves it to the platform. */
  backOnHome: BackOnHome | null
}

/** What the link screen says besides the code, for a while. */
export type LinkNote = 'denied' | 'missed' | 'late' | 'renewed' | 'unbound' | 'signedOut' | null

/** Why a video could not go on: the title is gone, it does not arrive, or this set cannot play it. */
export type VideoNote = 'videoGone' | 'videoNetwork' | 'videoFormat'

/** What the home screen says for a while. */
export type HomeNote =
  | 'goodbyeFailed'
  /** Back was pressed without a connection: the way out is offered when it is back. */
  | 'signOutLater'
  /** No code could be had for another account. */
  | 'noCode'
  | 'switchDenied'
  | 'switchLate'
  | VideoNote
  | null

export type ProblemReason = 'busy' | 'refused' | 'forged'

/** What all screens with a code have in common. */
interface OnCode {
  note: LinkNote
  /** A new link request is under way; the old code stays until it is there. */
  asking: boolean
  /** Renewals without a key press so far. */
  renewals: number
  /** Whose TV it stays while a code for another account lies over the home screen; `null` while it is nobody's. */
  over: Account | null
}

export interface CodeScreen extends OnCode {
  name: 'link'
  /** `null` while the first one is under way, and when the TV has renewed often enough and waits for OK. */
  link: Link | null
  /** Seconds the code still stands, once that matters. */
  endsInSeconds: number | null
}

export interface OpenedScreen extends OnCode {
  name: 'opened'
  link: Link
  /** Who is signing in, masked; `null` while nobody has acted. */
  claimedBy: string | null
}

export type Digit = '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** The pad for the three digits that the phone shows. */
export interface MatchScreen extends OnCode {
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
}

/** The screens that show a link request. */
export type LinkScreen = CodeScreen | OpenedScreen | MatchScreen

export interface HomeScreen {
  name: 'home'
  account: Account
  note: HomeNote
  /** Shortly after the welcome: Back means "not us". */
  fresh: boolean
  /** Shortly after leaving another screen: Back means nothing. */
  settling: boolean
  /** Back was pressed without a connection. */
  wantsOut: boolean
}

export interface PlayerScreen {
  name: 'player'
  account: Account
  title: Title
  /** `null` while the server is asked where the video lies. */
  media: Media | null
  /** This address has brought something to see: when it ends, asking for another one helps. */
  arrived: boolean
  paused: boolean
  /** The picture stands still because nothing arrives. */
  stalled: boolean
  /** Where the video is. Seconds. */
  at: number
  /** How long it is. `null` while that is not known, and for what has no end. */
  lengthSeconds: number | null
  /** Where the person is about to jump; `null` when nobody is choosing. */
  seeking: number | null
  /** Where playing was last begun or resumed, and how often that was: the video jumps there when the count changes. */
  from: { seconds: number; jumps: number }
  /** The time line stands on the picture. */
  controls: boolean
  /** Which of the media's captions are shown; `null` for none. */
  captions: number | null
  /** Those have not arrived, and the person who chose them is told. */
  captionsMissing: boolean
}

export type Exit = 'stay' | 'leave' | 'signOut'

/** Stay or leave the app, asked while the TV is nobody's. `link` is the code that was on screen, which goes on living. */
export interface ExitingScreen {
  name: 'exiting'
  link: Link | null
  renewals: number
  focus: Exit
}

export type Screen =
  /** `remembered` is drawn if nobody answers the first hello. */
  | { name: 'booting'; remembered: Account | null }
  | LinkScreen
  | { name: 'welcome'; account: Account; fresh: boolean }
  | HomeScreen
  | PlayerScreen
  /** Stay, leave the app, or sign out of this TV. */
  | { name: 'leaving'; account: Account; focus: Exit }
  | ExitingScreen
  | { name: 'signing-out'; account: Account; secondsLeft: number; asking: boolean }
  /** `link` is the code that was on screen, which is often still good when the server is back. */
  | { name: 'offline'; link: Link | null; renewals: number }
  | { name: 'problem'; reason: ProblemReason; code: string; due: boolean }

/** Whose TV this is, as far as this screen knows; `null` where it is nobody's. */
export function accountOf(screen: Screen): Account | null {
  if ('account' in screen) return screen.account
  return 'over' in screen ? screen.over : null
}

export function isOnCode(screen: Screen): screen is LinkScreen {
  return screen.name === 'link' || screen.name === 'opened' || screen.name === 'match'
}
