import { isLang, LANGS, type Lang } from '#contract/languages'

/** How many languages of a header are looked at: browsers send a handful. */
const MOST_WISHES = 20

/**
 * The language that a person wants to be spoken to: the one just chosen, or chosen before, or what the browser says
 * (RFC 9110 §12.5.4), or English.
 *
 * @param chosen `?lang=` of the address
 * @param kept the cookie of an earlier choice
 * @param accepted the `Accept-Language` header
 */
export function languageOf(
  chosen: unknown,
  kept: string | undefined,
  accepted: string | undefined,
): Lang {
  if (isLang(chosen)) return chosen
  if (isLang(kept)) return kept
  const wishes = (accepted ?? '').split(',', MOST_WISHES).flatMap(wish)
  // Sorting keeps the order of those that are wished for equally.
  wishes.sort((a, b) => b.weight - a.weight)
  return wishes[0]?.lang ?? 'en'
}

/** `de-AT;q=0.8` is German; a language that we do not speak, or that is not wanted at all, is no wish. */
function wish(text: string): { lang: Lang; weight: number }[] {
  const match =
    /^\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8}){0,8}\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/.exec(
      text,
    )
  const [, language = '', quality = '1'] = match ?? []
  const lang = LANGS.find((known) => known.split('-')[0] === language.toLowerCase())
  const weight = Number(quality)
  return lang === undefined || weight === 0 ? [] : [{ lang, weight }]
}
