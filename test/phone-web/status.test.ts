import { expect, test } from 'vitest'

import { faceOf, statusOf } from '../../phone-web/src/status.ts'
import type { State } from '../../phone-web/src/steps/state.ts'
import { TEXTS } from '../../phone-web/src/texts.ts'
import {
  approving,
  asking,
  denying,
  handle,
  matching,
  questioning,
  scanned,
  signingOut,
  typing,
} from './steps/states.ts'

const note = { text: 'No.', focus: null, again: null }

test.each<[string, State, string, string, string]>([
  ['looks for the TV', scanned, 'busy', TEXTS.loading, 'waiting'],
  ['opens the form', typing, 'busy', TEXTS.loadingForm, 'waiting'],
  ['has failed', { at: 'failed', handle, text: 'No.' }, 'trouble', 'No.', 'over'],
  ['asks', asking(), 'quiet', '', 'code'],
  ['asks for the code', asking({ link: null }), 'quiet', '', 'typing'],
  ['has a note', asking({ note }), 'trouble', 'No.', 'code'],
  ['connects', approving, 'busy', TEXTS.connecting, 'code'],
  ['refuses', denying, 'busy', TEXTS.refusing, 'code'],
  ['signs out', signingOut, 'busy', TEXTS.signingOut, 'code'],
  ['is over', { at: 'ended', how: 'over', text: 'No.' }, 'over', 'No.', 'over'],
])('the page that %s says so', (_, state, kind, text, face) => {
  expect(statusOf(state)).toEqual({ kind, text })
  expect(faceOf(state)).toBe(face)
})

test('the match waits calmly: what it says changes with the network, not with each question', () => {
  expect(faceOf(matching())).toBe('pad')
  expect(statusOf(matching())).toEqual({ kind: 'waiting', text: TEXTS.matching })
  expect(statusOf(questioning())).toEqual(statusOf(matching()))
  const unheard = { kind: 'waiting', text: TEXTS.matchingUnheard }
  expect(statusOf(matching({ answered: false }))).toEqual(unheard)
  expect(statusOf(questioning({ answered: false }))).toEqual(unheard)
})
