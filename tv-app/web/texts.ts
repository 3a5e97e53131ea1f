/**
 * What a person reads and hears. `{who}` is the account that signs in, masked as `E…`; `{address}` the address to
 * type; `{code}` what the server calls the reason.
 */
export interface Texts {
  title: string
  preparing: string
  scan: string
  /** Around the address, which is a link. */
  orOpen: string
  code: string
  /** What the QR is, for whoever does not see it. */
  qr: string
  waiting: string
  opened: string
  signingIn: string
  /** Of the button that takes a new code, when somebody else is signing in. */
  notMe: string
  match: string
  matchOf: string
  undo: string
  sending: string
  finishing: string
  signedIn: string
  declined: string
  missed: string
  renewed: string
  offline: string
  busy: string
  idle: string
  notFinished: string
  refused: string
  again: string
}

const en: Texts = {
  title: 'Sign in with your phone',
  preparing: 'The code is on its way …',
  scan: 'Point your phone’s camera at the code,',
  orOpen: 'or open {address} and type',
  code: 'The code is',
  qr: 'QR code, opens the sign-in page',
  waiting: 'Waiting for your phone …',
  opened: 'Continue on your phone.',
  signingIn: '{who} is signing in. Say yes on the phone.',
  notMe: 'Not you? Take a new code',
  match: 'Enter the three digits that your phone shows.',
  matchOf: '{who} is signing in. Enter the three digits that the phone shows.',
  undo: 'Take back',
  sending: 'One moment …',
  finishing: 'Signing you in …',
  signedIn: 'You are signed in.',
  declined: 'The phone said no. Here is a new code.',
  missed: 'That was not the number on the phone. Here is a new code.',
  renewed: 'This is a new code.',
  offline: 'No connection. Trying again …',
  busy: 'The server is busy. Trying again …',
  idle: 'The code has run out.',
  notFinished: 'Signing you in did not work. Please try again.',
  refused: 'Sign-in by phone is not set up for this page ({code}).',
  again: 'Show a new code',
}

const de: Texts = {
  title: 'Mit dem Handy anmelden',
  preparing: 'Der Code kommt gleich …',
  scan: 'Richte die Handykamera auf den Code,',
  orOpen: 'oder öffne {address} und tippe',
  code: 'Der Code lautet',
  qr: 'QR-Code, öffnet die Seite zum Anmelden',
  waiting: 'Das Handy ist dran …',
  opened: 'Weiter auf dem Handy.',
  signingIn: '{who} meldet sich an. Sag auf dem Handy Ja.',
  notMe: 'Nicht du? Neuen Code nehmen',
  match: 'Gib die drei Ziffern ein, die das Handy zeigt.',
  matchOf: '{who} meldet sich an. Gib die drei Ziffern ein, die das Handy zeigt.',
  undo: 'Zurücknehmen',
  sending: 'Einen Moment …',
  finishing: 'Du wirst angemeldet …',
  signedIn: 'Du bist angemeldet.',
  declined: 'Das Handy hat Nein gesagt. Hier ist ein neuer Code.',
  missed: 'Das war nicht die Zahl auf dem Handy. Hier ist ein neuer Code.',
  renewed: 'Das ist ein neuer Code.',
  offline: 'Keine Verbindung. Neuer Versuch …',
  busy: 'Der Server ist ausgelastet. Neuer Versuch …',
  idle: 'Der Code ist abgelaufen.',
  notFinished: 'Das Anmelden hat nicht geklappt. Bitte versuche es noch einmal.',
  refused: 'Für diese Seite ist das Anmelden mit dem Handy nicht eingerichtet ({code}).',
  again: 'Neuen Code zeigen',
}

/** Written from right to left; what else there is comes with texts of the page's own. */
const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ps|ur|yi)\b/i

/** What there is in that language, with the page's own words over it; English where there is nothing. */
export function textsFor(lang: string, own: Partial<Texts>): Texts {
  return { ...(/^de\b/i.test(lang) ? de : en), ...own }
}

export function directionOf(lang: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.test(lang) ? 'rtl' : 'ltr'
}

/** A text with what stands for its `{name}`s. */
export function filled(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
