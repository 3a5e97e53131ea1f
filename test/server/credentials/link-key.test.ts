import { expect, test } from 'vitest'

import { readLinkKey } from '../../../server/credentials/link-key.ts'
import { freshPair } from '../../support/phone-key.ts'

test('a key that a library has made is read, and none where none was sent', async () => {
  const { jwk } = freshPair()
  expect(readLinkKey(JSON.stringify(jwk))).toEqual(jwk)
  expect(readLinkKey(undefined)).toBe(null)
})

test('whatever is no public P-256 key in its one form is malformed', async () => {
  const { jwk, privateKey } = freshPair()
  const other = freshPair()
  const written = (members: object) => JSON.stringify({ ...jwk, ...members })
  const cases: Record<string, string> = {
    'no JSON': 'key',
    nothing: '',
    null: 'null',
    'a list': `[${JSON.stringify(jwk)}]`,
    'a point that is not on the curve': written({ y: other.jwk.y }),
    'a point of zeros': written({ x: 'A'.repeat(43), y: 'A'.repeat(43) }),
    'a private key': JSON.stringify(privateKey.export({ format: 'jwk' })),
    'another curve': written({ crv: 'P-384' }),
    'another kind': written({ kty: 'OKP' }),
    'a member more': written({ kid: 'mine' }),
    'a coordinate a byte short': written({ x: jwk.x.slice(0, -2) }),
    'a coordinate written in another way': written({ x: `${jwk.x.slice(0, -1)}B` }),
    'a coordinate that is a number': written({ x: 1 }),
    'no coordinate': JSON.stringify({ kty: 'EC', crv: 'P-256', x: jwk.x }),
  }
  for (const [name, text] of Object.entries(cases))
    expect(readLinkKey(text), name).toBe('malformed')
})
