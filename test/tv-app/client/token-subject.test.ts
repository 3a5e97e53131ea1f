import { describe, expect, it } from 'vitest'

import { subjectOf } from '../../../tv-app/client/token-subject.ts'

const token = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

describe('the device that a token is for', () => {
  it('is its subject', () => {
    expect(subjectOf(token({ sub: 'webos_12-ab', aud: 'x' }))).toBe('webos_12-ab')
  })

  it.each([
    '',
    't1',
    'a.b',
    'a.!!.c',
    `a.${Buffer.from('{').toString('base64url')}.c`,
    `a.${Buffer.from([0xff, 0xfe]).toString('base64url')}.c`,
    token({}),
    token(null),
    token('sub'),
    token({ sub: 7 }),
    token({ sub: '' }),
    token({ sub: 'a/b' }),
    token({ sub: 'x'.repeat(56) }),
  ])('is not known from %j', (text) => {
    expect(subjectOf(text)).toBeNull()
  })
})
