import { BoundedMap } from './bounded-map.ts'
import type { Keys } from './keys.ts'
import { signToken, type TokenKind, verifyToken } from './signed-token.ts'

/** Who is calling, by a device access token. */
export interface Device {
  deviceId: string
  /** What the device said of itself when it got the token. */
  name: string | null
  model: string | null
}

/** Device access tokens (RFC 9068): which device this is, for ten minutes. Whose it is only the database knows. */
export class AccessTokens {
  readonly #keys: Keys
  readonly #kind: TokenKind
  readonly #ttlSeconds: number
  readonly #now: () => number
  readonly #randomId: () => string
  /** Verifying costs 1,500 times a look here. An entry counts only until its token ends. */
  readonly #verified: BoundedMap<string, { device: Device; expiresAt: number }>

  constructor(parts: {
    keys: Keys
    issuer: string
    ttlSeconds: number
    cacheEntries: number
    now: () => number
    randomId: () => string
  }) {
    this.#keys = parts.keys
    this.#kind = { typ: 'at+jwt', issuer: parts.issuer }
    this.#ttlSeconds = parts.ttlSeconds
    this.#now = parts.now
    this.#randomId = parts.randomId
    this.#verified = new BoundedMap(parts.cacheEntries)
  }

  async issue(device: Device): Promise<{ token: string; expiresInSeconds: number }> {
    const claims = {
      sub: device.deviceId,
      jti: this.#randomId(),
      client_id: 'tv',
      ...(device.name === null ? {} : { device_name: device.name }),
      ...(device.model === null ? {} : { device_model: device.model }),
    }
    const token = await signToken(this.#keys, this.#kind, claims, this.#now(), this.#ttlSeconds)
    return { token, expiresInSeconds: this.#ttlSeconds }
  }

  /** The device a token speaks for; `null` when it is not ours or has ended. Never throws. */
  async verify(token: string): Promise<Device | null> {
    const known = this.#verified.get(token)
    if (known !== undefined) {
      if (known.expiresAt > this.#now()) return known.device
      this.#verified.delete(token)
      return null
    }
    const claims = await verifyToken(this.#keys, this.#kind, token, this.#now())
    if (claims === null) return null
    const device: Device = {
      deviceId: claims.sub,
      name: textOrNull(claims['device_name']),
      model: textOrNull(claims['device_model']),
    }
    this.#verified.set(token, { device, expiresAt: claims.exp })
    return device
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
