import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import * as v from 'valibot'

import { BoundedMap } from './bounded-map.ts'

/** A P-256 public key in a header: nothing private, nothing else (RFC 7517). */
const PublicKey = v.strictObject({
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  y: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
})

/** No `jku`, `x5u` or `crit`: a header may point nowhere and demand nothing (RFC 8725 §3.10). */
const Header = v.strictObject({
  alg: v.literal('ES256'),
  typ: v.optional(v.literal('JWT')),
  jwk: PublicKey,
})

/** Device assertions that a device signed itself: the key in the header is the identity it proves. */
export class DeviceAssertions {
  readonly #maxSeconds: number
  readonly #clockToleranceSeconds: number
  readonly #now: () => number
  /** The `jti` of the latest assertions: each counts once. */
  readonly #seen: BoundedMap<string, true>

  constructor(parts: {
    maxSeconds: number
    clockToleranceSeconds: number
    cacheEntries: number
    now: () => number
  }) {
    this.#maxSeconds = parts.maxSeconds
    this.#clockToleranceSeconds = parts.clockToleranceSeconds
    this.#now = parts.now
    this.#seen = new BoundedMap(parts.cacheEntries)
  }

  /**
   * The `deviceId` that an assertion proves, or `null`; why not is nobody's business but ours (RFC 7523 §3).
   *
   * @param audiences the absolute URLs under which our token endpoint may be named
   */
  async verify(assertion: string, audiences: string[]): Promise<string | null> {
    try {
      const { jwk } = v.parse(Header, decodeProtectedHeader(assertion))
      const deviceId = `key_${await calculateJwkThumbprint(jwk)}`
      const { payload } = await jwtVerify(assertion, await importJWK(jwk, 'ES256'), {
        algorithms: ['ES256'],
        issuer: deviceId,
        subject: deviceId,
        audience: audiences,
        requiredClaims: ['exp', 'iat', 'jti'],
        maxTokenAge: this.#maxSeconds,
        clockTolerance: this.#clockToleranceSeconds,
        currentDate: new Date(this.#now() * 1000),
      })
      const { exp = 0, iat = 0, jti, aud } = payload
      const oneUse = typeof jti === 'string' && jti.length >= 8 && jti.length <= 128
      if (!oneUse || typeof aud !== 'string' || exp - iat > this.#maxSeconds) return null
      return this.#firstUse(`${deviceId} ${jti}`) ? deviceId : null
    } catch {
      return null
    }
  }

  #firstUse(id: string): boolean {
    if (this.#seen.get(id) !== undefined) return false
    this.#seen.set(id, true)
    return true
  }
}
