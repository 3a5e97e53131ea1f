import { isDenied } from './steps/ask.ts'
import type { Asking, Sending, State } from './steps/state.ts'
import { say, type Words } from './words.ts'

/** What is said about what goes on, and of which kind it is. */
export interface Status {
  kind: 'quiet' | 'busy' | 'waiting' | 'trouble' | 'connected' | 'refused' | 'over'
  words: Words
}

export function statusOf(state: State): Status {
  switch (state.at) {
    case 'loading':
      return { kind: 'busy', words: say('link.loading') }
    case 'failed':
      return { kind: 'trouble', words: state.words }
    case 'asking':
      return askingStatus(state)
    case 'matching': {
      const words = say(state.answered ? 'link.matching' : 'link.matchingUnheard')
      return { kind: 'waiting', words }
    }
    case 'ended':
      return { kind: state.how, words: [...state.words, ...state.offer.words] }
  }
}

/** What the drawn TV shows. */
export function faceOf(state: State): string {
  switch (state.at) {
    case 'loading':
      return 'waiting'
    case 'failed':
      return 'over'
    case 'asking':
      return state.link === null ? 'typing' : 'code'
    case 'matching':
      return 'pad'
    case 'ended':
      return state.how
  }
}

function askingStatus(state: Asking): Status {
  const { note, sending } = state
  if (note !== null) return { kind: 'trouble', words: note.words }
  if (sending !== null) return { kind: 'busy', words: sendingWords(sending) }
  if (isDenied(state)) return { kind: 'trouble', words: [{ key: 'problem.risk_denied' }] }
  return { kind: 'quiet', words: [] }
}

function sendingWords(sending: Sending): Words {
  switch (sending.call) {
    case 'sign-out':
      return say('link.signingOut')
    case 'sign-up':
      return say('link.signingUp')
    case 'prove':
      return say('link.signingIn')
    case 'decide':
      return say(sending.decision.decision === 'approve' ? 'link.connecting' : 'link.refusing')
  }
}
