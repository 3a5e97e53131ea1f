import { stepAsking } from './steps/asking.ts'
import { load, stepLoading } from './steps/loading.ts'
import { stepMatching } from './steps/matching.ts'
import type { Entry, Event, State } from './steps/state.ts'
import { TEXTS } from './texts.ts'

export function begin(entry: Entry): State {
  if (entry.by === 'broken') return { at: 'ended', how: 'over', text: TEXTS.brokenLink }
  return load(entry.by === 'handle' ? entry.handle : null)
}

/** The page's whole behaviour. An event that means nothing in a state answers that very state. */
export function step(state: State, event: Event): State {
  switch (state.at) {
    case 'loading':
      return stepLoading(state, event)
    case 'failed':
      return event.type === 'retry' ? load(state.handle) : state
    case 'asking':
      return stepAsking(state, event)
    case 'matching':
      return stepMatching(state, event)
    case 'ended':
      return state
  }
}
