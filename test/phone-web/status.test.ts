import { expect, test } from 'vitest'

import { faceOf, statusOf } from '../../phone-web/src/status.ts'
import type { State } from '../../phone-web/src/steps/state.ts'
import { say, type Words } from '../../phone-web/src/words.ts'
import {
  account,
  approving,
  asking,
  denying,
  ended,
  handle,
  matching,
  questioning,
  scanned,
  seen,
  signingOut,
} from './steps/states.ts'

const words = say('link.codeMissing')
const note = { words, focus: null, again: null }
const proving = asking({ sending: { call: 'prove', credential: null, yes: null } })
const request = { username: 'dora', name: 'Dora', password: 'p' }
const denied = asking({ account, link: seen('deny', 'listed_address') })

test.each<[string, State, string, Words, string]>([
  ['looks for the TV', scanned, 'busy', say('link.loading'), 'waiting'],
  ['has failed', { at: 'failed', handle, account, words }, 'trouble', words, 'over'],
  ['asks', asking(), 'quiet', [], 'code'],
  ['asks for the code', asking({ link: null }), 'quiet', [], 'typing'],
  ['has a note', asking({ note }), 'trouble', words, 'code'],
  ['may not connect', denied, 'trouble', [{ key: 'problem.risk_denied' }], 'code'],
  ['connects', approving, 'busy', say('link.connecting'), 'code'],
  ['refuses', denying, 'busy', say('link.refusing'), 'code'],
  ['signs in', proving, 'busy', say('link.signingIn'), 'code'],
  [
    'makes an account',
    asking({ sending: { call: 'sign-up', request } }),
    'busy',
    say('link.signingUp'),
    'code',
  ],
  ['signs out', signingOut, 'busy', say('link.signingOut'), 'code'],
  ['is over', ended('over', words), 'over', words, 'over'],
])('the page that %s says so', (_, state, kind, said, face) => {
  expect(statusOf(state)).toEqual({ kind, words: said })
  expect(faceOf(state)).toBe(face)
})

test('what became of the passkey is said beside what became of the TV', () => {
  const state = ended('connected', say('link.connected'), 'made')
  const made = { ...state, offer: { ...state.offer, words: say('link.passkeyMade') } }
  const both = [...say('link.connected'), ...say('link.passkeyMade')]
  expect(statusOf(made)).toEqual({ kind: 'connected', words: both })
})

test('the match waits calmly: what it says changes with the network, not with each question', () => {
  expect(faceOf(matching())).toBe('pad')
  expect(statusOf(matching())).toEqual({ kind: 'waiting', words: say('link.matching') })
  expect(statusOf(questioning())).toEqual(statusOf(matching()))
  const unheard = { kind: 'waiting', words: say('link.matchingUnheard') }
  expect(statusOf(matching({ answered: false }))).toEqual(unheard)
  expect(statusOf(questioning({ answered: false }))).toEqual(unheard)
})
