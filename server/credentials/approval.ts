import * as v from 'valibot'

import { APPROVAL_TYP, ApprovalClaims, KeyId } from '#contract/phone-key'

import { decodeObject, splitJws } from './compact-jws.ts'
import { verifyEs256 } from './es256.ts'
import { importPublicKey, PublicKey } from './p256.ts'
import { UsedIds } from './used-ids.ts'

/** The key itself is nowhere in it: only what has been registered before can sign (RFC 8725 §3.10). */
const Header = v.strictObject({
  alg: v.literal('ES256'),
  typ: v.literal(APPROVAL_TYP),
  kid: KeyId,
})

/** The one yes that an approval has to be. */
export interface ExpectedApproval {
  handle: string
  /** The origins by which a phone may know us. */
  origins: readonly string[]
  /** The key that its header names, as it was registered: a JWK as JSON. */
  publicKey: string
}

/** Judges approvals that a phone's key has signed: whether this is a yes to this very link request, here and now, for the first time. */
export class Approvals {
  readonly #now: () => number
  readonly #toleranceSeconds: number
  readonly #usedIds: UsedIds

  constructor(parts: { now: () => number; toleranceSeconds: number; usedIds: number }) {
    this.#now = parts.now
    this.#toleranceSeconds = parts.toleranceSeconds
    // From the earliest moment at which an approval may come to the last one.
    const lifeSeconds = 2 * parts.toleranceSeconds
    this.#usedIds = new UsedIds({ max: parts.usedIds, now: parts.now, lifeSeconds })
  }

  /** Which key is to be looked up for it; nothing of it is proven by that. */
  keyIdOf(approval: string): string | null {
    return headerOf(approval)?.kid ?? null
  }

  /** Never throws. A nonce counts as used only by who has signed it: nobody else can use up another's. */
  verify(approval: string, expected: ExpectedApproval): 'good' | 'refused' | 'busy' {
    const header = headerOf(approval)
    const jws = splitJws(approval)
    const claims = v.safeParse(ApprovalClaims, jws && decodeObject(jws.payload))
    if (header === null || jws === null || !claims.success) return 'refused'
    const { handle, origin, iat, nonce } = claims.output
    if (handle !== expected.handle || !expected.origins.includes(origin)) return 'refused'
    if (Math.abs(iat - this.#now()) > this.#toleranceSeconds) return 'refused'
    const jwk = v.safeParse(PublicKey, JSON.parse(expected.publicKey))
    const key = jwk.success ? importPublicKey(jwk.output) : null
    if (key === null || !verifyEs256(jws.signed, jws.signature, key)) return 'refused'
    const use = this.#usedIds.use(`${header.kid} ${nonce}`)
    if (use === 'first') return 'good'
    return use === 'full' ? 'busy' : 'refused'
  }
}

function headerOf(approval: string): v.InferOutput<typeof Header> | null {
  const jws = splitJws(approval)
  const header = v.safeParse(Header, jws && decodeObject(jws.header))
  return header.success ? header.output : null
}
