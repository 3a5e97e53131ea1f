import type { Credentials } from '../calls.ts'
import { type Person, PHONES, type Place, passwordOf } from '../cast.ts'
import { at, type Facts } from '../facts.ts'
import {
  accountBehind,
  accountOn,
  beginSession,
  giveWay,
  passwordsBefore,
  personOn,
  releaseClaims,
  sessionOn,
  type Typed,
} from '../people.ts'
import { no, type Step, textOf, yes } from './step.ts'

/** A person signs in on a phone: on their own, or on whose they have just got hold of. */
export function signIn(given: { phone: number; place: Place; as?: Person; typed?: Typed }): Step {
  const { phone, place, as = at(PHONES, phone), typed = 'current' } = given
  const releases = (facts: Facts): void => giveWay(facts, phone, accountBehind(facts, as, typed))
  return {
    text: textOf('signIn', given),
    possible: () => true,
    releases,
    expect(facts) {
      const account = accountBehind(facts, as, typed)
      if (account === null) return no(401, 'sign_in_failed')
      releases(facts)
      beginSession(facts, phone, account)
      return yes(() => ({ username: as }))
    },
    call: (calls, _seen, facts) => calls.signIn(phone, credentialsOf(facts, as, typed), place),
  }
}

/** Whoever signs out lets go of what they have begun to connect. */
export function signOut(given: { phone: number }): Step {
  const { phone } = given
  const releases = (facts: Facts): void => {
    const account = accountOn(facts, phone)
    if (account !== null) releaseClaims(facts, account)
  }
  return {
    text: textOf('signOut', given),
    possible: () => true,
    releases,
    expect(facts) {
      const session = sessionOn(facts, phone)
      releases(facts)
      if (session !== null) at(facts.sessions, session).ended = true
      return yes()
    },
    call: (calls) => calls.signOut(phone),
    promises: (_answer, _seen, facts) =>
      accountOn(facts, phone) === null
        ? null
        : { kind: 'released', person: personOn(facts, phone) },
  }
}

/** What somebody types who has not heard of what happens in this very moment. */
export function credentialsOf(facts: Readonly<Facts>, person: Person, typed: Typed): Credentials {
  const changed = passwordsBefore(facts, person, typed)
  return { username: person, password: passwordOf(person, changed) }
}
