import type { NoticeEvent } from '#contract/notice'

import type { Client, Key, Person, Place } from './cast.ts'

/**
 * What ought to be the case, as the design and the RFCs say: plain data, written without a look at how the server keeps
 * it. Whoever is referred to is referred to by place in its list, and nothing ever leaves a list.
 */
export interface Facts {
  now: number
  accounts: AccountFact[]
  phones: PhoneFact[]
  sessions: SessionFact[]
  /** The phones' keys, by their places among the sessions. */
  keys: number[]
  passkeys: PasskeyFact[]
  /** The televisions first; then one for each link request of an app. */
  devices: DeviceFact[]
  links: LinkFact[]
  bindings: BindingFact[]
  grants: GrantFact[]
  tokens: TokenFact[]
  /**
   * Whether a sign-in goes on with the session of its phone also where that was ended in the same moment. Both is right:
   * the account has just been proven.
   */
  revives: boolean
  /** Whether claims that are let go in this moment have been so before all the rest of it. */
  released: boolean
}

export interface AccountFact {
  person: Person
  disabled: boolean
  deleted: boolean
  /** How often its person has chosen another password. */
  passwords: number
  /** Missed number matches, and when the last one was. */
  misses: number
  missedAt: number
  /** Where a number match was passed: when last, and in which session. */
  places: Partial<Record<Place, { at: number; session: number | null }>>
}

/** The session is the one that its browser has a cookie of, ended or not. */
export interface PhoneFact {
  session: number | null
}

/**
 * From where a yes may come. One sign-in: the same person who signs in again on the same phone goes on with it. Or a key
 * that a phone signs approvals with: nobody is signed in by it, and it stands until it is removed.
 */
export interface SessionFact {
  kind: 'session' | 'key'
  account: number
  /** Of a key, when it was registered. */
  provenAt: number
  /**
   * Other sessions that it would not be there without: those that added the passkeys which have proven it, or registered
   * the key, and theirs.
   */
  stemsFrom: number[]
  /** Up to when its person has looked at the account's devices. */
  seenAt: number
  /** When an approval that a key has signed last counted. */
  usedAt: number | null
  ended: boolean
}

/** A passkey: it proves an account, from which session it was added, and all that one stemmed from just then. */
export interface PasskeyFact {
  account: number
  session: number
  stemsFrom: number[]
  removed: boolean
}

export interface DeviceFact {
  tv: number | null
  /** Where and when it last asked for a link request; `null` when the server does not know it (any more). */
  asked: { place: Place; at: number } | null
  link: number | null
  binding: number | null
}

export type State =
  | 'pending'
  | 'opened'
  | 'matching'
  | 'approved'
  | 'redeemed'
  | 'denied'
  | 'superseded'

export interface LinkFact {
  device: number
  client: Client
  /** The key that proved itself when it was asked for. */
  key: Key | null
  place: Place
  /** Whether it takes something that an approval brings, sealed. */
  takesPayload: boolean
  state: State
  reason: 'not_my_tv' | 'match_missed' | null
  createdAt: number
  openedAt: number | null
  expiresAt: number
  /** Who holds it, while others cannot decide. */
  claim: { account: number; until: number } | null
  /** With what comes of it when it is won. */
  match: (Said & { until: number }) | null
  binding: number | null
  /** What the yes that made the binding has brought for the television. */
  payload: string | null
  /** How its device code is asked about. */
  pace: { askedAt: number; told: string; interval: number } | null
  /** Cleared away long after its end. */
  gone: boolean
}

/** Whose yes it is, from which session or by which key, and when what comes of it ends by itself. */
export interface Yes {
  account: number
  session: number | null
  bindingUntil: number | null
}

/** A yes, and what it brings for the television alone. */
export interface Said extends Yes {
  payload: string | null
}

export interface BindingFact extends Yes {
  device: number
  since: number
  /** Given up, replaced or cleared away; one that has only run out is not. */
  ended: boolean
}

export interface GrantFact {
  client: Client
  key: Key | null
  binding: number
  /** How often it was rotated, and when last. */
  generation: number
  rotatedAt: number | null
  expiresAt: number
  endsAt: number
}

/** An access token: which device it speaks for, and by whose proof. */
export interface TokenFact {
  device: number
  account: number
  client: Client
  key: Key | null
  expiresAt: number
}

export interface Notice {
  device: number
  event: NoticeEvent
}

/** The entry at this place of a list, which has to be there. */
export function at<T>(list: readonly T[], place: number): T {
  const found = list[place]
  if (found === undefined) throw new Error(`there is no ${place} of ${list.length}`)
  return found
}

/**
 * Which entry of a list is meant: counted from the newest, 0 being the last one, and beyond the first it begins again.
 * Below zero it is counted from the oldest, -1 being the first one, which stays the same when others come.
 */
export function recent(list: readonly unknown[], back: number): number {
  return back < 0 ? -1 - back : list.length - 1 - (back % list.length)
}
