import { beforeEach, describe, expect, it, vi } from 'vitest'

import { memory } from '../../../tv-app/src/memory.ts'
import type { Account } from '../../../tv-app/src/story/screen.ts'

const ELIZA: Account = {
  name: 'Eliza',
  color: '#CCCDFD',
  binding: 'a'.repeat(22),
  goodbyeSeconds: 5,
  backOnHome: 'ask',
}

let kept: Map<string, string>

function keepIn(storage: Partial<Storage>): void {
  vi.stubGlobal('localStorage', storage)
}

beforeEach(() => {
  kept = new Map()
  keepIn({
    getItem: (place) => kept.get(place) ?? null,
    setItem: (place, text) => void kept.set(place, text),
    removeItem: (place) => void kept.delete(place),
  })
  return () => vi.unstubAllGlobals()
})

/** What an earlier start has kept. */
function keep(value: unknown): void {
  memory.write(ELIZA)
  for (const place of kept.keys()) kept.set(place, JSON.stringify(value))
}

describe('what a TV remembers of its account', () => {
  it('is there again after a start, and gone when it is forgotten', () => {
    expect(memory.read()).toBeNull()
    memory.write(ELIZA)
    expect(memory.read()).toEqual(ELIZA)
    memory.write(null)
    expect([memory.read(), kept.size]).toEqual([null, 0])
  })

  it('leaves Back to the platform when an older version kept it', () => {
    const { backOnHome: _none, ...older } = ELIZA
    keep(older)
    expect(memory.read()).toEqual({ ...ELIZA, backOnHome: null })
    keep({ ...ELIZA, backOnHome: 'explode' })
    expect(memory.read()?.backOnHome).toBeNull()
  })

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a text', 'Eliza'],
    ['a colour that is none', { ...ELIZA, color: 'red;background:url(//x)' }],
    ['no binding', { ...ELIZA, binding: 7 }],
    ['no name', { ...ELIZA, name: undefined }],
    ['no seconds', { ...ELIZA, goodbyeSeconds: '5' }],
  ])('is nothing where somebody else has left %s', (_what, value) => {
    keep(value)
    expect(memory.read()).toBeNull()
  })

  it('is nothing where half a text is left', () => {
    memory.write(ELIZA)
    for (const [place, text] of kept) kept.set(place, text.slice(0, 20))
    expect(memory.read()).toBeNull()
  })

  it('takes only what it knows', () => {
    keep({ ...ELIZA, extra: 'x' })
    expect(memory.read()).toEqual(ELIZA)
  })

  it('does without a storage that is full or forbidden', () => {
    const refuse = () => {
      throw new Error('QuotaExceededError')
    }
    keepIn({ getItem: refuse, setItem: refuse, removeItem: refuse })
    expect(() => memory.write(ELIZA)).not.toThrow()
    expect(() => memory.write(null)).not.toThrow()
    expect(memory.read()).toBeNull()
  })
})
