import { describe, expect, it } from 'vitest'

import { listed } from '../../../server/cli/listed.ts'

/** A store that has so many rows. */
function pages(count: number) {
  const keys = Array.from({ length: count }, (_, at) => String(at).padStart(8, '0'))
  const asked: string[] = []
  return {
    asked,
    page: async (after: string, limit: number) => {
      asked.push(after)
      const from = after === '' ? 0 : Number(after) + 1
      return keys.slice(from, from + limit)
    },
  }
}

describe('listed', () => {
  it.each([0, 1, 499, 500, 501, 1000, 1234])(
    'reads all of %i rows, page by page',
    async (count) => {
      const { page, asked } = pages(count)
      const { rows, note } = await listed(page, (key) => key)
      expect(rows).toHaveLength(count)
      expect(new Set(rows).size).toBe(count)
      expect(note).toBeUndefined()
      expect(asked).toHaveLength(Math.floor(count / 500) + 1)
    },
  )

  it('stops at a hundred thousand and says so', async () => {
    const { rows, note } = await listed(pages(100_500).page, (key) => key)
    expect(rows).toHaveLength(100_000)
    expect(note).toContain('100000')
  })
})
