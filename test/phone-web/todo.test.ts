import { expect, test } from 'vitest'

import { load } from '../../phone-web/src/steps/loading.ts'
import type { State } from '../../phone-web/src/steps/state.ts'
import { type Todo, todo } from '../../phone-web/src/todo.ts'
import {
  account,
  approving,
  asking,
  ended,
  handle,
  matching,
  other,
  questioning,
  signingOut,
} from './steps/states.ts'

const sending = approving.sending!
const failed: State = { at: 'failed', handle, account, words: [] }
const remember: Todo = { do: 'remember-connected' }

test.each<[string, State, State, Todo[]]>([
  ['a decision is sent', asking(), approving, [{ do: 'send', sending }]],
  ['and not again while it is under way', approving, { ...approving, typed: false }, []],
  ['nor when it has been answered', approving, asking(), []],
  [
    'a question of the match is sent',
    matching(),
    questioning(),
    [{ do: 'send', sending: questioning().sending! }],
  ],
  ['a retry asks for the TV', failed, load(handle, account), [{ do: 'load', handle }]],
  [
    'whoever signs in holds the TV from then on',
    asking(),
    asking({ account }),
    [{ do: 'load', handle }],
  ],
  [
    'and so does another account',
    asking({ account }),
    asking({ account: other }),
    [{ do: 'load', handle }],
  ],
  ['signing out lets it go', signingOut, asking(), [{ do: 'load', handle }]],
  [
    'a fresh proof of the same account does not',
    asking({ account }),
    asking({ account: { ...account } }),
    [],
  ],
  ['a typed code is not asked about', asking({ link: null }), asking({ link: null, account }), []],
  ['the first answer is not asked for again', load(handle, account), asking({ account }), []],
  ['an end is remembered when it connected', approving, ended('connected'), [remember]],
  ['and only then', approving, ended('over'), []],
  [
    'an end after a typed password looks for an offer',
    approving,
    ended('connected', [], 'fitting'),
    [remember, { do: 'look-up-offer' }],
  ],
  [
    'a passkey is made once it was tapped',
    ended('connected', [], 'shown'),
    ended('connected', [], 'making'),
    [{ do: 'make-passkey' }],
  ],
  [
    'and only once',
    ended('connected', [], 'making'),
    { ...ended('connected', [], 'making'), words: [] },
    [],
  ],
  [
    'and not at any other turn',
    ended('connected', [], 'making'),
    ended('connected', [], 'made'),
    [],
  ],
])('%s', (_, before, state, todos) => {
  expect(todo(before, state)).toEqual(todos)
})
