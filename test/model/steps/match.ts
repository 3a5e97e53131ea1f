import { TVS } from '../cast.ts'
import { type AccountFact, at, type Facts, type LinkFact, recent } from '../facts.ts'
import { countMiss } from '../people.ts'
import { isInUse, stateAt } from '../rules.ts'
import type { Seen } from '../seen.ts'
import { approveNow } from './approving.ts'
import { no, type Promised, type Step, textOf } from './step.ts'

/**
 * What was entered on a screen's pad; it has one try. A television names its link request by its id and proves itself,
 * an app by the device code, and what another television says of it counts for nothing.
 */
export function match(given: {
  back: number
  right: boolean
  by?: 'device code' | 'another TV'
}): Step {
  const { back, right, by } = given
  return {
    text: textOf('match', given),
    // With no digits shown there is nothing to be right about.
    possible: ({ links }) =>
      links.length > 0 && (!right || at(links, recent(links, back)).match !== null),
    expect(facts) {
      const link = at(facts.links, recent(facts.links, back))
      const going = !link.gone && stateAt(link, facts.now) === 'matching'
      if (!going || link.match === null || by === 'another TV') return no(404, 'link_unknown')
      const account = at(facts.accounts, link.match.account)
      if (right && mayWin(facts, link, account)) {
        const { session } = link.match
        if (link.place !== 'nowhere') account.places[link.place] = { at: facts.now, session }
        return approveNow(facts, link, link.match)
      }
      link.state = 'denied'
      link.reason = 'match_missed'
      countMiss(account, facts.now)
      return no(409, 'match_missed', [link.device, 'LinkDenied'])
    },
    call(calls, seen, facts) {
      const found = recent(facts.links, back)
      const { device, client } = at(facts.links, found)
      const { linkId = '', deviceCode = '' } = seen.links[found] ?? {}
      const number = numberOf(seen, found, right)
      if (by === 'another TV') return calls.matchByTv((device + 1) % TVS, linkId, number)
      return client === 'tv' && by === undefined
        ? calls.matchByTv(device, linkId, number)
        : calls.match(deviceCode, number)
    },
    promises({ status }, _seen, facts): Promised | null {
      const link = recent(facts.links, back)
      const { device, place, match } = at(facts.links, link)
      if (status !== 200 || match === null) return null
      const { person } = at(facts.accounts, match.account)
      const until = match.bindingUntil
      return { kind: 'approved', link, device, person, how: 'match', place, until }
    },
  }
}

/** Whoever was disabled or signed out since it began cannot win it. */
function mayWin(facts: Facts, { match }: LinkFact, account: AccountFact): boolean {
  const session = match?.session ?? null
  return isInUse(account) && (session === null || !at(facts.sessions, session).ended)
}

function numberOf(seen: Seen, found: number, right: boolean): string {
  const shown = seen.links[found]?.number ?? ''
  if (right && shown !== '') return shown
  return shown === '123' ? '124' : '123'
}
