import type { Sending, State } from './steps/state.ts'

/** What is to be done now that the page came from one state into another. */
export type Todo =
  | { do: 'load'; handle: string }
  | { do: 'send'; sending: Sending }
  | { do: 'remember-connected' }
  /** Whether a passkey may be offered. */
  | { do: 'look-up-offer' }
  | { do: 'make-passkey' }

/** Everything that leaves the page, or stays behind in the browser, begins here; nothing is begun twice. */
export function todo(before: State, state: State): Todo[] {
  const todos: Todo[] = []
  const sending = sendingIn(state)
  if (sending !== null && sending !== sendingIn(before)) todos.push({ do: 'send', sending })
  const handle = toLoad(before, state)
  if (handle !== null) todos.push({ do: 'load', handle })
  if (state.at === 'ended') {
    if (before.at !== 'ended' && state.how === 'connected') todos.push({ do: 'remember-connected' })
    const was = before.at === 'ended' ? before.offer.stage : 'none'
    const { stage } = state.offer
    if (stage !== was && stage === 'fitting') todos.push({ do: 'look-up-offer' })
    if (stage !== was && stage === 'making') todos.push({ do: 'make-passkey' })
  }
  return todos
}

/** The TV is asked about at first, and again when somebody else is before the page: from now on it is held for them. */
function toLoad(before: State, state: State): string | null {
  if (state.at === 'loading') return before.at === 'loading' ? null : state.handle
  if (state.at !== 'asking' || before.at !== 'asking' || state.link === null) return null
  return state.account?.username === before.account?.username ? null : state.link.handle
}

function sendingIn(state: State): Sending | null {
  return 'sending' in state ? state.sending : null
}
