import { expect, test } from 'vitest'

import { mayOffer, rememberDeclined } from '../../phone-web/src/offer-memory.ts'

const DAY_MS = 86_400_000

function browser(stored: string | null = null) {
  let kept = stored
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value
    },
  }
}

test('who said "Not now" is asked again after 90 days', () => {
  const memory = browser()
  const now = 20_000 * DAY_MS
  expect(mayOffer(memory, now)).toBe(true)
  rememberDeclined(memory, now)
  expect(mayOffer(memory, now)).toBe(false)
  expect(mayOffer(memory, now + 90 * DAY_MS - 1)).toBe(false)
  expect(mayOffer(memory, now + 90 * DAY_MS)).toBe(true)
})

test('a clock that was wrong, or other content, silences nothing for ever', () => {
  expect(mayOffer(browser(String(30_000 * DAY_MS)), 20_000 * DAY_MS)).toBe(true)
  expect(mayOffer(browser('soon'), 20_000 * DAY_MS)).toBe(true)
})

test('a browser that remembers nothing would ask each time, so it does not ask', () => {
  expect(mayOffer(null, 0)).toBe(false)
  expect(() => rememberDeclined(null, 0)).not.toThrow()
})
