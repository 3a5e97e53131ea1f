import { TVS } from '../cast.ts'
import { at, type Facts, recent } from '../facts.ts'
import { stands } from '../rules.ts'
import { sealed } from '../sealed.ts'
import { handleOf } from './opening.ts'
import { type Expected, type Step, textOf, yes } from './step.ts'

/** A television fetches what the approval of a link request has brought; of another's it gets nothing. */
export function fetchPayload(given: { back: number; by?: 'another TV' }): Step {
  const { back, by } = given
  return {
    text: textOf('fetchPayload', given),
    possible: ({ links }) => links.length > 0,
    expect(facts) {
      const found = recent(facts.links, back)
      const isOwn = at(facts.links, found).client === 'tv' && by === undefined
      return isOwn ? payloadOfLink(facts, found) : yes(() => ({ payload: null }))
    },
    call(calls, seen, facts) {
      const found = recent(facts.links, back)
      const { device, client } = at(facts.links, found)
      const asker = client === 'tv' && by === undefined ? device : (device + 1) % TVS
      return calls.payloadByTv(asker, seen.links[found]?.linkId ?? '')
    },
  }
}

/** It is there for the television while the binding stands that the very same approval has made. */
export function payloadOfLink(facts: Readonly<Facts>, found: number): Expected {
  const { gone, binding, payload } = at(facts.links, found)
  const isThere = !gone && payload !== null && stands(facts, binding)
  return yes((seen) => ({ payload: isThere ? sealed(handleOf(seen, found), payload) : null }))
}
