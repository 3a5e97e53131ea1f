import {
  format,
  type Message,
  type MessageValues,
  type Stretch,
  stretches,
} from '#contract/message'

import type { Words } from './words.ts'

/** Says things in the person's language. */
export interface Speech {
  say(words: Words): string
  /** With what is filled in told apart, so that a TV's name cannot pass for our words. */
  tell(words: Words): Stretch[]
}

/** @param texts the compiled sentences of one language, by their names */
export function speechIn(lang: string, texts: Readonly<Record<string, Message>>): Speech {
  const each = <T>(words: Words, make: (message: Message, values: MessageValues) => T): T[] =>
    words.map(({ key, values, otherwise }) => make(texts[key] ?? otherwise ?? key, values ?? {}))
  return {
    say: (words) => each(words, (message, values) => format(message, values, lang)).join(' '),
    tell: (words) => each(words, (message, values) => stretches(message, values, lang)).flat(),
  }
}
