import type { Proof } from '../calls.ts'
import { PHONES, TIMES } from '../cast.ts'
import { at, type Facts, recent } from '../facts.ts'
import { giveWay } from '../people.ts'
import { endCode, isOpen } from '../rules.ts'
import { sealed } from '../sealed.ts'
import type { Seen } from '../seen.ts'
import {
  type Approval,
  approveEnded,
  approveOpen,
  payloadOf,
  personWhoSays,
  proven,
  typed,
} from './approving.ts'
import { CODE_UNKNOWN, finderOf, handleOf, isOwnMatch } from './opening.ts'
import { credentialsOf } from './phones.ts'
import { no, type Promised, type Step, textOf, yes } from './step.ts'

/** "Yes, this is my TV." */
export function approve(given: Approval): Step {
  const { back, phone, place, by, password, lasts } = given
  return {
    text: textOf('approve', given),
    possible: ({ links, keys }) => links.length > 0 && (given.key === undefined || keys.length > 0),
    releases: (facts) => giveWay(facts, given.phone, proven(facts, given)),
    expect(facts) {
      if (lasts !== undefined && (lasts <= 0 || lasts > TIMES.longestUntil)) {
        return no(400, 'bad_request')
      }
      const account = proven(facts, given)
      if (account === null && given.key !== undefined) {
        return password === false ? no(401, 'approval_refused') : no(400, 'bad_request')
      }
      if (account === null) {
        return no(401, password === false ? 'sign_in_required' : 'sign_in_failed')
      }
      giveWay(facts, given.phone, proven(facts, given))
      const link = at(facts.links, recent(facts.links, back))
      const open = isOpen(link, facts.now)
      if (by === 'code' && !open && !isOwnMatch(link, account)) return no(...CODE_UNKNOWN)
      if (link.gone) return no(404, 'link_unknown')
      return open ? approveOpen(facts, account, given) : approveEnded(facts, link, account)
    },
    call(calls, seen, facts) {
      const found = recent(facts.links, back)
      const until = lasts === undefined ? {} : { until: facts.now + lasts }
      const acknowledged = given.acknowledged === true
      const payload = sealedFor(facts, seen, given)
      const more = { ...until, ...payload, acknowledged, remember: password !== 'once' }
      return calls.approve(phone, finderOf(seen, found, by), proofOf(facts, given), more, place)
    },
    keep(seen, { body }, facts) {
      const link = seen.links[recent(facts.links, back)]
      if (link !== undefined && body['status'] === 'match') link.number = String(body['number'])
    },
    promises({ status, code, body }, _seen, facts): Promised | null {
      const link = recent(facts.links, back)
      const { device, place: there } = at(facts.links, link)
      const holder = { link, person: personWhoSays(facts, given), now: facts.now }
      if (code === 'link_taken') return { kind: 'taken', ...holder }
      if (code === 'risk_warned' || code === 'reauthenticate') return { kind: 'held', ...holder }
      if (status !== 200) return null
      if (body['status'] !== 'authorized') return { kind: 'matching', ...holder }
      const how = there === place && place !== 'nowhere' ? 'same place' : 'elsewhere'
      const until = lasts === undefined ? null : facts.now + lasts
      return { kind: 'approved', ...holder, device, how, place: there, until }
    },
  }
}

/** What the call brings to prove the account; `null` for the session alone. */
function proofOf(facts: Readonly<Facts>, { phone, password, key }: Approval): Proof | null {
  if (password === false && key === undefined) return null
  const credentials =
    password === false
      ? {}
      : { credentials: credentialsOf(facts, at(PHONES, phone), typed(password)) }
  return { ...credentials, ...(key === undefined ? {} : { key: recent(facts.keys, key) }) }
}

function sealedFor(facts: Readonly<Facts>, seen: Seen, given: Approval): { payload?: string } {
  const text = payloadOf(facts, given)
  if (text === null) return {}
  const handle = handleOf(seen, recent(facts.links, given.back))
  const meant = given.payload === 'astray' ? [...handle].reverse().join('') : handle
  return { payload: sealed(meant, text) }
}

/** "Not my TV", which whoever holds the handle may say, whoever holds the link request. */
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
