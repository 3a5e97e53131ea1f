/**
 * A sentence as it is drawn: compiled from ICU MessageFormat when the texts are read, so that neither phone nor TV
 * carries a parser. A piece is a literal, an argument `[name]`, or a choice by an argument; `#` is the number that the
 * plural around it chose by.
 */
export type Message = string | readonly MessagePiece[]
export type MessagePiece =
  | string
  | readonly [name: string]
  | readonly [name: string, by: 'plural' | 'select', cases: Readonly<Record<string, Message>>]

/** What is filled in, by the argument's name. */
export type MessageValues = Readonly<Record<string, string | number>>

/** A stretch of a formatted sentence. */
export interface Stretch {
  text: string
  /** The argument that it came from; `null` for our own words. */
  from: string | null
}

/** The sentence as plain text. */
export function format(message: Message, values: MessageValues, lang: string): string {
  return stretches(message, values, lang)
    .map(({ text }) => text)
    .join('')
}

/** The sentence with its fillings told apart, so that a page can keep other people's words from passing for ours. */
export function stretches(message: Message, values: MessageValues, lang: string): Stretch[] {
  if (typeof message === 'string') return [{ text: message, from: null }]
  const all: Stretch[] = []
  for (const piece of message) all.push(...stretchesOf(piece, values, lang))
  return all
}

function stretchesOf(piece: MessagePiece, values: MessageValues, lang: string): Stretch[] {
  if (typeof piece === 'string') return [{ text: piece, from: null }]
  const [name, by, cases] = piece
  const value = values[name]
  // A sentence with a gap still says more than none.
  if (value === undefined) return [{ text: `{${name}}`, from: null }]
  if (by === undefined || cases === undefined) return [{ text: String(value), from: name }]
  const chosen = caseOf(by, cases, value, lang) ?? ''
  return stretches(chosen, by === 'plural' ? withNumber(values, value, lang) : values, lang)
}

function caseOf(
  by: 'plural' | 'select',
  cases: Readonly<Record<string, Message>>,
  value: string | number,
  lang: string,
): Message | undefined {
  if (by === 'select') return cases[String(value)] ?? cases['other']
  const exact = cases[`=${value}`]
  return exact ?? cases[new Intl.PluralRules(lang).select(Number(value))] ?? cases['other']
}

function withNumber(values: MessageValues, value: string | number, lang: string): MessageValues {
  return { ...values, '#': new Intl.NumberFormat(lang).format(Number(value)) }
}
