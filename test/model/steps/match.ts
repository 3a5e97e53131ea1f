import type { Calls } from '../calls.ts'
import { at, recent } from '../facts.ts'
import { countMiss, isInUse, stateAt } from '../rules.ts'
import type { Seen } from '../seen.ts'
import { approveNow } from './decisions.ts'
import { no, type Promised, type Step, textOf } from './step.ts'

/** What was entered on the screen's pad; it has one try. */
export function match(given: { back: number; right: boolean }): Step {
  const { back, right } = given
  const numberOf = (seen: Seen, found: number) => {
    const shown = seen.links[found]?.number ?? ''
    if (right && shown !== '') return shown
    return shown === '123' ? '124' : '123'
  }
  return {
    text: textOf('match', given),
    // With no digits shown there is nothing to be right about.
    possible: ({ links }) =>
      links.length > 0 && (!right || at(links, recent(links, back)).match !== null),
    expect(facts) {
      const link = at(facts.links, recent(facts.links, back))
      const going = !link.gone && stateAt(link, facts.now) === 'matching'
      if (!going || link.match === null) return no(404, 'link_unknown')
      const account = at(facts.accounts, link.match.account)
      // Whoever was disabled meanwhile cannot win.
      if (right && isInUse(account)) return approveNow(facts, link, link.match.account)
      link.state = 'denied'
      link.reason = 'match_missed'
      countMiss(account, facts.now)
      return no(409, 'match_missed', [link.device, 'LinkDenied'])
    },
    call(calls: Calls, seen, facts) {
      const found = recent(facts.links, back)
      return calls.match(seen.links[found]?.deviceCode ?? '', numberOf(seen, found))
    },
    promises({ status }, _seen, facts): Promised | null {
      const found = recent(facts.links, back)
      const account = at(facts.links, found).match?.account
      if (status !== 200 || account === undefined) return null
      return { kind: 'approved', link: found, person: at(facts.accounts, account).person }
    },
  }
}
