import { endsLink, trouble } from './refusals.ts'
import type { Event, Loading, State } from './state.ts'

export function load(handle: string | null): Loading {
  return { at: 'loading', handle, link: null, account: 'unknown' }
}

/** Which TV is it, and who is before this phone? The answers come in any order. */
export function stepLoading(state: Loading, event: Event): State {
  if (event.type === 'session') {
    // Whoever cannot be recognised signs in; that form needs no answer from here.
    const account = event.answer.kind === 'ok' ? event.answer.value : null
    return ready({ ...state, account })
  }
  if (event.type !== 'details' || state.handle === null) return state
  const { answer, now } = event
  if (answer.kind === 'ok') {
    return ready({ ...state, link: { handle: state.handle, details: answer.value, seenAt: now } })
  }
  if (answer.kind === 'refused' && endsLink(answer)) {
    return { at: 'ended', how: 'over', text: answer.title }
  }
  return { at: 'failed', handle: state.handle, text: trouble(answer) }
}

function ready(state: Loading): State {
  const { handle, link, account } = state
  if (account === 'unknown' || (handle !== null && link === null)) return state
  return { at: 'asking', link, account, sending: null, note: null }
}
