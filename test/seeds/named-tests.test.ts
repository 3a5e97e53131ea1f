import { describe, expect, it } from 'vitest'

import type { Reported } from '../support/report.ts'
import { faultOf, namedTests } from './named-tests.ts'

const FILE = 'test/story/bind.test.ts'

function ran(name: string, state: Reported['state'] = 'passed', file = FILE): Reported {
  return { project: 'story', file, name, state }
}

describe('a named test', () => {
  it('is meant by its own name, wherever it stands in its file', () => {
    const run = [ran('an approval > is won by one')]
    expect(faultOf({ file: FILE, name: 'is won by one' }, run)).toBeNull()
    expect(faultOf({ file: FILE, name: 'an approval > is won by one' }, run)).toBeNull()
  })

  it('is at fault when it did not run, or under another name or file', () => {
    const run = [ran('an approval > is won by one'), ran('other', 'passed', 'test/a.test.ts')]
    for (const name of ['won by one', 'is won', 'is won by one.', 'other', 'is won by.one']) {
      expect(faultOf({ file: FILE, name }, run)).toContain('no such test ran')
    }
  })

  it('is at fault when it failed or was skipped, also for one value of many', () => {
    expect(faultOf({ file: FILE, name: 'x' }, [ran('x', 'skipped')])).toContain('skipped')
    const run = [ran('of "a": fine'), ran('of "b": fine', 'failed')]
    expect(faultOf({ file: FILE, name: 'of %j: fine' }, run)).toContain('failed')
    expect(faultOf({ file: FILE, name: 'of $what: fine' }, run.slice(0, 1))).toBeNull()
  })

  it('may be in any file of a folder', () => {
    const named = { file: 'test/story/', name: 'x' }
    expect(faultOf(named, [ran('x')])).toBeNull()
    expect(faultOf(named, [ran('x', 'passed', 'test/storybook/a.test.ts')])).not.toBeNull()
  })
})

describe('a cell of the table', () => {
  it('names one test or several', () => {
    expect(namedTests(`\`${FILE}\` › one<br>\`${FILE}\` › two › three`)).toEqual([
      { file: FILE, name: 'one' },
      { file: FILE, name: 'two › three' },
    ])
  })

  it('is read whole or not at all', () => {
    for (const cell of ['', 'PENDING', `${FILE} › one`, `\`${FILE}\` › one<br>soon`]) {
      expect(namedTests(cell), cell).toBeNull()
    }
  })
})
