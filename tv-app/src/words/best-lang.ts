import { LANGS, type Lang } from '#contract/languages'

/** A set lists a handful of languages at most. */
const MOST_WISHES = 20

/**
 * The first language wished for that the TV speaks: `de-AT` is German, every Arabic is ours, all Portuguese Brazilian.
 *
 * @param wishes language tags, the dearest first; what is no tag is no wish
 */
export function bestLang(wishes: readonly unknown[]): Lang {
  for (const wish of wishes.slice(0, MOST_WISHES)) {
    const language = languageOf(wish)
    const found = LANGS.find((lang) => languageOf(lang) === language)
    if (found) return found
  }
  return 'en'
}

/** The part of a tag that names the language. Old sets write `pt_BR`. */
function languageOf(tag: unknown): string {
  return typeof tag === 'string' ? tag.split(/[-_]/, 1).join('').toLowerCase() : ''
}
