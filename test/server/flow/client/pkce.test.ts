import { describe, expect, it } from 'vitest'

import { isVerifier } from '../../../../server/flow/client/pkce.ts'

/** RFC 7636 appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

describe('a verifier', () => {
  it.each([
    [VERIFIER, CHALLENGE, true],
    [undefined, null, true],
    [`${VERIFIER}A`, CHALLENGE, false],
    [CHALLENGE, CHALLENGE, false],
    [undefined, CHALLENGE, false],
    [VERIFIER, null, false],
  ])('%s for the challenge %s: %s', (verifier, challenge, expected) => {
    expect(isVerifier(verifier, challenge)).toBe(expected)
  })
})
