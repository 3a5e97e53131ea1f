import { readFileSync } from 'node:fs'
import type { Lang } from '#contract/languages'
import type { Message } from '#contract/message'
import { compile } from './compile.ts'
import type en from './en.json'

/** A sentence by its name; `en.json` has them all. */
export type TextKey = keyof typeof en

/** Every sentence of a language, compiled. */
export type Catalogue = Readonly<Record<TextKey, Message>>

/** At most one for each language. */
const read = new Map<Lang, Catalogue>()

/** The sentences of a language; one that has not been translated yet is said in English. */
export function catalogueOf(lang: Lang): Catalogue {
  const known = read.get(lang)
  if (known !== undefined) return known
  const own = JSON.parse(readFileSync(new URL(`./${lang}.json`, import.meta.url), 'utf8'))
  const compiled = Object.entries<string>(own).map(([key, source]) => [key, compile(source)])
  const catalogue: Catalogue = {
    ...(lang === 'en' ? null : catalogueOf('en')),
    ...Object.fromEntries(compiled),
  }
  read.set(lang, catalogue)
  return catalogue
}

/** The sentences whose names begin with one of these, for a page's script. */
export function textsUnder(lang: Lang, prefixes: readonly string[]): Record<string, Message> {
  const entries = Object.entries(catalogueOf(lang))
  return Object.fromEntries(entries.filter(([key]) => prefixes.some((p) => key.startsWith(p))))
}
