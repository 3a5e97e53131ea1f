import { say, trouble } from '../words.ts'
import type { Event, Proof } from './event.ts'
import type { Ended } from './state.ts'

/** It is decided. All that may follow is a passkey for the next time. */
export function stepEnded(state: Ended, event: Event): Ended {
  const { stage } = state.offer
  if (event.type === 'offer' && stage === 'fitting') return offering(state, 'shown')
  if (event.type === 'make-passkey' && stage === 'shown') return offering(state, 'making')
  if (event.type === 'decline' && stage === 'shown') return offering(state, 'none')
  if (event.type === 'made' && stage === 'making') return made(state, event.answer)
  return state
}

function made(state: Ended, answer: Proof<null>): Ended {
  switch (answer.kind) {
    case 'ok':
      return offering(state, 'made', say('link.passkeyMade'))
    case 'cancelled':
      return offering(state, 'shown')
    case 'unable':
      return offering(state, 'shown', answer.words)
    default:
      return offering(state, 'shown', trouble(answer))
  }
}

function offering(state: Ended, stage: Ended['offer']['stage'], words: Ended['words'] = []): Ended {
  return { ...state, offer: { stage, words } }
}
