import type { Account, SignUpRequest } from '#contract/account'

import type { Answer } from '../calls.ts'
import { say, trouble } from '../words.ts'
import { noted } from './ask.ts'
import type { Proof } from './event.ts'
import type { Asking, Proving } from './state.ts'

/** Whether a passkey would help now. */
export function provesByPasskey({ account, methods }: Asking): boolean {
  return account === null || methods?.includes('passkey') === true
}

/** A passkey has been asked for. */
export function proven(state: Asking, { yes }: Proving, answer: Proof<Account>): Asking {
  switch (answer.kind) {
    case 'cancelled':
      return state
    case 'unable':
      return noted(state, answer.words, null)
    case 'unreachable':
      return noted(state, trouble(answer), null, 'passkey')
    case 'refused':
      return noted(state, trouble(answer), null)
  }
  const signedIn = signedInAs(state, answer.value)
  // A yes is the yes of whoever said it: another account's passkey is another person.
  if (yes === null || answer.value.username !== state.account?.username) return signedIn
  return { ...signedIn, sending: { call: 'decide', decision: yes } }
}

/** Somebody without an account makes one. */
export function signUp(state: Asking, request: SignUpRequest): Asking {
  if (state.account !== null) return state
  const username = request.username.trim()
  const name = request.name.trim() || username
  if (username === '') return noted(state, say('link.usernameMissing'), 'signUpUsername')
  if (request.password === '') return noted(state, say('link.passwordMissing'), 'signUpPassword')
  const sending = { call: 'sign-up' as const, request: { ...request, username, name } }
  return { ...state, note: null, sending }
}

export function signedUp(state: Asking, answer: Answer<Account>): Asking {
  if (answer.kind === 'ok') return { ...signedInAs(state, answer.value), typed: true }
  const words = trouble(answer)
  if (answer.kind === 'unreachable') return noted(state, words, null)
  switch (answer.code) {
    case 'username_taken':
      return noted(state, words, 'signUpUsername')
    case 'weak_password': {
      const why = answer.detail === null ? [] : [{ key: '', otherwise: answer.detail }]
      return noted(state, [...words, ...why], 'signUpPassword')
    }
    default:
      return noted(state, words, null)
  }
}

/** Whoever is new here is warned anew. */
function signedInAs(state: Asking, account: Account): Asking {
  const same = account.username === state.account?.username
  return {
    ...state,
    account,
    warning: same ? state.warning : null,
    methods: null,
    typed: false,
    note: null,
  }
}
