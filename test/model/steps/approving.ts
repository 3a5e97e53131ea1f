import { PHONES, type Place, TIMES } from '../cast.ts'
import { at, type Facts, type LinkFact, recent, type Yes } from '../facts.ts'
import {
  accountBehind,
  accountOn,
  beginSession,
  isFresh,
  sessionOn,
  type Typed,
} from '../people.ts'
import {
  bind,
  claim,
  endCode,
  isAtHome,
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
  /** For how many seconds the binding shall last. */
  lasts?: number
  /** The second tap, after a warning. */
  acknowledged?: true
}

export function typed(password: Approval['password']): Typed {
  return password === true ? 'current' : 'first'
}

/** The account that says yes, by its session or with this very call. */
export function proven(facts: Facts, { phone, password }: Approval): number | null {
  if (password === false) return accountOn(facts, phone)
  return accountBehind(facts, at(PHONES, phone), typed(password))
}

/** The session from which a yes comes; one that begins with it begins only when the yes counts. */
function sessionOf(facts: Facts, account: number, { phone, password }: Approval): number | null {
  if (password === 'once') return null
  return password === false ? sessionOn(facts, phone) : beginSession(facts, phone, account)
}

/** What comes of a yes while there is something to decide. */
export function approveOpen(facts: Facts, account: number, given: Approval): Expected {
  const { back, phone, place, password } = given
  const link = at(facts.links, recent(facts.links, back))
  const near = isAtHome(facts, link, account, place)
  if (!near && otherNetwork(link) === 'refuse') return no(403, 'not_at_home')
  const risk = riskOf(link, place)
  if (risk === 'deny') return no(403, 'risk_denied')
  if (risk === 'warn' && !given.acknowledged) return hold(facts, link, account, 'risk_warned')
  const session = password === false ? sessionOn(facts, phone) : null
  const fresh = session === null || isFresh(facts, session)
  if (!near && !fresh) return hold(facts, link, account, 'reauthenticate')
  if (!near && !mayMatch(at(facts.accounts, account), facts.now)) return no(403, 'not_at_home')
  if (isTaken(link, account, facts.now)) return no(409, 'link_taken')
  const bindingUntil = given.lasts === undefined ? null : facts.now + given.lasts
  const said = { account, session: sessionOf(facts, account, given), bindingUntil }
  return near ? approveNow(facts, link, said) : askForMatch(facts, given, said)
}

/** There is more to prove, and nobody comes between meanwhile. */
function hold(facts: Facts, link: LinkFact, account: number, code: string): Expected {
  if (isTaken(link, account, facts.now)) return no(409, 'link_taken')
  markOpened(facts, link, account, 0)
  return no(403, code, [link.device, 'LinkOpened'])
}

export function approveNow(facts: Facts, link: LinkFact, given: Yes): Expected {
  link.binding = bind(facts, link.device, given)
  link.state = 'approved'
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

function askForMatch(facts: Facts, { back }: Approval, given: Yes): Expected {
  const found = recent(facts.links, back)
  const link = at(facts.links, found)
  if (stateAt(link, facts.now) === 'matching') {
    return yes((seen) => ({ status: 'match', number: seen.links[found]?.number }))
  }
  const until = facts.now + TIMES.match
  link.state = 'matching'
  link.match = { ...given, until }
  // Whoever has begun in time gets the whole minute.
  link.expiresAt = Math.max(link.expiresAt, until)
  claim(link, given.account, until)
  return yes(() => ({ status: 'match' }), [link.device, 'LinkMatch'])
}
