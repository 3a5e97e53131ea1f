import type { Message } from '#contract/message'

/** The names of a message's arguments, and how each is used. */
export function argumentsOf(message: Message): string[] {
  if (typeof message === 'string') return []
  const names = message.flatMap((piece) => {
    if (typeof piece === 'string') return []
    const [name, by, cases = {}] = piece
    const inner = Object.values(cases).flatMap(argumentsOf)
    return name === '#' ? inner : [by === undefined ? name : `${name} ${by}`, ...inner]
  })
  return [...new Set(names)].sort()
}
