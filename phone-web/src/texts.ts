import type { LinkDetails } from '#contract/link'

/** Every sentence that is ours; what the server says no with comes from the server. */
export const TEXTS = {
  loading: 'Looking for your TV…',
  loadingForm: 'One moment…',
  titleQr: 'Connect this TV?',
  titleApp: 'Connect this app?',
  titleCode: 'Connect a TV',
  titleMatch: 'Enter these digits on the TV in front of you',
  connect: 'Connect this TV',
  connectApp: 'Connect this app',
  connecting: 'Connecting…',
  refusing: 'Refusing…',
  matching: 'Waiting for the TV…',
  matchingUnheard: 'No answer just now. Go on: this page keeps asking.',
  matchSecret: 'Never give them to anyone who calls or writes.',
  stillWaiting: 'The TV has not answered yet. Try again to see the digits once more.',
  codeUsed: 'This code is used up. Your TV shows how it went.',
  signingOut: 'Signing out…',
  connected: 'connected! Look at your TV.',
  refused: 'Refused. The TV shows a new code.',
  tryAgain: 'try again!',
  unreachable: 'The server did not answer. Check that this phone is online, then try again.',
  brokenLink: 'This link is not whole. Scan the code on the TV once more.',
  codeMissing: 'The code has eight letters, such as WDJB-MJHT.',
  usernameMissing: 'Type your user name.',
  passwordMissing: 'Type your password.',
} as const

export function connectAs(name: string): string {
  return `Connect as ${name}`
}

/** A piece of a sentence; `theirs` are the words of a TV or an operator, which can never pass for ours. */
export interface Piece {
  text: string
  theirs: boolean
}

/** Which app asks, as its operator calls it, or which TV, in the words it uses of itself: those stand in quotes. */
export function whoAsks({ client_name, device: { name, model } }: LinkDetails): Piece[] {
  const ours = (text: string): Piece => ({ text, theirs: false })
  const its = (text: string): Piece => ({ text, theirs: true })
  if (client_name !== null) return [its(client_name), ours(' wants to connect')]
  if (name !== null && model !== null) {
    return [ours('“'), its(name), ours(`”, ${article(model)} `), its(model)]
  }
  const word = name ?? model
  if (word === null) return [ours('A TV')]
  return [ours(name === null ? 'A TV, says “' : 'A TV named “'), its(word), ours('”')]
}

/** Where the TV is, as far as the network tells. */
export function tvPlace(place: LinkDetails['place']): string {
  switch (place) {
    case 'same_network':
      return 'in the same network as this phone'
    case 'other_network':
      return 'in another network than this phone'
    case 'unknown':
      return 'maybe not near this phone: we cannot tell'
  }
}

/** What to do before saying yes. */
export function compareText(place: LinkDetails['place']): string {
  return place === 'same_network'
    ? 'Your TV must show this very code.'
    : 'Go on only if the TV in front of you shows this very code.'
}

export function startedText(secondsAgo: number): string {
  if (secondsAgo < 5) return 'started just now'
  if (secondsAgo < 60) return `started ${Math.floor(secondsAgo)} seconds ago`
  return `started ${count(Math.floor(secondsAgo / 60), 'minute')} ago`
}

/** How long to wait before the next try; `null` when the server did not say, or when saying it takes as long. */
export function waitText(seconds: number | null): string | null {
  if (seconds === null || seconds < 5) return null
  const time = seconds < 120 ? count(seconds, 'second') : count(Math.ceil(seconds / 60), 'minute')
  return `Try again in ${time}.`
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`
}

/** Names that start with a vowel, or are spelled out and start with one when spoken (LG, RCA), take "an". */
function article(word: string): string {
  return /^(?:[AEIO]|[FHLMNRSX][A-Z\d]{0,2}\b)/.test(word) ? 'an' : 'a'
}
