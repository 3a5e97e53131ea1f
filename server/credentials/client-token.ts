import { TV_CLIENT } from '#contract/token'

import type { KeyRing } from './keys.ts'
import { signToken, type TokenKind, verifyToken } from './signed-token.ts'

/** A back end that speaks in its own name (RFC 6749 §4.4), by its access token. */
export interface ClientToken {
  clientId: string
  /** Blank-separated; `null` for none. */
  scope: string | null
}

/**
 * Access tokens of back ends (RFC 9068): `sub` is the client itself. They are of the same kind as a device's, so what
 * tells them apart is what they say: a device's names a device, and one of these never does.
 */
export class ClientTokens {
  readonly #keys: KeyRing
  readonly #kind: TokenKind
  readonly #ttlSeconds: number
  readonly #now: () => number
  readonly #randomId: () => string

  constructor(parts: {
    keys: KeyRing
    /** Our address; `null` where it is not configured. */
    issuer: string | null
    ttlSeconds: number
    now: () => number
    randomId: () => string
  }) {
    this.#keys = parts.keys
    this.#kind = { typ: 'at+jwt', issuer: parts.issuer }
    this.#ttlSeconds = parts.ttlSeconds
    this.#now = parts.now
    this.#randomId = parts.randomId
  }

  /** @param issuer our address as the caller knows it; counts where none is configured */
  issue(
    { clientId, scope }: ClientToken,
    issuer: string,
  ): { token: string; expiresInSeconds: number } {
    const claims = {
      iss: this.#kind.issuer ?? issuer,
      sub: clientId,
      jti: this.#randomId(),
      client_id: clientId,
      ...(scope === null ? {} : { scope }),
    }
    const token = signToken(this.#keys, this.#kind.typ, claims, this.#now(), this.#ttlSeconds)
    return { token, expiresInSeconds: this.#ttlSeconds }
  }

  /** `null` when it is not ours, has ended, or speaks for a device or a person. Never throws. */
  verify(token: string): ClientToken | null {
    const claims = verifyToken(this.#keys, this.#kind, token, this.#now())
    if (claims === null) return null
    const { sub, client_id: clientId, scope = null } = claims
    // A television's `sub` is its deviceId, and nothing keeps an operator from calling a device `tv`.
    if (clientId !== sub || clientId === TV_CLIENT) return null
    if (['device_id', 'account', 'cnf'].some((claim) => Object.hasOwn(claims, claim))) return null
    return scope === null || typeof scope === 'string' ? { clientId: sub, scope } : null
  }
}
