import { type Person, PHONES, type Place, TIMES } from '../cast.ts'
import { at, type Facts, type LinkFact, recent, type Said } from '../facts.ts'
import {
  accountBehind,
  accountOn,
  beginSession,
  isFresh,
  personBehind,
  personOn,
  sessionOn,
  type Typed,
} from '../people.ts'
import {
  bind,
  claim,
  endCode,
  isAtHome,
  isInUse,
  isTaken,
  mayMatch,
  otherNetwork,
  riskOf,
  stands,
  stateAt,
} from '../rules.ts'
import { type By, markOpened } from './opening.ts'
import { type Expected, no, yes } from './step.ts'

/** How a person says yes. */
export interface Approval {
  back: number
  phone: number
  place: Place
  by: By
  /**
   * Whether name and password of the phone's owner go with the call, and which: the good one, or the first one; `once`
   * is that, too, and leaves the phone signed in as it was.
   */
  password: boolean | 'first' | 'once'
  /** Which of the phones' keys signs it, whosever it is; it goes with whatever else the call brings. */
  key?: number
  /**
   * What is sealed for a television that takes something: this or that; or what one that takes nothing gets nevertheless,
   * or what was sealed for another code.
   */
  payload?: 'one' | 'other' | 'unasked' | 'astray'
  /** For how many seconds the binding shall last. */
  lasts?: number
  /** The second tap, after a warning. */
  acknowledged?: true
}

export function typed(password: Approval['password']): Typed {
  return password === true ? 'current' : 'first'
}

/** The account that says yes, by its session or with this very call. */
export function proven(facts: Facts, { phone, password, key }: Approval): number | null {
  if (key !== undefined) {
    const { account, ended } = at(facts.sessions, keyAt(facts, key))
    // Nobody proves two things at once.
    return ended || password !== false || !isInUse(at(facts.accounts, account)) ? null : account
  }
  if (password === false) return accountOn(facts, phone)
  return accountBehind(facts, at(PHONES, phone), typed(password))
}

/** A key by its place among the sessions. */
export function keyAt({ keys }: Readonly<Facts>, back: number): number {
  return at(keys, recent(keys, back))
}

/** The session or key from which a yes comes; a session that begins with it begins only when the yes counts. */
function sessionOf(facts: Facts, account: number, given: Approval): number | null {
  const { phone, password, key } = given
  if (key !== undefined) return keyAt(facts, key)
  if (password === 'once') return null
  return password === false ? sessionOn(facts, phone) : beginSession(facts, phone, account)
}

/** What comes of a yes while there is something to decide. */
export function approveOpen(facts: Facts, account: number, given: Approval): Expected {
  const { back, phone, place, password } = given
  const link = at(facts.links, recent(facts.links, back))
  const near = isAtHome(facts, link, account, place)
  if (!near && otherNetwork(link) === 'refuse') return no(403, 'not_at_home')
  const payload = payloadOf(facts, given)
  if (payload !== null && (!link.takesPayload || given.payload === 'astray')) {
    return no(400, 'payload_refused')
  }
  const risk = riskOf(link, place)
  if (risk === 'deny') return no(403, 'risk_denied')
  if (risk === 'warn' && !given.acknowledged) return hold(facts, link, account, 'risk_warned')
  const bySession = password === false && given.key === undefined
  const session = bySession ? sessionOn(facts, phone) : null
  const fresh = session === null || isFresh(facts, session)
  if (!near && !fresh) return hold(facts, link, account, 'reauthenticate')
  if (!near && !mayMatch(at(facts.accounts, account), facts.now)) return no(403, 'not_at_home')
  if (isTaken(link, account, facts.now)) return no(409, 'link_taken')
  const bindingUntil = given.lasts === undefined ? null : facts.now + given.lasts
  const said = { account, session: sessionOf(facts, account, given), bindingUntil, payload }
  if (near) markUsed(facts, said)
  return near ? approveNow(facts, link, said) : askForMatch(facts, given, said)
}

/** What the call brings for the television; the text names who says yes. */
export function payloadOf(facts: Readonly<Facts>, given: Approval): string | null {
  const { payload, by } = given
  const { takesPayload } = at(facts.links, recent(facts.links, given.back))
  // What does not see the QR knows no key to seal for.
  if (payload === undefined || by === 'code') return null
  const isAsked = payload === 'one' || payload === 'other'
  return isAsked && !takesPayload ? null : `${payload} of ${personWhoSays(facts, given)}`
}

/** Who says yes, as far as that can be told beforehand. */
export function personWhoSays(facts: Readonly<Facts>, { phone, password, key }: Approval): Person {
  if (key !== undefined) return personBehind(facts, keyAt(facts, key))
  return password === false ? personOn(facts, phone) : at(PHONES, phone)
}

/** There is more to prove, and nobody comes between meanwhile. */
function hold(facts: Facts, link: LinkFact, account: number, code: string): Expected {
  if (isTaken(link, account, facts.now)) return no(409, 'link_taken')
  markOpened(facts, link, account, 0)
  return no(403, code, [link.device, 'LinkOpened'])
}

export function approveNow(facts: Facts, link: LinkFact, given: Said): Expected {
  link.binding = bind(facts, link.device, given)
  link.state = 'approved'
  link.payload = given.payload
  return yes(() => ({ status: 'authorized' }), [link.device, 'DeviceAuthorized'])
}

/** The same account hears the same again, as long as it is true; everybody else that it is over. */
export function approveEnded(facts: Facts, link: LinkFact, account: number): Expected {
  const { binding } = link
  const mine = binding !== null && at(facts.bindings, binding).account === account
  if (mine && stands(facts, binding)) {
    return yes(() => ({ status: 'authorized' }), [link.device, 'DeviceAuthorized'])
  }
  return no(409, endCode(link, facts.now))
}

function askForMatch(facts: Facts, { back }: Approval, given: Said): Expected {
  const found = recent(facts.links, back)
  const link = at(facts.links, found)
  if (stateAt(link, facts.now) === 'matching') {
    return yes((seen) => ({ status: 'match', number: seen.links[found]?.number }))
  }
  markUsed(facts, given)
  const until = facts.now + TIMES.match
  link.state = 'matching'
  link.match = { ...given, until }
  // Whoever has begun in time gets the whole minute.
  link.expiresAt = Math.max(link.expiresAt, until)
  claim(link, given.account, until)
  return yes(() => ({ status: 'match' }), [link.device, 'LinkMatch'])
}

/** A key is used where an approval that it has signed counts, and a session is not. */
function markUsed(facts: Facts, { session }: Said): void {
  const from = session === null ? null : at(facts.sessions, session)
  if (from?.kind === 'key') from.usedAt = facts.now
}
