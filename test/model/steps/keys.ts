import { at, type Facts, recent } from '../facts.ts'
import { accountOn, sessionOn } from '../people.ts'
import { unlessFresh } from './account.ts'
import { keyAt } from './approving.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'

/** Whoever is signed in on a phone registers a key, and what it signs is a yes from now on. */
export function addKey(given: { phone: number }): Step {
  const { phone } = given
  return {
    text: textOf('addKey', given),
    possible: () => true,
    expect: (facts) => unlessFresh(facts, phone) ?? add(facts, phone),
    call: (calls) => calls.addKey(phone),
    keep: (seen, { body }) => seen.keys.push(String(body['id'])),
  }
}

function add(facts: Facts, phone: number): Expected {
  const { now } = facts
  const [account, session] = [accountOn(facts, phone), sessionOn(facts, phone)]
  if (account === null || session === null) return no(401, 'sign_in_required')
  const stemsFrom = [session, ...at(facts.sessions, session).stemsFrom]
  const unused = { seenAt: now, usedAt: null, ended: false }
  facts.sessions.push({ kind: 'key', account, provenAt: now, stemsFrom, ...unused })
  facts.keys.push(facts.sessions.length - 1)
  return yes(() => ({ created_at: now, last_used_at: null }))
}

/** Its person removes a key; what it has connected stays. */
export function removeKey(given: { phone: number; key: number }): Step {
  const { phone } = given
  return {
    text: textOf('removeKey', given),
    possible: ({ keys }) => keys.length > 0,
    expect(facts) {
      const refusal = unlessFresh(facts, phone)
      if (refusal !== null) return refusal
      const key = at(facts.sessions, keyAt(facts, given.key))
      if (key.ended || key.account !== accountOn(facts, phone)) return no(404, 'not_found')
      key.ended = true
      return yes()
    },
    call: (calls, _seen, facts) => calls.removeKey(phone, recent(facts.keys, given.key)),
  }
}
