import { freshSession } from './beginning.ts'
import { type Person, PHONES, TIMES } from './cast.ts'
import { type AccountFact, at, type Facts } from './facts.ts'
import { endBinding } from './rules.ts'

/** Which password somebody types: the one that is good now, or the one that the account began with. */
export type Typed = 'current' | 'first'

/** The account that goes by this name just now. */
export function accountOf(facts: Readonly<Facts>, person: Person): number | null {
  const place = facts.accounts.findLastIndex(
    (account) => account.person === person && !account.deleted,
  )
  return place < 0 ? null : place
}

/** The account that a person signs in to with this password. */
export function accountBehind(facts: Facts, person: Person, typed: Typed): number | null {
  const account = accountOf(facts, person)
  if (account === null) return null
  const { disabled, passwords } = at(facts.accounts, account)
  return disabled || (typed === 'first' && passwords > 0) ? null : account
}

/** How many times the password that is typed was chosen anew. */
export function passwordsBefore(facts: Readonly<Facts>, person: Person, typed: Typed): number {
  const account = accountOf(facts, person)
  return account === null || typed === 'first' ? 0 : at(facts.accounts, account).passwords
}

/** The session of a phone, while it has not ended. */
export function sessionOn(facts: Readonly<Facts>, phone: number): number | null {
  const { session } = at(facts.phones, phone)
  return session === null || at(facts.sessions, session).ended ? null : session
}

/** Whose account is signed in on a phone. */
export function accountOn(facts: Readonly<Facts>, phone: number): number | null {
  const session = sessionOn(facts, phone)
  return session === null ? null : at(facts.sessions, session).account
}

/** Whose session or key that is. */
export function personBehind({ sessions, accounts }: Readonly<Facts>, session: number): Person {
  return at(accounts, at(sessions, session).account).person
}

/** Who acts on a phone: whoever is signed in, or else the person whose it is. */
export function personOn(facts: Readonly<Facts>, phone: number): Person {
  const account = accountOn(facts, phone)
  return account === null ? at(PHONES, phone) : at(facts.accounts, account).person
}

/**
 * The phone has proven this account: the same one's session goes on, another one's ends.
 *
 * @param by the sessions that a passkey comes from
 */
export function beginSession(
  facts: Facts,
  phone: number,
  account: number,
  by: readonly number[] = [],
): number {
  const before = facts.revives ? at(facts.phones, phone).session : sessionOn(facts, phone)
  const session = before === null ? null : at(facts.sessions, before)
  const proven = { ...freshSession(account, facts.now), stemsFrom: [...by] }
  if (before !== null && session?.account === account) {
    const kept = session.ended ? proven : session
    const stemsFrom = [...new Set([...by, ...kept.stemsFrom])].filter((place) => place !== before)
    Object.assign(session, proven, { seenAt: kept.seenAt, stemsFrom })
    return before
  }
  if (session !== null) session.ended = true
  facts.sessions.push(proven)
  const begun = facts.sessions.length - 1
  at(facts.phones, phone).session = begun
  return begun
}

/** Ends an account's sessions but for one, and lets its keys be; answers how many. */
export function endSessions(facts: Facts, account: number, kept: number | null): number {
  const ending = facts.sessions.filter(
    ({ kind, ended, ...session }, place) =>
      kind === 'session' && session.account === account && !ended && place !== kept,
  )
  for (const session of ending) session.ended = true
  return ending.length
}

export function isFresh(facts: Readonly<Facts>, session: number): boolean {
  return at(facts.sessions, session).provenAt + TIMES.fresh > facts.now
}

/** After this nobody is left who could decide, hold or win anything. */
export function closeAccount(facts: Facts, account: number): void {
  at(facts.accounts, account).deleted = true
  endSessions(facts, account, null)
  for (const device of devicesOf(facts, account)) endBinding(facts, device)
  for (const passkey of facts.passkeys) passkey.removed ||= passkey.account === account
  for (const key of facts.keys)
    at(facts.sessions, key).ended ||= at(facts.sessions, key).account === account
  for (const link of facts.links) {
    if (link.claim?.account === account) link.claim = null
    if (link.state !== 'matching' || link.match?.account !== account) continue
    link.state = 'denied'
    link.reason = 'match_missed'
  }
}

/** The account holds nothing any more; where it has come to a number match, that goes on. */
export function releaseClaims({ links, released }: Facts, account: number): void {
  if (released) return
  for (const link of links) {
    if (link.claim?.account === account && link.state !== 'matching') link.claim = null
  }
}

/** "Not you?": the account that was signed in on the phone gives way to the one that signs in there. */
export function giveWay(facts: Facts, phone: number, account: number | null): void {
  const before = accountOn(facts, phone)
  if (account !== null && before !== null && account !== before) releaseClaims(facts, before)
}

/** The devices that have a binding of this account, run out or not. */
export function devicesOf({ devices, bindings }: Readonly<Facts>, account: number): number[] {
  return devices.flatMap(({ binding }, device) =>
    binding !== null && at(bindings, binding).account === account ? [device] : [],
  )
}

/** After two missed matches an account approves at home only, until a day after the last one. */
export function countMiss(account: AccountFact, now: number): void {
  account.misses = account.missedAt + TIMES.day <= now ? 1 : account.misses + 1
  account.missedAt = now
}
