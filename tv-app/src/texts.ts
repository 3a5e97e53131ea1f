import type { LinkNote, ProblemReason } from './story/state.ts'

/** Every sentence the TV says. */
export const TEXTS = {
  brand: 'Couchlink',
  booting: 'One moment …',
  promise: 'Sign in with\nyour phone',
  steps: [
    'Point your phone’s camera at the code',
    'Sign in on the page that opens',
    'Say yes, and this TV is yours',
  ],
  typeInstead: (address: string) => `or open  ${address}  and type`,
  opened: 'Continue on\nyour phone',
  openedDetail: 'The code was opened on a phone just now.\nSign in there and say yes.',
  claimed: (who: string) => `${who} is\nsigning in`,
  claimedDetail: 'The code was opened on a phone just now.\nSay yes there, and this TV is yours.',
  notMe: 'Not you? Press Back for a new code.',
  match: 'Enter the\nnumber',
  matchDetail: (who: string) =>
    `${who} is signing in. Enter the three digits\nthat the phone shows.`,
  someone: 'Someone',
  matchKeys: 'Arrows and OK, or the number keys',
  matchUndo: 'Back takes away the last digit.',
  matchSending: 'One moment …',
  newCode: 'Press OK\nfor a new code',
  info: (host: string, deviceId: string) => `${host}  ·  ${deviceId}`,
  hello: (name: string) => `Hello, ${name}!`,
  helloFresh: 'Not you? Press Back.',
  helloAgain: 'Good to see you.',
  rail: 'Ready to watch',
  titlesAway: 'Your titles come back with the server.',
  noTitles: 'There is nothing to watch yet.',
  homeHint: 'OK plays  ·  Back signs out',
  connecting: 'Connecting …',
  goodbyeFailed: 'Could not sign out. Try again.',
  videoFailed: 'This could not be played.',
  signingOut: (name: string, seconds: number) => `Signing ${name} out in ${seconds}`,
  stays: 'any other key stays',
  leaving: (name: string) => `Signing ${name} out …`,
  paused: 'Paused  ·  OK goes on',
  offline: 'This TV is offline',
  offlineDetail:
    'It looks for its server by itself and goes on as soon as it is there.\nOK tries now.',
  problem: 'No code yet',
} as const

export const NOTES: Record<NonNullable<LinkNote>, string> = {
  denied: 'Someone said: not my TV. Here is a new code.',
  missed: 'Not the number on the phone. Here is a new code.',
  late: 'Time is up for that number. Here is a new code.',
  unbound: 'This TV was signed out.',
  signedOut: 'Signed out. See you soon.',
}

export const PROBLEMS: Record<ProblemReason, string> = {
  busy: 'The server is busy and asks for a little patience.\nThis TV tries again by itself. OK tries now.',
  refused: 'The server does not take this TV.\nIt tries again by itself. OK tries now.',
  forged: 'The code that came was not made for this TV, so it is not shown.\nOK tries again.',
}
