import * as v from 'valibot'

import { decodeObject, splitJws } from './compact-jws.ts'
import { verifyEs256 } from './es256.ts'
import { importPublicKey, PublicKey, thumbprint } from './p256.ts'
import { isTimely, isUsableId } from './token-times.ts'
import { UsedIds } from './used-ids.ts'

/** No `jku`, `x5u` or `crit`: a header may point nowhere and demand nothing (RFC 8725 §3.10). */
const Header = v.strictObject({
  alg: v.literal('ES256'),
  typ: v.optional(v.literal('JWT')),
  jwk: PublicKey,
})

/** Assertions that a device signed itself: the key in the header is the identity it proves. */
export class SelfSignedAssertions {
  readonly #maxSeconds: number
  readonly #toleranceSeconds: number
  readonly #now: () => number
  readonly #usedIds: UsedIds

  constructor(parts: {
    maxSeconds: number
    clockToleranceSeconds: number
    usedIds: number
    now: () => number
  }) {
    this.#maxSeconds = parts.maxSeconds
    this.#toleranceSeconds = parts.clockToleranceSeconds
    this.#now = parts.now
    // From the earliest moment at which an assertion may come to the last one.
    const lifeSeconds = parts.maxSeconds + 2 * parts.clockToleranceSeconds
    this.#usedIds = new UsedIds({ max: parts.usedIds, now: parts.now, lifeSeconds })
  }

  /**
   * The thumbprint of the key that an assertion proves (RFC 7523 §3).
   *
   * @param audiences the absolute URLs under which our token endpoint may be named
   */
  verify(assertion: string, audiences: readonly string[]): string | null | 'busy' {
    const jws = splitJws(assertion)
    if (jws === null) return null
    const header = v.safeParse(Header, decodeObject(jws.header))
    const claims = decodeObject(jws.payload)
    if (!header.success || claims === null || !this.#counts(claims, audiences)) return null
    const { jwk } = header.output
    const jkt = thumbprint(jwk)
    const deviceId = `key_${jkt}`
    if (claims['iss'] !== deviceId || claims['sub'] !== deviceId) return null
    const key = importPublicKey(jwk)
    if (key === null || !verifyEs256(jws.signed, jws.signature, key)) return null
    const use = this.#usedIds.use(`${jkt} ${claims['jti']}`)
    if (use !== 'first') return use === 'full' ? 'busy' : null
    return jkt
  }

  #counts(claims: Record<string, unknown>, audiences: readonly string[]): boolean {
    const { aud, exp, iat, jti } = claims
    const now = this.#now()
    return (
      isUsableId(jti) &&
      typeof aud === 'string' &&
      audiences.includes(aud) &&
      typeof iat === 'number' &&
      typeof exp === 'number' &&
      iat <= now + this.#toleranceSeconds &&
      exp - iat <= this.#maxSeconds &&
      isTimely(claims, now, this.#toleranceSeconds)
    )
  }
}
