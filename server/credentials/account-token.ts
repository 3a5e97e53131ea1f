import { BoundedMap } from './bounded-map.ts'
import { type Issuer, issuerOf, verifyForeignToken } from './foreign-token.ts'
import { sha256 } from './link-secrets.ts'

/** However long a token lives, it is looked at again after this, so that a key its issuer has withdrawn ends here, too. */
const CACHE_SECONDS = 600

/** No account has a longer user name. */
const USERNAME_MAX_LENGTH = 64

/** The operator's identity provider. */
export interface AccountIssuer extends Issuer {
  /** The claim that holds the user name of an account here. */
  claim: string
}

/** Tokens of the operator's own identity provider (RFC 9068 or OpenID Connect) that stand for an account here. */
export class AccountTokens {
  readonly #issuers: readonly AccountIssuer[]
  readonly #toleranceSeconds: number
  readonly #now: () => number
  /** By hash, since such tokens are long. */
  readonly #verified: BoundedMap<string, { username: string; issuer: string; untilAt: number }>

  constructor(parts: {
    issuers: readonly AccountIssuer[]
    clockToleranceSeconds: number
    cacheEntries: number
    now: () => number
  }) {
    this.#issuers = parts.issuers
    this.#toleranceSeconds = parts.clockToleranceSeconds
    this.#now = parts.now
    this.#verified = new BoundedMap(parts.cacheEntries)
  }

  /**
   * The user name that a token stands for, by the configured claim, and its issuer. `unavailable` when the issuer's keys cannot be had
   * now. Never throws.
   */
  async verify(
    token: string,
  ): Promise<{ username: string; issuer: string } | null | 'unavailable'> {
    const issuer = issuerOf(token, this.#issuers)
    if (issuer === null) return null
    const now = this.#now()
    const key = sha256(token)
    const known = this.#verified.get(key)
    if (known !== undefined && known.untilAt > now)
      return { username: known.username, issuer: known.issuer }
    this.#verified.delete(key)
    const claims = await verifyForeignToken(token, issuer, {
      types: ['jwt', 'at+jwt'],
      clockToleranceSeconds: this.#toleranceSeconds,
      now,
    })
    if (claims === null || claims === 'unavailable') return claims
    const username = Object.hasOwn(claims, issuer.claim) ? claims[issuer.claim] : undefined
    if (typeof username !== 'string' || username === '') return null
    if (username.length > USERNAME_MAX_LENGTH) return null
    const untilAt = Math.min(claims.exp + this.#toleranceSeconds, now + CACHE_SECONDS)
    const proven = { username, issuer: issuer.issuer }
    this.#verified.set(key, { ...proven, untilAt })
    return proven
  }
}
