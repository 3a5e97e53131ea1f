import type { Hello } from '#contract/hello'
import type { LinkState, LinkStatus } from '#contract/link'
import type { HelloOutcome } from '../../tv-app/client/hello.ts'
import type { Link, LinkOutcome } from '../../tv-app/client/link.ts'
import type { MatchOutcome } from '../../tv-app/client/match.ts'
import type {
  Account,
  Digit,
  Key,
  MatchScreen,
  Screen,
  State,
  StoryEvent,
  TimerName,
} from '../../tv-app/src/story/state.ts'

export const eliza: Account = {
  name: 'Eliza',
  color: '#CCCDFD',
  binding: 'AAAAAAAAAAAAAAAAAAAAAA',
  goodbyeSeconds: 5,
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
  video: 'http://192.168.1.5:8080/tv/media/clip.mp4',
}

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
  return { screen, line: true, reachable: true, tries: 0, titles: null, ...rest }
}

export function bound(more: Partial<Hello> = {}): HelloOutcome {
  const { name, color, binding } = eliza
  return {
    kind: 'bound',
    hello: { name, color, binding, link: null, goodbye_seconds: 5, ...more },
  }
}

export function notBound(
  state: LinkState | null,
  id = link.id,
  more: Partial<LinkStatus> = {},
): HelloOutcome {
  const status = state && { id, state, expires_in: 400, claimed_by: null, reason: null, ...more }
  return { kind: 'not_bound', notBound: { code: 'device_not_bound', link: status } }
}

export const unreachable = { kind: 'unreachable', retryAfterSeconds: null } as const
export const refused = {
  kind: 'refused',
  status: 401,
  code: 'invalid_client',
  retryAfterSeconds: null,
} as const
export const busy = { kind: 'refused', status: 429, code: 'busy', retryAfterSeconds: 20 } as const

export const newLink: LinkOutcome = {
  kind: 'link',
  link: { ...link, id: 'CCCCCCCCCCCCCCCCCCCCCC' },
  notices,
}

const shown = { link, note: null, asking: false, renewals: 0 } as const

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

/** Every kind of screen, in each variant that behaves differently. */
export const screens: Record<string, Screen> = {
  booting: { name: 'booting', asking: 'hello', remembered: null },
  'booting, remembering Eliza': { name: 'booting', asking: 'hello', remembered: eliza },
  'booting, asking for a code': { name: 'booting', asking: 'link', note: 'signedOut' },
  link: { name: 'link', ...shown },
  'link, asking': { name: 'link', ...shown, asking: true },
  'link, waiting for OK': { name: 'link', ...shown, link: null, renewals: 6 },
  'link, denied': { name: 'link', ...shown, note: 'denied' },
  opened: { name: 'opened', ...shown, claimedBy: null },
  'opened, claimed': { name: 'opened', ...shown, claimedBy: 'E…' },
  'opened, asking': { name: 'opened', ...shown, claimedBy: null, asking: true },
  match: matching(),
  'match, one digit': matching({ typed: '4' }),
  'match, two digits': matching({ typed: '47' }),
  'match, sending': matching({ typed: '472', answer: 'sending', sendings: 1 }),
  'match, lost': matching({ typed: '472', answer: 'lost', sendings: 1 }),
  'match, heard': matching({ typed: '472', answer: 'heard', sendings: 1 }),
  'match, asking': matching({ asking: true }),
  welcome: { name: 'welcome', account: eliza, fresh: true },
  'welcome at boot': { name: 'welcome', account: eliza, fresh: false },
  home: { name: 'home', account: eliza, note: null, fresh: false, settling: false },
  'home, fresh': { name: 'home', account: eliza, note: null, fresh: true, settling: true },
  'home, settling': { name: 'home', account: eliza, note: null, fresh: false, settling: true },
  player: { name: 'player', account: eliza, title, paused: false },
  'signing out': { name: 'signing-out', account: eliza, secondsLeft: 3, asking: false },
  'signing out, asking': { name: 'signing-out', account: eliza, secondsLeft: 0, asking: true },
  offline: { name: 'offline', link: null, renewals: 0 },
  'offline with a code': { name: 'offline', link, renewals: 0 },
  problem: { name: 'problem', reason: 'busy', code: '429 busy', due: false },
  'problem, due': { name: 'problem', reason: 'busy', code: '429 busy', due: true },
}

export const digits: Digit[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const keys: Key[] = ['back', 'enter', 'left', 'right', 'up', 'down', 'play', 'other', ...digits]
const timers: TimerName[] = ['hello', 'renew', 'note', 'screen', 'fresh', 'settle', 'retry']
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
  { type: 'titles', titles: [title] },
  { type: 'titles', titles: null },
  { type: 'nudge' },
  { type: 'wake' },
  { type: 'line', up: true },
  { type: 'line', up: false },
  { type: 'choose', title },
  { type: 'video', end: 'ended' },
  { type: 'video', end: 'failed' },
  ...keys.map((key) => ({ type: 'key' as const, key, repeat: false })),
  ...keys.map((key) => ({ type: 'key' as const, key, repeat: true })),
  ...timers.map((name) => ({ type: 'timer' as const, name })),
]
