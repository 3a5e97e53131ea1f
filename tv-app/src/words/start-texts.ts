import { LANGUAGES, type Lang } from '#contract/languages'
import { ours } from '../global.ts'
import { loadScript } from '../script.ts'
import { bestLang } from './best-lang.ts'
import type { Texts } from './texts.ts'

/** After this the TV speaks English: a code that stands there says more than a sentence that does not. */
export const PATIENCE_MS = 1500

interface Wishes {
  /** The address of the page, whose `?lang=` wins. */
  search: string
  /** The language of the set's own menus (RFC 5646); `null` where it does not tell. */
  platform: string | null
  /** Those of the browser. */
  browser: readonly string[]
}

/** The language that this TV is to speak. */
export function chosenLang({ search, platform, browser }: Wishes): Lang {
  const named = /[?&]lang=([A-Za-z0-9_-]+)/.exec(search)?.[1]
  return bestLang([named, platform, ...browser])
}

/**
 * Fetches the sentences of this language, beside everything else that a boot fetches. Resolves in any case and in time;
 * `null` stands for the English that is in the app. What comes later is not used: no page speaks two languages.
 */
export function startTexts(lang: Lang): Promise<Texts | null> {
  if (lang === 'en') return Promise.resolve(null)
  const loaded = loadScript(`texts/${lang}.js`).then(
    () => ours().texts ?? null,
    () => null,
  )
  const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS))
  return Promise.race([loaded, patience]).then(marked)
}

/** Tells the page what it is written in, for screen readers and the choice of fonts. */
function marked(texts: Texts | null): Texts | null {
  if (texts) {
    document.documentElement.lang = texts.lang
    document.documentElement.dir = LANGUAGES[texts.lang].dir
  }
  return texts
}
