import { describe, expect, it } from 'vitest'

import { isNewTo } from '../../../../server/flow/sign-in/shown.ts'

const SESSION = {
  sessionId: 'mine',
  idHash: 'hash',
  method: 'password',
  passwordHash: null,
  devicesSeenAt: 1000,
} as const

describe('a TV is new to a phone', () => {
  it.each([
    [1000, 'other', true],
    [1001, 'other', true],
    [1001, null, true],
    [999, 'other', false],
    [1000, 'mine', false],
    [2000, 'mine', false],
  ])('bound at %i from %s: %s', (boundAt, sessionId, isNew) => {
    expect(isNewTo(SESSION, { boundAt, sessionId })).toBe(isNew)
  })
})
