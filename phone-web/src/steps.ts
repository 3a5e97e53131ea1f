import type { Account } from '#contract/account'

import { ask } from './steps/ask.ts'
import { stepAsking } from './steps/asking.ts'
import { stepEnded } from './steps/ended.ts'
import type { Event } from './steps/event.ts'
import { load, stepLoading } from './steps/loading.ts'
import { stepMatching } from './steps/matching.ts'
import { over } from './steps/refusals.ts'
import type { Entry, State } from './steps/state.ts'
import { say, type Words } from './words.ts'

/**
 * @param account who is signed in on this phone, as the page came
 * @param problem what went wrong elsewhere and led here, such as at the operator's sign-in provider
 */
export function begin(entry: Entry, account: Account | null, problem: string | null): State {
  const note = problem === null ? null : { words: known(problem), focus: null, again: null }
  switch (entry.by) {
    case 'broken':
      return over(say('link.brokenLink'))
    case 'handle':
      return { ...load(entry.handle, account), connected: entry.connected, note }
    case 'code':
      return { ...ask(null, account), note }
  }
}

/** The page's whole behaviour. An event that means nothing in a state answers that very state. */
export function step(state: State, event: Event): State {
  switch (state.at) {
    case 'loading':
      return stepLoading(state, event)
    case 'failed':
      return event.type === 'retry' ? load(state.handle, state.account) : state
    case 'asking':
      return stepAsking(state, event)
    case 'matching':
      return stepMatching(state, event)
    case 'ended':
      return stepEnded(state, event)
  }
}

function known(problem: string): Words {
  return [{ key: `problem.${problem}` }]
}
