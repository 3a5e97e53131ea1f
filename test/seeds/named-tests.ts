import type { Reported } from '../support/report.ts'

/** A test that a table names: where it stands, and what it is called there. */
export interface NamedTest {
  /** From the repo's root; a folder's name ends in `/`. */
  file: string
  /** The test's own name; `%s`, `$name` and the like stand for whatever a run puts there. */
  name: string
}

/** `` `test/story/bind.test.ts` › won by exactly one `` for each, `<br>` between them. */
const NAMED = /^`(test\/[\w./-]+\.test\.ts)` › (.+)$/

/** The tests of one cell of a table, or `null` where something in it is none. */
export function namedTests(cell: string): NamedTest[] | null {
  const named: NamedTest[] = []
  for (const part of cell.split('<br>')) {
    const [, file, name] = NAMED.exec(part.trim()) ?? []
    if (file === undefined || name === undefined) return null
    named.push({ file, name })
  }
  return named
}

/** What stands for values that a table of cases fills in. */
const FILLED_IN = /%[sjoid]|\$[a-z]\w*|\$\{\w+(?:\.\w+)*\}/i

/** The tests of a run that are meant by this name; several where it is filled in. */
export function meantBy({ file, name }: NamedTest, run: readonly Reported[]): Reported[] {
  const literal = name.split(new RegExp(FILLED_IN, 'gi')).map(escaped)
  const pattern = new RegExp(`(?:^| > )${literal.join('.*')}$`)
  return run.filter((test) => inPlace(test.file, file) && pattern.test(test.name))
}

/** What is wrong with a named test in this run, in words; `null` when it ran and passed. */
export function faultOf(named: NamedTest, run: readonly Reported[]): string | null {
  const meant = meantBy(named, run)
  const said = `${named.file} › ${named.name}`
  if (meant.length === 0) return `${said}: no such test ran`
  const bad = meant.find(({ state }) => state !== 'passed')
  return bad === undefined ? null : `${said}: ${bad.state}`
}

function inPlace(file: string, place: string): boolean {
  return place.endsWith('/') ? file.startsWith(place) : file === place
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
