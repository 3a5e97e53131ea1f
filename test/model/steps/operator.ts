import { freshAccount } from '../beginning.ts'
import type { Person } from '../cast.ts'
import { at } from '../facts.ts'
import { accountOf, closeAccount, endSessions } from '../people.ts'
import { endBinding } from '../rules.ts'
import { done, type Step, textOf, yes } from './step.ts'

const NOBODY = { status: 404, code: null, notices: [] }

/** The operator shuts an account out, or lets it in again. What it has is kept meanwhile, but for its sessions. */
export function setDisabled(given: { person: Person; disabled: boolean }): Step {
  const { person, disabled } = given
  return {
    text: textOf('setDisabled', given),
    possible: () => true,
    expect(facts) {
      const account = accountOf(facts, person)
      if (account === null) return NOBODY
      at(facts.accounts, account).disabled = disabled
      if (disabled) endSessions(facts, account, null)
      return yes()
    },
    call: async (calls) => done(await calls.setDisabled(person, disabled)),
  }
}

export function deleteAccount(given: { person: Person }): Step {
  const { person } = given
  return {
    text: textOf('deleteAccount', given),
    possible: () => true,
    expect(facts) {
      const account = accountOf(facts, person)
      if (account === null) return NOBODY
      closeAccount(facts, account)
      return yes()
    },
    call: async (calls) => done(await calls.deleteAccount(person)),
    promises: ({ status }) => (status === 200 ? { kind: 'unbound', person } : null),
  }
}

/** The same name again is somebody new, to whom nothing comes back. */
export function addAccount(given: { person: Person }): Step {
  const { person } = given
  return {
    text: textOf('addAccount', given),
    possible: () => true,
    expect(facts) {
      if (accountOf(facts, person) !== null) return NOBODY
      facts.accounts.push(freshAccount(person))
      return yes()
    },
    call: async (calls) => done(await calls.addAccount(person)),
  }
}

/** `couchlink devices unbind`. */
export function unbindDevice(given: { tv: number }): Step {
  const { tv } = given
  return {
    text: textOf('unbindDevice', given),
    possible: () => true,
    expect: (facts) => (endBinding(facts, tv) ? yes() : NOBODY),
    call: async (calls) => done(await calls.unbindDevice(calls.deviceIdOfTv(tv))),
    promises: () => ({ kind: 'unbound', devices: [tv] }),
  }
}
