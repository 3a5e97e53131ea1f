import './plural-rules.ts'
import { LANGUAGES, type Lang } from '#contract/languages'
import type { Message, MessageValues } from '#contract/message'
import { format } from '#contract/message'
import en from '../../texts/en.json'
import { hasRtl, leftToRight, withinLeftToRight } from './direction.ts'

/** A sentence by its name; `en.json` has them all. */
export type TextKey = keyof typeof en

/** The sentences of one language, compiled. One that is missing is said in English. */
export interface Texts {
  lang: Lang
  messages: Readonly<Partial<Record<TextKey, Message>>>
}

/** The build compiles the catalogue that is imported here; only the names are those of the file. */
const english: Readonly<Record<TextKey, Message>> = en

let spoken: Texts = { lang: 'en', messages: english }

/** Sets the language of this page, before anything is drawn: what is drawn already is not drawn again. */
export function speak(texts: Texts): void {
  spoken = texts
}

/** The sentence in this TV's language. Only to be called while drawing: a constant would be English for ever. */
export function say(key: TextKey, values: MessageValues = {}): string {
  const own = spoken.messages[key]
  if (own === undefined) return format(english[key], isolated(values), 'en')
  return format(own, isolated(values), spoken.lang)
}

export function textLang(): Lang {
  return spoken.lang
}

/** Whether this language is written from right to left. */
export function rtl(): boolean {
  return LANGUAGES[spoken.lang].dir === 'rtl'
}

/** A filling keeps its own direction: `E…` and `tv.example/link` read the same within Arabic as they do alone. */
function isolated(values: MessageValues): MessageValues {
  const kept: Record<string, string | number> = {}
  for (const name of Object.keys(values)) {
    const value = values[name] ?? ''
    kept[name] = typeof value === 'number' || hasRtl(value) === rtl() ? value : turned(value)
  }
  return kept
}

function turned(value: string): string {
  return rtl() ? leftToRight(value) : withinLeftToRight(value)
}
