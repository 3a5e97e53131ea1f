import { median } from './statistics.ts'

export type Unit = '' | 'µs' | 'ms' | 'KB'

/** One line of the table. Of several values the median counts; the least and the greatest are shown beside it. */
export interface Row {
  what: string
  values: readonly number[]
  unit?: Unit
  /** What it is compared with, round by round. */
  floor?: { values: readonly number[]; unit: Unit }
  limits?: Limits
}

/** What is to be reached at least, and the edge of what is possible; of the ratio where `ofRatio` says so. */
interface Limits {
  atLeast: number
  edge: number
  ofRatio?: boolean
  /** Of most figures less is better. */
  moreIsBetter?: boolean
}

const HEAD = ['what', 'figure', 'floor', 'ratio', 'at least', 'edge', 'verdict']

/** Plain text, one line a row, columns aligned. */
export function table(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}

function cellsOf({ what, values, unit = '', floor, limits }: Row): string[] {
  const ratios = floor?.values.map((value, round) => (values[round] ?? Number.NaN) / value)
  const ratio = ratios === undefined ? null : median(ratios)
  const judged = limits?.ofRatio === true ? ratio : median(values)
  const sign = limits?.moreIsBetter === true ? '≥' : '≤'
  const limit = (value: number): string =>
    `${sign} ${value}${limits?.ofRatio === true || unit === '' ? '' : ` ${unit}`}`
  return [
    what,
    spread(values, unit),
    floor === undefined ? '–' : spread([median(floor.values)], floor.unit),
    ratio === null ? '–' : digits(ratio),
    limits === undefined ? '–' : limit(limits.atLeast),
    limits === undefined ? '–' : limit(limits.edge),
    limits === undefined || judged === null ? '–' : verdict(judged, limits),
  ]
}

function verdict(value: number, { atLeast, edge, moreIsBetter = false }: Limits): string {
  const reaches = (limit: number): boolean => (moreIsBetter ? value >= limit : value <= limit)
  if (reaches(edge)) return 'edge'
  return reaches(atLeast) ? 'ok' : 'MISSED'
}

function spread(values: readonly number[], unit: Unit): string {
  const middle = median(values)
  if (unit === 'µs' && middle >= 1000)
    return spread(
      values.map((value) => value / 1000),
      'ms',
    )
  const shown = `${digits(middle)}${unit === '' ? '' : ` ${unit}`}`
  if (values.length === 1) return shown
  return `${shown} (${digits(Math.min(...values))}–${digits(Math.max(...values))})`
}

/** Three digits that mean something, and never fewer than stand before the point. */
function digits(value: number): string {
  const places = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
}
