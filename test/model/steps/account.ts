import { passwordOf } from '../cast.ts'
import { at, type Facts } from '../facts.ts'
import {
  accountOn,
  beginSession,
  closeAccount,
  devicesOf,
  endSessions,
  isFresh,
  personOn,
  sessionOn,
} from '../people.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'

const NOBODY: Expected = no(401, 'sign_in_required')

/** Whoever is signed in on a phone signs the others of the account out, or one of them, or this one. */
export function endOtherSessions(given: { phone: number; of?: number }): Step {
  const { phone, of } = given
  return {
    text: textOf('endOtherSessions', given),
    takesAwayBy: phone,
    possible: () => true,
    expect(facts) {
      const account = accountOn(facts, phone)
      if (account === null) return NOBODY
      if (of === undefined) {
        const ended = endSessions(facts, account, sessionOn(facts, phone))
        return yes(() => ({ ended }))
      }
      const session = sessionOn(facts, of)
      if (session !== null && at(facts.sessions, session).account === account) {
        at(facts.sessions, session).ended = true
      }
      return yes()
    },
    call: (calls) => calls.endSessions(phone, of ?? null),
  }
}

/** The person chooses another password, and whoever knew the old one is out. */
export function newPassword(given: { phone: number }): Step {
  const { phone } = given
  return {
    text: textOf('newPassword', given),
    possible: () => true,
    expect(facts) {
      const refusal = unlessFresh(facts, phone)
      if (refusal !== null) return refusal
      const [account, session] = [accountOn(facts, phone), sessionOn(facts, phone)]
      if (account === null || session === null) return NOBODY
      at(facts.accounts, account).passwords += 1
      beginSession(facts, phone, account)
      endSessions(facts, account, session)
      return yes()
    },
    call(calls, _seen, facts) {
      const account = accountOn(facts, phone)
      const changed = account === null ? 0 : at(facts.accounts, account).passwords
      return calls.newPassword(phone, passwordOf(personOn(facts, phone), changed + 1))
    },
  }
}

/** The person deletes the account; what hung on it is told at once. */
export function deleteMine(given: { phone: number }): Step {
  const { phone } = given
  return {
    text: textOf('deleteMine', given),
    possible: () => true,
    expect(facts) {
      const refusal = unlessFresh(facts, phone)
      if (refusal !== null) return refusal
      const account = accountOn(facts, phone)
      if (account === null) return NOBODY
      const bound = devicesOf(facts, account)
      closeAccount(facts, account)
      return yes(undefined, ...bound.map((device) => [device, 'DeviceUnbound'] as const))
    },
    call: (calls) => calls.deleteMine(phone),
    promises: ({ status }, _seen, facts) =>
      status === 200 ? { kind: 'unbound', person: personOn(facts, phone) } : null,
  }
}

/** What changes how one signs in needs a proof of the account that is not old. */
export function unlessFresh(facts: Facts, phone: number): Expected | null {
  const session = sessionOn(facts, phone)
  if (session === null) return NOBODY
  return isFresh(facts, session)
    ? null
    : { ...no(403, 'reauthenticate'), body: () => ({ methods: ['password'] }) }
}
