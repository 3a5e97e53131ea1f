import { describe, expect, it } from 'vitest'

import { moment, table } from '../../../server/cli/table.ts'

describe('table', () => {
  it('gives every column the width of its widest cell, numbers to the right', () => {
    const columns = [
      { heading: 'who' },
      { heading: 'TVs', align: 'right' },
      { heading: 'x' },
    ] as const
    expect(
      table(columns, [
        ['dora', '2', 'long'],
        ['bo', '1000', ''],
      ]),
    ).toBe(['WHO    TVS  X', 'dora     2  long', 'bo    1000'].join('\n'))
  })

  it('counts what the eye counts', () => {
    const columns = [{ heading: 'name' }, { heading: 'x' }]
    const rows = [
      ['Zo\u0065\u0308', '1'],
      ['太郎', '2'],
      ['👨‍👩‍👧', '3'],
    ]
    expect(table(columns, rows)).toBe(
      ['NAME  X', 'Zo\u0065\u0308   1', '太郎  2', '👨‍👩‍👧    3'].join('\n'),
    )
  })

  it('lets no name steer the terminal', () => {
    const rows = [['\u001b[2Jgone'], ['two\nlines'], ['\u202Etxet'], ['\u009b31m']]
    const printed = table([{ heading: 'name' }], rows)
    expect(printed.split('\n')).toHaveLength(5)
    for (const sign of '\u001b\u009b\u202e') expect(printed).not.toContain(sign)
  })
})

describe('moment', () => {
  it('writes date and time to the minute, and a dash for never', () => {
    expect(moment(1_790_000_000)).toMatch(/^2026-09-\d\d \d\d:\d\d$/)
    expect(moment(null)).toBe('–')
  })
})
