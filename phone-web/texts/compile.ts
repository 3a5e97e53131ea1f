import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'

import type { Message, MessagePiece } from '#contract/message'

/**
 * Compiles a sentence of a catalogue.
 *
 * @param source ICU MessageFormat: arguments, `plural` with exact numbers and `#`, and `select`
 * @throws when it is not well-formed, or uses more of ICU than that
 */
export function compile(source: string): Message {
  return compiled(parse(source, { ignoreTag: true }), null)
}

/** @param counted the argument that the innermost plural chooses by, which is what `#` stands for */
function compiled(elements: MessageFormatElement[], counted: string | null): Message {
  const pieces = elements.map((element) => piece(element, counted))
  const only = pieces.length === 1 ? pieces[0] : undefined
  if (pieces.length === 0) return ''
  return typeof only === 'string' ? only : pieces
}

function piece(element: MessageFormatElement, counted: string | null): MessagePiece {
  switch (element.type) {
    case TYPE.literal:
      return element.value
    case TYPE.argument:
      return [element.value]
    case TYPE.pound:
      return ['#']
    case TYPE.select:
      return [element.value, 'select', cases(element.options, counted)]
    case TYPE.plural:
      if (element.offset !== 0 || element.pluralType !== 'cardinal') break
      return [element.value, 'plural', cases(element.options, element.value)]
  }
  throw new Error('A text uses a form of ICU MessageFormat that the pages do not know.')
}

function cases(
  options: Record<string, { value: MessageFormatElement[] }>,
  counted: string | null,
): Record<string, Message> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [name, compiled(value, counted)]),
  )
}
