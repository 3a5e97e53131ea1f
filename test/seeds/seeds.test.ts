import { describe, expect, inject, it } from 'vitest'

import type { Reported } from '../support/report.ts'
import { faultOf } from './named-tests.ts'
import { houseTests, ROWS, readReport, seedRows } from './tables.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where this run writes down each test that has ended. */
    report: string
  }
}

/** Whose tests the tables name. */
const PROJECTS = ['parts', 'story', 'refusals', 'attacks', 'model', 'pictures']

const NEEDS_ALL = 'these tests did not run, and this one reads what became of all: run `npm test`'

/** How many words say why something is answered in another way. */
const WORDS_ENOUGH = 4

describe('docs/seeds.md', () => {
  it('has each acceptance row once, in its order', () => {
    expect(seedRows().map(({ id }) => id)).toEqual(ROWS)
  })

  it('names for each row the test that shows it, or says why it is answered differently', () => {
    for (const { id, tests, differently, readable } of seedRows()) {
      expect(readable, `${id}: its last cell names tests as \`file\` › name`).toBe(true)
      if (differently === null) expect(tests, id).not.toEqual([])
      else expect(differently.split(' ').length, id).toBeGreaterThanOrEqual(WORDS_ENOUGH)
    }
  })
})

/** What this run has done so far, which is all but this project. */
function wholeRun(): Reported[] {
  const run = readReport(inject('report'))
  const ran = new Set(run.map(({ project }) => project))
  expect(
    PROJECTS.filter((project) => !ran.has(project)),
    NEEDS_ALL,
  ).toEqual([])
  return run
}

describe('the report of this very run', () => {
  it('says of every test that docs/seeds.md names: it ran and passed', () => {
    const run = wholeRun()
    const faults = seedRows().flatMap(({ id, tests }) =>
      tests.flatMap((test) => {
        const fault = faultOf(test, run)
        return fault === null ? [] : [`${id}: ${fault}`]
      }),
    )
    expect(faults).toEqual([])
  })

  it.each(['attacks', 'refusals'] as const)('says so of every test in the table of %s', (house) => {
    const run = wholeRun()
    const named = houseTests(house)
    expect(named.length).toBeGreaterThan(0)
    expect(named.map((test) => faultOf(test, run)).filter((fault) => fault !== null)).toEqual([])
  })
})
