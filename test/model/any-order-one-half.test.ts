import { describe, expect, it } from 'vitest'

import { HALF, playHalf } from './any-order.ts'

describe('televisions, phones, apps and an operator, in any order', () => {
  it(`do what the model says: the one half, ${HALF} sequences`, async () => {
    expect(await playHalf()).toBe(HALF)
  })
})
