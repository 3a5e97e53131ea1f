import type { Hello } from '#contract/hello'
import type { LinkState, LinkStatus } from '#contract/link'
import type { HelloOutcome } from '../../tv-app/client/hello.ts'
import type { Link, LinkOutcome } from '../../tv-app/client/link.ts'
import type { MatchOutcome } from '../../tv-app/client/match.ts'
import type { MediaOutcome } from '../../tv-app/client/titles.ts'
import type { Habits } from '../../tv-app/src/story/habits.ts'
import type {
  Account,
  CodeScreen,
  Digit,
  HomeScreen,
  MatchScreen,
  OpenedScreen,
  PlayerScreen,
  Screen,
} from '../../tv-app/src/story/screen.ts'
import type { Key, State, StoryEvent, TimerName } from '../../tv-app/src/story/state.ts'

export const eliza: Account = {
  name: 'Eliza',
  color: '#CCCDFD',
  binding: 'AAAAAAAAAAAAAAAAAAAAAA',
  goodbyeSeconds: 5,
  backOnHome: null,
}

export const link: Link = {
  id: 'BBBBBBBBBBBBBBBBBBBBBB',
  userCode: 'WDJB-MJHT',
  address: 'http://192.168.1.5:8080/link',
  qr: 'http://192.168.1.5:8080/L#0123456789ABCDEFGHJKMNPQRS',
  expiresInSeconds: 600,
  intervalSeconds: 5,
}

export const title = {
  id: 'dunes',
  title: 'Dunes',
  description: '',
  color: '#334455',
  poster: null,
}

export const rails = [{ id: 'ready', name: 'Ready to watch', titles: [title] }]

export const media = {
  url: 'http://192.168.1.5:8080/media/t/dunes.mp4',
  type: 'file',
  expires_in: 600,
  captions: [
    { lang: 'en', label: 'English', url: 'http://192.168.1.5:8080/media/t/en.vtt' },
    { lang: 'de', label: 'Deutsch', url: 'http://192.168.1.5:8080/media/t/de.vtt' },
  ],
} as const

/** A browser and the emulator; a package of a store, whose Back asks and whose app can be left; Samsung's. */
export const browser: Habits = { backOnHome: 'unbind', canLeave: false, asksFirst: false }
export const packaged: Habits = { backOnHome: 'ask', canLeave: true, asksFirst: false }
export const samsung: Habits = { ...packaged, asksFirst: true }

const notices = {
  url: 'ws://192.168.1.5:8080/mqtt',
  topic: 'devices/key_x/messages',
  client_id: 'key_x-1',
  username: 'key_x',
  token: 't',
  expires_in: 3600,
  keepalive: 40,
  reconnect: { first_spread: 20, base: 2, cap: 120 },
}

export function stateOf(screen: Screen, rest: Partial<State> = {}): State {
  return {
    screen,
    habits: browser,
    line: true,
    reachable: true,
    tries: 0,
    rails: null,
    closedLinkId: null,
    catalogueTries: 0,
    ...rest,
  }
}

export function bound(more: Partial<Hello> = {}): HelloOutcome {
  const { name, color, binding } = eliza
  return {
    kind: 'bound',
    hello: {
      name,
      color,
      binding,
      link: null,
      goodbye_seconds: 5,
      back_on_home: null,
      ...more,
    },
  }
}

export function notBound(
  state: LinkState | null,
  id = link.id,
  more: Partial<LinkStatus> = {},
): HelloOutcome {
  const link = state && status(state, { id, ...more })
  return { kind: 'not_bound', notBound: { code: 'device_not_bound', link } }
}

export const unreachable = { kind: 'unreachable', retryAfterSeconds: null } as const
export const refused = {
  kind: 'refused',
  status: 401,
  code: 'invalid_client',
  retryAfterSeconds: null,
} as const
export const busy = { kind: 'refused', status: 429, code: 'busy', retryAfterSeconds: 20 } as const

export const newLink: Extract<LinkOutcome, { kind: 'link' }> = {
  kind: 'link',
  link: { ...link, id: 'CCCCCCCCCCCCCCCCCCCCCC' },
  notices,
}

/** A status of the link request on screen, as both answers of hello carry it. */
export function status(state: LinkState, more: Partial<LinkStatus> = {}): LinkStatus {
  return { id: link.id, state, expires_in: 400, claimed_by: null, reason: null, ...more }
}

const shown = { link, note: null, asking: false, renewals: 0, over: null } as const

export function code(more: Partial<CodeScreen> = {}): CodeScreen {
  return { name: 'link', ...shown, endsInSeconds: null, ...more }
}

export function opened(more: Partial<OpenedScreen> = {}): OpenedScreen {
  return { name: 'opened', ...shown, claimedBy: null, ...more }
}

export function matching(more: Partial<MatchScreen> = {}): MatchScreen {
  return {
    name: 'match',
    ...shown,
    claimedBy: 'E…',
    typed: '',
    focus: '5',
    answer: 'typing',
    sendings: 0,
    endsInSeconds: 60,
    ...more,
  }
}

export function atHome(more: Partial<HomeScreen> = {}): HomeScreen {
  const plain = { note: null, fresh: false, settling: false, wantsOut: false } as const
  return { name: 'home', account: eliza, ...plain, ...more }
}

export function playing(more: Partial<PlayerScreen> = {}): PlayerScreen {
  return {
    name: 'player',
    account: eliza,
    title,
    media: { ...media, captions: [...media.captions] },
    arrived: true,
    paused: false,
    stalled: false,
    at: 100,
    lengthSeconds: 600,
    seeking: null,
    from: { seconds: 0, jumps: 0 },
    controls: false,
    captions: null,
    captionsMissing: false,
    ...more,
  }
}

/** Every kind of screen, in each variant that behaves differently. */
export const screens: Record<string, Screen> = {
  booting: { name: 'booting', remembered: null },
  'booting, remembering Eliza': { name: 'booting', remembered: eliza },
  link: code(),
  'link, the first under way': code({ link: null, asking: true, note: 'signedOut' }),
  'link, asking': code({ asking: true }),
  'link, waiting for OK': code({ link: null, renewals: 6 }),
  'link, denied': code({ note: 'denied' }),
  'link, near its end': code({ endsInSeconds: 60, renewals: 6 }),
  'link over home': code({ over: eliza }),
  'link over home, under way': code({ link: null, asking: true, over: eliza }),
  opened: opened(),
  'opened, claimed': opened({ claimedBy: 'E…' }),
  'opened, asking': opened({ asking: true }),
  'opened over home': opened({ over: eliza, claimedBy: 'A…' }),
  match: matching(),
  'match, one digit': matching({ typed: '4' }),
  'match, two digits': matching({ typed: '47' }),
  'match, sending': matching({ typed: '472', answer: 'sending', sendings: 1 }),
  'match, lost': matching({ typed: '472', answer: 'lost', sendings: 1 }),
  'match, heard': matching({ typed: '472', answer: 'heard', sendings: 1 }),
  'match, asking': matching({ asking: true }),
  'match over home': matching({ over: eliza, claimedBy: 'A…' }),
  'match over home, sending': matching({ over: eliza, typed: '472', answer: 'sending' }),
  welcome: { name: 'welcome', account: eliza, fresh: true },
  'welcome at boot': { name: 'welcome', account: eliza, fresh: false },
  home: atHome(),
  'home, fresh': atHome({ fresh: true, settling: true }),
  'home, settling': atHome({ settling: true }),
  'home, wanting out': atHome({ wantsOut: true, note: 'signOutLater' }),
  player: playing(),
  'player, opening': playing({
    media: null,
    at: 0,
    lengthSeconds: null,
    stalled: true,
    controls: true,
  }),
  'player, paused': playing({ paused: true, controls: true }),
  'player, seeking': playing({ seeking: 130, controls: true }),
  'player, without end': playing({ lengthSeconds: null }),
  leaving: { name: 'leaving', account: eliza, focus: 'stay' },
  'leaving, on sign out': { name: 'leaving', account: eliza, focus: 'signOut' },
  exiting: { name: 'exiting', link: null, renewals: 0, focus: 'stay' },
  'exiting from a code': { name: 'exiting', link, renewals: 2, focus: 'stay' },
  'signing out': { name: 'signing-out', account: eliza, secondsLeft: 3, asking: false },
  'signing out, asking': { name: 'signing-out', account: eliza, secondsLeft: 0, asking: true },
  offline: { name: 'offline', link: null, renewals: 0 },
  'offline with a code': { name: 'offline', link, renewals: 0 },
  problem: { name: 'problem', reason: 'busy', code: '429 busy', due: false },
  'problem, due': { name: 'problem', reason: 'busy', code: '429 busy', due: true },
}

export const digits: Digit[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const keys: Key[] = [
  'back',
  'enter',
  'left',
  'right',
  'up',
  'down',
  'play',
  'pause',
  'playPause',
  'stop',
  'rewind',
  'forward',
  'other',
  ...digits,
]
const timers: TimerName[] = [
  'hello',
  'renew',
  'ending',
  'note',
  'screen',
  'fresh',
  'settle',
  'retry',
  'catalogue',
  'seek',
  'controls',
]
const watched: MediaOutcome[] = [
  { kind: 'media', media: { ...media, captions: [...media.captions] } },
  { kind: 'gone' },
  { kind: 'not_bound' },
  unreachable,
  refused,
]
const linkStates = [
  'pending',
  'opened',
  'matching',
  'approved',
  'redeemed',
  'denied',
  'expired',
  'superseded',
] as const
const answers: MatchOutcome[] = [
  { kind: 'right' },
  { kind: 'missed' },
  { kind: 'gone' },
  unreachable,
  refused,
  busy,
]

/** Every kind of event, in each variant that means something different. */
export const events: StoryEvent[] = [
  { type: 'hello', outcome: bound() },
  { type: 'hello', outcome: bound({ binding: 'DDDDDDDDDDDDDDDDDDDDDD', name: 'Ada' }) },
  ...linkStates.map((state) => ({
    type: 'hello' as const,
    outcome: bound({ link: status(state) }),
  })),
  { type: 'hello', outcome: bound({ back_on_home: 'exit' }) },
  { type: 'hello', outcome: notBound(null) },
  ...linkStates.map((state) => ({ type: 'hello' as const, outcome: notBound(state) })),
  { type: 'hello', outcome: notBound('pending', 'EEEEEEEEEEEEEEEEEEEEEE') },
  { type: 'hello', outcome: notBound('matching', 'EEEEEEEEEEEEEEEEEEEEEE') },
  { type: 'hello', outcome: notBound('pending', link.id, { claimed_by: 'E…' }) },
  { type: 'hello', outcome: notBound('denied', link.id, { reason: 'match_missed' }) },
  { type: 'hello', outcome: unreachable },
  { type: 'hello', outcome: refused },
  { type: 'link', outcome: newLink },
  { type: 'link', outcome: unreachable },
  { type: 'link', outcome: refused },
  { type: 'link', outcome: busy },
  { type: 'link', outcome: { kind: 'forged' } },
  ...answers.map((outcome) => ({ type: 'match' as const, linkId: link.id, outcome })),
  ...answers.map((outcome) => ({
    type: 'match' as const,
    linkId: 'EEEEEEEEEEEEEEEEEEEEEE',
    outcome,
  })),
  { type: 'goodbye', done: true },
  { type: 'goodbye', done: false },
  ...[
    { kind: 'catalogue' as const, rails },
    { kind: 'not_bound' as const },
    unreachable,
    refused,
    busy,
  ].map((outcome) => ({ type: 'catalogue' as const, outcome })),
  ...watched.map((outcome) => ({ type: 'media' as const, titleId: title.id, outcome })),
  ...watched.map((outcome) => ({ type: 'media' as const, titleId: 'another', outcome })),
  { type: 'nudge' },
  { type: 'wake' },
  { type: 'line', up: true },
  { type: 'line', up: false },
  ...(['7', 'stay', 'leave', 'signOut'] as const).map((on) => ({ type: 'focus' as const, on })),
  { type: 'choose', title },
  { type: 'switchAccount' },
  ...[-5, 300, 9999].map((seconds) => ({ type: 'seekTo' as const, seconds })),
  { type: 'video', what: 'time', at: 101, lengthSeconds: 600 },
  { type: 'video', what: 'playing' },
  { type: 'video', what: 'stalled' },
  { type: 'video', what: 'ended' },
  { type: 'video', what: 'noCaptions' },
  { type: 'video', what: 'failed', why: 'videoNetwork' },
  { type: 'video', what: 'failed', why: 'videoFormat' },
  ...keys.map((key) => ({ type: 'key' as const, key, repeat: false })),
  ...keys.map((key) => ({ type: 'key' as const, key, repeat: true })),
  ...timers.map((name) => ({ type: 'timer' as const, name })),
]
