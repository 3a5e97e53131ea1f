import type { KeyRing } from './keys.ts'
import { signToken, type TokenKind, verifyToken } from './signed-token.ts'

/** What an MQTT password says: which device may listen, under which clientId, until when (epoch seconds). */
export interface NoticeRight {
  deviceId: string
  clientId: string
  expiresAt: number
}

/** The passwords with which devices listen for notices: `mqtt+jwt`, never the access token. */
export class NoticeTokens {
  readonly #keys: KeyRing
  readonly #kind: TokenKind & { issuer: string }
  readonly #ttlSeconds: number
  readonly #now: () => number
  readonly #randomId: () => string

  constructor(parts: {
    keys: KeyRing
    issuer: string
    ttlSeconds: number
    now: () => number
    randomId: () => string
  }) {
    this.#keys = parts.keys
    this.#kind = { typ: 'mqtt+jwt', issuer: parts.issuer }
    this.#ttlSeconds = parts.ttlSeconds
    this.#now = parts.now
    this.#randomId = parts.randomId
  }

  /** A clientId of its own for each token, so that a reload or a second tab does not evict the first. */
  async issue(
    deviceId: string,
  ): Promise<{ clientId: string; token: string; expiresInSeconds: number }> {
    const jti = this.#randomId()
    const clientId = `${deviceId}-${jti.slice(0, 8)}`
    const { typ, issuer } = this.#kind
    const claims = { iss: issuer, sub: deviceId, jti, client_id: clientId }
    const token = signToken(this.#keys, typ, claims, this.#now(), this.#ttlSeconds)
    return { clientId, token, expiresInSeconds: this.#ttlSeconds }
  }

  async verify(token: string): Promise<NoticeRight | null> {
    const claims = verifyToken(this.#keys, this.#kind, token, this.#now())
    const clientId = claims?.['client_id']
    if (claims === null || typeof clientId !== 'string') return null
    return { deviceId: claims.sub, clientId, expiresAt: claims.exp }
  }
}
