import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reporter, TestCase } from 'vitest/node'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where the report of the last run lies once that has ended. */
const LAST = join(ROOT, '.artefacts/report.ndjson')

/** Where a run writes its report meanwhile: several may go on beside each other in one tree. */
export function reportOfRun(pid: number): string {
  return join(ROOT, `.artefacts/report-${pid}.ndjson`)
}

/** One test that has ended. */
export interface Reported {
  project: string
  /** From the repo's root, such as `test/story/bind.test.ts`. */
  file: string
  /** With the names of what it stands in, ` > ` between them. */
  name: string
  state: 'passed' | 'failed' | 'skipped'
}

/** Writes down each test as it ends, a line of JSON for each, so that the last project can read what became of all others. */
export default class Report implements Reporter {
  readonly #file = reportOfRun(process.pid)

  onTestRunStart(): void {
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, '')
  }

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result()
    if (state === 'pending') return
    const reported: Reported = {
      project: test.project.name,
      file: relative(ROOT, test.module.moduleId),
      name: test.fullName,
      state,
    }
    appendFileSync(this.#file, `${JSON.stringify(reported)}\n`)
  }

  onTestRunEnd(): void {
    renameSync(this.#file, LAST)
  }
}
