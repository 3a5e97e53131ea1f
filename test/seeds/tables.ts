import { readFileSync } from 'node:fs'

import type { Reported } from '../support/report.ts'
import { type NamedTest, namedTests } from './named-tests.ts'

/** How many acceptance rows each system of the seeds has. */
const SYSTEMS = { F: 6, S: 10, W: 16, Z: 28, K: 17, X: 21 }

/** The ids of all acceptance rows, in their order. */
export const ROWS = Object.entries(SYSTEMS).flatMap(([system, count]) =>
  Array.from({ length: count }, (_, index) => `${system}${index + 1}`),
)

/** Begins the last cell of a row that no test shows as it stands, because the design answers it in another way. */
const DIFFERENTLY = 'answered differently: '

/** A row of docs/seeds.md. */
export interface SeedRow {
  id: string
  tests: NamedTest[]
  /** Why the design answers it in another way; beside it tests may show what it does instead. */
  differently: string | null
  /** Whether its last cell could be read. */
  readable: boolean
}

export function seedRows(): SeedRow[] {
  return tableRows('../../docs/seeds.md').map(([id = '', , shown = '']) => {
    const parts = shown.split('<br>')
    const words = parts.filter((part) => part.startsWith(DIFFERENTLY))
    const rest = parts.filter((part) => !part.startsWith(DIFFERENTLY))
    const tests = rest.length === 0 ? [] : namedTests(rest.join('<br>'))
    const differently = words.map((part) => part.slice(DIFFERENTLY.length)).join(' ')
    return {
      id,
      tests: tests ?? [],
      differently: differently === '' ? null : differently,
      readable: tests !== null,
    }
  })
}

/** What the tables of a house of tests name, id → names: of their last column. */
export function houseTests(folder: 'attacks' | 'refusals'): NamedTest[] {
  return tableRows(`../${folder}/README.md`).flatMap((cells) =>
    (cells.at(-1) ?? '').split('<br>').map((name) => ({ file: `test/${folder}/`, name })),
  )
}

export function readReport(file: string): Reported[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Reported)
}

/** The cells of each row whose first cell is an id such as `F1`, `Z-a` or `DA12`. */
function tableRows(path: string): string[][] {
  const lines = readFileSync(new URL(path, import.meta.url), 'utf8').split('\n')
  const rows = lines.filter((line) => /^\| [A-Z]{1,2}(?:-?[a-z]|-?\d+) \|/.test(line))
  return rows.map((line) => line.slice(2, -2).split(' | '))
}
