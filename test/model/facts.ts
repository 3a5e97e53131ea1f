import type { NoticeEvent } from '#contract/notice'

import { type Client, type Key, PEOPLE, type Person, PHONES, type Place, TVS } from './cast.ts'

/**
 * What ought to be the case, as the design and the RFCs say: plain data, written without a look at how the server keeps
 * it. Whoever is referred to is referred to by place in its list, and nothing ever leaves a list.
 */
export interface Facts {
  now: number
  accounts: AccountFact[]
  phones: { session: number | null }[]
  /** The televisions first; then one for each link request of an app. */
  devices: DeviceFact[]
  links: LinkFact[]
  bindings: BindingFact[]
  grants: GrantFact[]
  tokens: TokenFact[]
}

export interface AccountFact {
  person: Person
  disabled: boolean
  deleted: boolean
  /** Missed number matches, and when the last one was. */
  misses: number
  missedAt: number
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
  state: State
  reason: 'not_my_tv' | 'match_missed' | null
  createdAt: number
  openedAt: number | null
  expiresAt: number
  match: { account: number; until: number } | null
  binding: number | null
  /** How its device code is asked about. */
  pace: { askedAt: number; interval: number } | null
  /** Cleared away long after its end. */
  gone: boolean
}

export interface BindingFact {
  device: number
  account: number
  since: number
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

/** Three people signed in on their phones, and three televisions out of their boxes. */
export function beginning(now: number): Facts {
  return {
    now,
    accounts: PEOPLE.map((person) => freshAccount(person)),
    phones: PHONES.map((person) => ({ session: PEOPLE.indexOf(person) })),
    devices: Array.from({ length: TVS }, (_, tv) => freshDevice(tv)),
    links: [],
    bindings: [],
    grants: [],
    tokens: [],
  }
}

export function freshAccount(person: Person): AccountFact {
  return { person, disabled: false, deleted: false, misses: 0, missedAt: 0 }
}

export function freshDevice(tv: number | null): DeviceFact {
  return { tv, asked: null, link: null, binding: null }
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
