import type { Asking, Sending, State } from './steps/state.ts'
import { TEXTS } from './texts.ts'

/** The one sentence about what goes on, and of which kind it is. */
export interface Status {
  kind: 'quiet' | 'busy' | 'waiting' | 'trouble' | 'connected' | 'refused' | 'over'
  text: string
}

export function statusOf(state: State): Status {
  switch (state.at) {
    case 'loading':
      return { kind: 'busy', text: state.handle === null ? TEXTS.loadingForm : TEXTS.loading }
    case 'failed':
      return { kind: 'trouble', text: state.text }
    case 'asking':
      return askingStatus(state)
    case 'matching':
      return { kind: 'waiting', text: state.answered ? TEXTS.matching : TEXTS.matchingUnheard }
    case 'ended':
      return { kind: state.how, text: state.text }
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

function askingStatus({ note, sending }: Asking): Status {
  if (note !== null) return { kind: 'trouble', text: note.text }
  return sending === null
    ? { kind: 'quiet', text: '' }
    : { kind: 'busy', text: sendingText(sending) }
}

function sendingText(sending: Sending): string {
  if (sending.call === 'sign-out') return TEXTS.signingOut
  return sending.decision.decision === 'approve' ? TEXTS.connecting : TEXTS.refusing
}
