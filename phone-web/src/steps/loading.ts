import type { Account } from '#contract/account'

import { say, trouble } from '../words.ts'
import { ask } from './ask.ts'
import type { Event } from './event.ts'
import { endsLink, NO_OFFER, over } from './refusals.ts'
import type { Loading, State } from './state.ts'

export function load(handle: string, account: Account | null): Loading {
  return { at: 'loading', handle, account, connected: false, note: null }
}

/** Which TV is it? Who is before this phone came with the page. */
export function stepLoading(state: Loading, event: Event): State {
  if (event.type !== 'details') return state
  const { handle, account, connected, note } = state
  const { answer, now } = event
  if (answer.kind === 'ok') {
    return { ...ask({ handle, details: answer.value, seenAt: now }, account), note }
  }
  if (answer.kind === 'refused') {
    // Loaded again after "connected!", the page says what is still true, and not that something went wrong.
    if (connected && answer.code === 'link_finished') {
      return { at: 'ended', how: 'connected', words: say('link.connectedBefore'), offer: NO_OFFER }
    }
    if (endsLink(answer)) return over(trouble(answer))
  }
  return { at: 'failed', handle, account, words: trouble(answer) }
}
