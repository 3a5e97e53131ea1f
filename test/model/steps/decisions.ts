import { PHONES, type Place, TIMES } from '../cast.ts'
import { at, type Facts, type LinkFact, recent } from '../facts.ts'
import {
  bind,
  endCode,
  isAtHome,
  isOpen,
  mayMatch,
  otherNetwork,
  stands,
  stateAt,
} from '../rules.ts'
import { accountBehind, type By, CODE_UNKNOWN, finderOf, handleOf, isOwnMatch } from './phones.ts'
import { type Expected, no, type Promised, type Step, textOf, yes } from './step.ts'

/** "Yes, this is my TV." */
export function approve(given: {
  back: number
  phone: number
  place: Place
  by: By
  password: boolean
}): Step {
  const { back, phone, place, by, password } = given
  return {
    text: textOf('approve', given),
    possible: ({ links }) => links.length > 0,
    expect(facts) {
      const session = at(facts.phones, phone).session
      const account = password ? accountBehind(facts, phone) : session
      if (account === null) return no(401, password ? 'sign_in_failed' : 'sign_in_required')
      const found = recent(facts.links, back)
      const link = at(facts.links, found)
      const open = isOpen(link, facts.now)
      if (by === 'code' && !open && !isOwnMatch(link, account)) return no(...CODE_UNKNOWN)
      if (link.gone) return no(404, 'link_unknown')
      if (!open) return approveEnded(facts, link, account)
      const said = isAtHome(facts, link, account, place)
        ? approveNow(facts, link, account)
        : approveInDoubt(facts, found, account)
      if (said.status === 200 && password) at(facts.phones, phone).session = account
      return said
    },
    call: (calls, seen, facts) =>
      calls.approve(phone, finderOf(seen, recent(facts.links, back), by), password, place),
    keep(seen, { body }, facts) {
      const link = seen.links[recent(facts.links, back)]
      if (link !== undefined && body['status'] === 'match') link.number = String(body['number'])
    },
    promises(answer, _seen, facts): Promised | null {
      if (answer.body['status'] !== 'authorized') return null
      return { kind: 'approved', link: recent(facts.links, back), person: at(PHONES, phone) }
    },
  }
}

export function approveNow(facts: Facts, link: LinkFact, account: number): Expected {
  link.binding = bind(facts, link.device, account)
  link.state = 'approved'
  return yes(() => ({ status: 'authorized' }), [link.device, 'DeviceAuthorized'])
}

/** The same account hears the same again, as long as it is true; everybody else that it is over. */
function approveEnded(facts: Facts, link: LinkFact, account: number): Expected {
  const { binding } = link
  const mine = binding !== null && at(facts.bindings, binding).account === account
  if (mine && stands(facts, binding)) {
    return yes(() => ({ status: 'authorized' }), [link.device, 'DeviceAuthorized'])
  }
  return no(409, endCode(link, facts.now))
}

function approveInDoubt(facts: Facts, found: number, account: number): Expected {
  const link = at(facts.links, found)
  if (otherNetwork(link) === 'refuse') return no(403, 'not_at_home')
  if (!mayMatch(at(facts.accounts, account), facts.now)) return no(403, 'not_at_home')
  if (stateAt(link, facts.now) === 'matching') {
    if (link.match?.account !== account) return no(409, 'link_taken')
    return yes((seen) => ({ status: 'match', number: seen.links[found]?.number }))
  }
  link.state = 'matching'
  link.match = { account, until: facts.now + TIMES.match }
  // Whoever has begun in time gets the whole minute.
  link.expiresAt = Math.max(link.expiresAt, link.match.until)
  return yes(() => ({ status: 'match' }), [link.device, 'LinkMatch'])
}

/** "Not my TV", which whoever holds the handle may say. */
export function deny(given: { back: number }): Step {
  const { back } = given
  return {
    text: textOf('deny', given),
    possible: ({ links }) => links.length > 0,
    expect(facts) {
      const link = at(facts.links, recent(facts.links, back))
      if (link.gone) return no(404, 'link_unknown')
      if (isOpen(link, facts.now)) {
        link.state = 'denied'
        link.reason = 'not_my_tv'
        return yes(() => ({ status: 'denied' }), [link.device, 'LinkDenied'])
      }
      return link.state === 'denied'
        ? yes(() => ({ status: 'denied' }))
        : no(409, endCode(link, facts.now))
    },
    call: (calls, seen, facts) => calls.deny(handleOf(seen, recent(facts.links, back))),
    promises: ({ status }, _seen, facts) =>
      status === 200 ? { kind: 'denied', link: recent(facts.links, back) } : null,
  }
}
