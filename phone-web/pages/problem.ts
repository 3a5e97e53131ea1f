import type { Lang } from '#contract/languages'
import { catalogueOf } from '../texts/catalogue.ts'

/** What a person is told of a problem; `null` for one that has no sentence of its own. */
export function problemIn(lang: Lang, code: string): string | null {
  const catalogue: Readonly<Record<string, unknown>> = catalogueOf(lang)
  const sentence = catalogue[`problem.${code}`]
  return typeof sentence === 'string' ? sentence : null
}
