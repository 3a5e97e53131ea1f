import { hkdfSync } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import { EncryptJWT, jwtDecrypt } from 'jose'
import * as v from 'valibot'

import { UsedIds } from './used-ids.ts'

/** A value of ours is below this; a longer one is not even decrypted. Browsers keep 4096 bytes a cookie. */
const MAX_LENGTH = 3500

/**
 * What a browser keeps for us between leaving our pages and coming back, without being able to read, change or make
 * it: a compact JWE (RFC 7516) under a key that only this server can derive. Each value can be taken out once.
 */
export class SealedCookie<T extends Record<string, unknown>> {
  readonly #name: string
  readonly #schema: v.GenericSchema<unknown, T>
  readonly #key: Uint8Array
  readonly #ttlSeconds: number
  readonly #now: () => number
  readonly #randomId: () => string
  readonly #taken: UsedIds

  /**
   * @param parts.name of the cookie on http; with `__Host-` before it on https
   * @param parts.secret 256 bits
   * @param parts.now epoch seconds
   * @param parts.usedIds how many values that were taken out are remembered; above it none can be, until some have ended
   */
  constructor(parts: {
    name: string
    schema: v.GenericSchema<unknown, T>
    secret: Buffer
    ttlSeconds: number
    usedIds: number
    now: () => number
    randomId: () => string
  }) {
    this.#name = parts.name
    this.#schema = parts.schema
    this.#key = new Uint8Array(hkdfSync('sha256', parts.secret, '', `cookie.${parts.name}`, 32))
    this.#ttlSeconds = parts.ttlSeconds
    this.#now = parts.now
    this.#randomId = parts.randomId
    this.#taken = new UsedIds({
      max: parts.usedIds,
      now: parts.now,
      lifeSeconds: parts.ttlSeconds,
    })
  }

  /** `Set-Cookie` that gives the value to the browser. */
  async seal(value: T, secure: boolean): Promise<string> {
    const sealed = await new EncryptJWT(value)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setJti(this.#randomId())
      .setExpirationTime(this.#now() + this.#ttlSeconds)
      .encrypt(this.#key)
    return this.#setCookie(sealed, secure, this.#ttlSeconds)
  }

  /** Takes the value out of a request's cookies: `null` when there is none, it has ended or was taken out before. */
  async take(cookieHeader: string | undefined, secure: boolean): Promise<T | null> {
    const sealed = parseCookie(cookieHeader ?? '')[this.#nameFor(secure)]
    if (sealed === undefined || sealed.length > MAX_LENGTH) return null
    const opened = await this.#open(sealed)
    if (opened === null) return null
    return this.#taken.use(opened.id) === 'first' ? opened.value : null
  }

  /** `Set-Cookie` that takes it away. */
  removal(secure: boolean): string {
    return this.#setCookie('', secure, 0)
  }

  async #open(sealed: string): Promise<{ id: string; value: T } | null> {
    try {
      const { payload } = await jwtDecrypt(sealed, this.#key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['jti', 'exp'],
        currentDate: new Date(this.#now() * 1000),
      })
      const { jti = '', exp: _exp, ...value } = payload
      const parsed = v.safeParse(this.#schema, value)
      return parsed.success ? { id: jti, value: parsed.output } : null
    } catch {
      return null
    }
  }

  /** `__Host-` needs https (RFC 6265bis §4.1.3.2). */
  #nameFor(secure: boolean): string {
    return secure ? `__Host-${this.#name}` : this.#name
  }

  #setCookie(value: string, secure: boolean, maxAgeSeconds: number): string {
    return stringifySetCookie(this.#nameFor(secure), value, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: maxAgeSeconds,
    })
  }
}
