import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { OAUTH_ERRORS } from '#contract/oauth-error'
import { PROBLEMS } from '#contract/problem'

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')

describe('docs/errors.md', () => {
  it('has a row with the right status for every code, and none for another', () => {
    const rows = [...page.matchAll(/^\| `([a-z_]+)` \| (\d{3}) \| .+\| .+\|$/gm)]
    expect(rows.map(([, code, status]) => [code, Number(status)])).toEqual(
      [...Object.entries(PROBLEMS), ...Object.entries(OAUTH_ERRORS)].map(([code, [status]]) => [
        code,
        status,
      ]),
    )
  })
})

describe('a sentence for the reader', () => {
  it('is a whole one, and short enough for a phone', () => {
    for (const [code, [, sentence]] of Object.entries({ ...PROBLEMS, ...OAUTH_ERRORS })) {
      expect(sentence, code).toMatch(/^[A-Z].*[.!]$/)
      expect(sentence.length, code).toBeLessThanOrEqual(140)
    }
  })
})
