import { PEOPLE, type Person, PHONES, TVS } from './cast.ts'
import type { AccountFact, DeviceFact, Facts, SessionFact } from './facts.ts'

/** Three people signed in on their phones, and three televisions out of their boxes. */
export function beginning(now: number): Facts {
  return {
    now,
    accounts: PEOPLE.map((person) => freshAccount(person)),
    phones: PHONES.map((_person, phone) => ({ session: phone })),
    sessions: PHONES.map((person) => freshSession(PEOPLE.indexOf(person), now)),
    keys: [],
    passkeys: [],
    devices: Array.from({ length: TVS }, (_, tv) => freshDevice(tv)),
    links: [],
    bindings: [],
    grants: [],
    tokens: [],
    revives: false,
    released: false,
  }
}

export function freshAccount(person: Person): AccountFact {
  const open = { disabled: false, deleted: false }
  return { person, ...open, passwords: 0, misses: 0, missedAt: 0, places: {} }
}

export function freshSession(account: number, now: number): SessionFact {
  const nothingYet = { stemsFrom: [], usedAt: null, ended: false }
  return { kind: 'session', account, provenAt: now, seenAt: now, ...nothingYet }
}

export function freshDevice(tv: number | null): DeviceFact {
  return { tv, asked: null, link: null, binding: null }
}
