import type { RailEntry } from '../../config-rails.ts'

/** Where what there is to watch comes from: config.json, or the operator's own server. */
export interface CatalogueSource {
  /** `unavailable` while nothing has ever been heard of it. */
  rails(): Promise<readonly RailEntry[] | 'unavailable'>
  /** What an operator should know just now; `null` when all is well. */
  warning(): string | null
}

/** What stands in config.json. */
export function configuredCatalogue(rails: readonly RailEntry[]): CatalogueSource {
  return { rails: async () => rails, warning: () => null }
}
