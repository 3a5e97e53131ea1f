/** People who have an account each, as long as the operator leaves it to them. */
export const PEOPLE = ['ann', 'bob', 'cat'] as const
export type Person = (typeof PEOPLE)[number]

/** Whose phones there are: two people share nothing but the servers they meet at, and Ann has two phones. */
export const PHONES: readonly Person[] = ['ann', 'ann', 'bob', 'cat']

/** How many televisions with a key of their own there are. */
export const TVS = 3

/**
 * Where somebody may be. Nobody knows where `nowhere` is, so two who are there are not together. `abroad` is another
 * country, and `exit` has a bad name.
 */
export const PLACES = ['home', 'cabin', 'road', 'abroad', 'exit', 'nowhere'] as const
export type Place = (typeof PLACES)[number]

/** Addresses of documentation and private networks, one of each place; `nowhere` shows none. */
export const ADDRESSES: Record<Exclude<Place, 'nowhere'>, string> = {
  home: '10.77.3.20',
  cabin: '198.51.100.9',
  road: '203.0.113.80',
  abroad: '203.0.113.90',
  exit: '192.0.2.66',
}

/** The country that a configured proxy names for each place. */
export const COUNTRIES: Record<Place, string | null> = {
  home: 'DE',
  cabin: 'DE',
  road: 'DE',
  abroad: 'FR',
  exit: 'DE',
  nowhere: null,
}

/** OAuth clients: what they may do and what they must prove. */
export const APPS = {
  /** Asks a person again whenever its access token ends. */
  guest: { refreshes: false, otherNetwork: 'refuse', secret: null },
  /** Public: it has nothing to prove, and is at home or nothing. */
  app: { refreshes: true, otherNetwork: 'refuse', secret: null },
  /** Public, with a pad for the number match. */
  pad: { refreshes: true, otherNetwork: 'match', secret: null },
  /** Confidential. */
  backend: { refreshes: true, otherNetwork: 'match', secret: 'the-secret-of-the-backend' },
} as const
export type App = keyof typeof APPS
export const APP_NAMES = Object.keys(APPS) as App[]

/** Who asks for link requests: an app, or a television by its own key. */
export type Client = App | 'tv'

/** Keys by which a call may prove itself (RFC 9449); each television has one, and apps have two to choose from. */
export type Key = `tv-${number}` | 'app-a' | 'app-b'

export function keyOfTv(tv: number): Key {
  return `tv-${tv}`
}

/** When every sequence begins, in epoch seconds. */
export const BEGINNING = 1_900_000_000

/** Durations that config.json may set, as they are by default and as the model counts with them. */
export const TIMES = {
  link: 600,
  opened: 300,
  linkInAll: 900,
  openedShown: 90,
  openedAgain: 5,
  interval: 5,
  slowDown: 5,
  longestInterval: 30,
  match: 60,
  claim: 120,
  /** So long after a proof of the account, an approval from elsewhere and changes to it may follow. */
  fresh: 600,
  /** The longest that a person may let a binding last, other than for good. */
  longestUntil: 7 * 86_400,
  /** So long a place where a number match was passed is a home. */
  placeKept: 90 * 86_400,
  day: 86_400,
  accessToken: 600,
  refreshIdle: 90 * 86_400,
  refreshInAll: 365 * 86_400,
  refreshGrace: 60,
  endedKept: 3600,
} as const

export const MATCH_MISSES_A_DAY = 2

/** @param changed how often this person has chosen another one */
export function passwordOf(person: Person, changed = 0): string {
  return changed === 0 ? `password of ${person}` : `${changed} kettles sing before noon`
}
