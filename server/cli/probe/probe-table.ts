import { table } from '../table.ts'
import type { Checked, Report } from './run.ts'

const COLUMNS = [
  { heading: 'result' },
  { heading: 'check' },
  { heading: 'level' },
  { heading: 'clause' },
  { heading: 'seen' },
]

const WORDS = { pass: 'pass', fail: 'FAIL', not_applicable: 'n/a' } as const
const RED = '\u001b[1;31m'
const GREEN = '\u001b[32m'
const DIM = '\u001b[2m'
const BOLD = '\u001b[1m'
const PLAIN = '\u001b[0m'
const COLORS = { pass: GREEN, fail: RED, not_applicable: DIM } as const

/** How many checks came to what. */
export function countsOf({ checks }: Report): Record<Checked['result'], number> {
  const counts = { pass: 0, fail: 0, not_applicable: 0 }
  for (const { result } of checks) counts[result] += 1
  return counts
}

/** The checks under the titles of their groups, and the sum as the last line. */
export function probeTable(report: Report, colored: boolean): string {
  const { checks } = report
  const paint = (color: string, text: string) => (colored ? `${color}${text}${PLAIN}` : text)
  // All groups are one table, so that their columns stand below each other.
  const [heading = '', ...rows] = table(COLUMNS, checks.map(cellsOf)).split('\n')
  const lines = checks.flatMap(({ result, group }, at) => {
    const word = WORDS[result]
    const row = rows[at] ?? ''
    const painted =
      result === 'not_applicable'
        ? paint(DIM, row)
        : paint(COLORS[result], word) + row.slice(word.length)
    return group === checks[at - 1]?.group ? [painted] : ['', paint(BOLD, group), painted]
  })
  const { pass, fail, not_applicable } = countsOf(report)
  return [
    heading,
    ...lines,
    '',
    `${report.requests} requests in ${report.seconds} s`,
    `${pass} passed, ${paint(fail === 0 ? GREEN : RED, `${fail} failed`)}, ${not_applicable} not applicable`,
  ].join('\n')
}

function cellsOf({ result, id, level, clause, saw }: Checked): string[] {
  return [WORDS[result], id, level, clause, saw]
}
