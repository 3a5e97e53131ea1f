import type { CatalogueOutcome } from '../../client/couchlink-tv.ts'
import { backOff, PACE } from './pace.ts'
import { accountOf } from './screen.ts'
import type { Effect, State, Step } from './state.ts'
import { between, show, stay } from './state.ts'

/** What there is to watch, or why that is not known just now. What was known before stands until there is better. */
export function onCatalogue(state: State, outcome: CatalogueOutcome): Step {
  const { screen } = state
  if (!accountOf(screen)) return stay(state)
  if (outcome.kind === 'catalogue') {
    return show({ ...state, rails: outcome.rails, catalogueTries: 0 }, screen, later())
  }
  const catalogueTries = state.catalogueTries + 1
  const asLongAs = outcome.kind === 'not_bound' ? null : outcome.retryAfterSeconds
  const again = backOff('catalogue', catalogueTries, asLongAs ?? PACE.catalogue.retry)
  return show({ ...state, catalogueTries }, screen, again)
}

/** Asks for it again. While the server is away nobody does: the hello that finds it again asks where nothing is known. */
export function askCatalogue(state: State): Step {
  return show(state, state.screen, state.reachable ? { do: 'catalogue' } : later())
}

function later(): Effect {
  return between('catalogue', PACE.catalogue.known)
}
