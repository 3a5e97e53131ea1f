import { at, type Facts, recent } from '../facts.ts'
import { accountOn, beginSession, giveWay, sessionOn } from '../people.ts'
import { isInUse } from '../rules.ts'
import { unlessFresh } from './account.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'

/** Whoever is signed in on a phone adds a passkey, and has a way in from now on. */
export function addPasskey(given: { phone: number }): Step {
  const { phone } = given
  return {
    text: textOf('addPasskey', given),
    possible: () => true,
    expect: (facts) => unlessFresh(facts, phone) ?? add(facts, phone),
    call: (calls) => calls.addPasskey(phone),
  }
}

function add(facts: Facts, phone: number): Expected {
  const [account, session] = [accountOn(facts, phone), sessionOn(facts, phone)]
  if (account === null || session === null) return no(401, 'sign_in_required')
  const stemsFrom = [...at(facts.sessions, session).stemsFrom]
  facts.passkeys.push({ account, session, stemsFrom, removed: false })
  return yes()
}

/** Whoever has a passkey signs in with it, on whichever phone. */
export function signInByPasskey(given: { phone: number; passkey: number }): Step {
  const { phone } = given
  return {
    text: textOf('signInByPasskey', given),
    possible: ({ passkeys }) => passkeys.length > 0,
    releases(facts) {
      const passkey = at(facts.passkeys, recent(facts.passkeys, given.passkey))
      const inUse = !passkey.removed && isInUse(at(facts.accounts, passkey.account))
      giveWay(facts, phone, inUse ? passkey.account : null)
    },
    expect(facts) {
      const passkey = at(facts.passkeys, recent(facts.passkeys, given.passkey))
      const account = at(facts.accounts, passkey.account)
      if (passkey.removed || !isInUse(account)) return no(401, 'passkey_failed')
      giveWay(facts, phone, passkey.account)
      beginSession(facts, phone, passkey.account, [passkey.session, ...passkey.stemsFrom])
      return yes(() => ({ username: account.person }))
    },
    call: (calls, _seen, facts) =>
      calls.signInByPasskey(phone, recent(facts.passkeys, given.passkey)),
  }
}
