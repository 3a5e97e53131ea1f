/** A column of a table: its heading, and on which side its cells stand. */
export interface Column {
  heading: string
  align?: 'left' | 'right'
}

/** Two blanks between columns, headings in capitals, nothing cut, no blanks at the end of a line. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ heading }) => heading.toUpperCase()), ...rows].map((cells) =>
    cells.map(printable),
  )
  const widths = columns.map((_, at) =>
    lines.reduce((widest, cells) => Math.max(widest, widthOf(cells[at] ?? '')), 0),
  )
  return lines
    .map((cells) =>
      columns
        .map(({ align = 'left' }, at) => {
          const cell = cells[at] ?? ''
          const blanks = ' '.repeat((widths[at] ?? 0) - widthOf(cell))
          return align === 'left' ? cell + blanks : blanks + cell
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A name must not be able to steer the operator's terminal, nor to turn the line around. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\uFFFD')
}

/** How many columns of a terminal a text takes. */
function widthOf(text: string): number {
  let width = 0
  for (const { segment } of GRAPHEMES.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}

const GRAPHEMES = new Intl.Segmenter()
const WIDE =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303F\uFF01-\uFF60]/u

/** A moment (epoch seconds) in the operator's own time zone, or a dash. */
export function moment(at: number | null): string {
  return at === null ? '–' : MOMENT.format(at * 1000)
}

/** Sweden writes dates as ISO 8601 does, which sorts and is understood everywhere. */
const MOMENT = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
