import { createHash } from 'node:crypto'

/** The TV greets each account on its colour, so two people of one home should rarely share one. */
const COLORS = [
  '#CCCDFD',
  '#F2A65A',
  '#7FC8A9',
  '#F28482',
  '#84A9F2',
  '#E3C567',
  '#C39BD3',
  '#76C7D9',
] as const

/** The same colour for the same person every time, as `#RRGGBB`, where nobody has chosen one. */
export function colorFor(person: string): string {
  const [first = 0] = createHash('sha256').update(person).digest()
  return COLORS[first % COLORS.length] ?? COLORS[0]
}
