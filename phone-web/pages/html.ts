/** Markup that is safe to be sent: only {@link html} makes it. */
export interface Html {
  readonly markup: string
}

/** What may stand in a template. Text is escaped; `null` and `false` stand for nothing. */
export type Part = Html | string | number | null | false | readonly Part[]

/** A piece of a page. Whatever is filled in is escaped, in text and in quoted attributes, unless it is {@link Html} itself. */
export function html(pieces: TemplateStringsArray, ...parts: Part[]): Html {
  const filled = parts.map((part, index) => markupOf(part) + (pieces[index + 1] ?? ''))
  return { markup: (pieces[0] ?? '') + filled.join('') }
}

function markupOf(part: Part): string {
  if (part === null || part === false) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escaped(part)
  if (isHtml(part)) return part.markup
  return part.map(markupOf).join('')
}

function isHtml(part: Html | readonly Part[]): part is Html {
  return 'markup' in part
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
