import { TV_CLIENT } from '#contract/token'

import { BoundedMap } from './bounded-map.ts'
import type { KeyRing } from './keys.ts'
import { sha256 } from './link-secrets.ts'
import { signToken, type TokenClaims, type TokenKind, verifyToken } from './signed-token.ts'

/** Who is calling, by a device access token. */
export interface Device {
  deviceId: string
  /** What the device said of itself when it got the token. */
  name: string | null
  model: string | null
  /** Which OAuth client the token was issued to: `tv`, or an app on the device. */
  clientId: string
  /** Thumbprint of the key whose proof has to come with the token (RFC 9449 §6); `null` for a bearer token. */
  jkt: string | null
}

/** A device as a verified token names it. */
export interface AccessToken extends Device {
  /** base64url SHA-256 of the token, which proofs name it by. */
  ath: string
}

/** What the token says to services other than this one. */
export interface TokenRights {
  /** Our address as the caller knows it; counts where no `PUBLIC_URL` is set. */
  issuer: string
  /** Whose the device was when it asked; only the database knows whose it is. */
  account: string | null
  scope: string | null
}

/** Device access tokens (RFC 9068): which device this is, for ten minutes. Whose it is only the database knows. */
export class AccessTokens {
  readonly #keys: KeyRing
  readonly #kind: TokenKind
  readonly #ttlSeconds: number
  readonly #now: () => number
  readonly #randomId: () => string
  /** Verifying costs several hundred times a look here. An entry counts only until its token ends. */
  readonly #verified: BoundedMap<string, { device: AccessToken; expiresAt: number }>

  constructor(parts: {
    keys: KeyRing
    issuer: string | null
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
    // A key that was dropped must not live on in what it has signed.
    parts.keys.onRotated(() => this.#verified.clear())
  }

  async issue(
    device: Device,
    rights: TokenRights,
  ): Promise<{ token: string; expiresInSeconds: number }> {
    const claims = {
      iss: this.#kind.issuer ?? rights.issuer,
      ...subjectOf(device, rights),
      jti: this.#randomId(),
      client_id: device.clientId,
      ...(rights.account === null ? {} : { account: rights.account }),
      ...(rights.scope === null ? {} : { scope: rights.scope }),
      ...(device.jkt === null ? {} : { cnf: { jkt: device.jkt } }),
      ...(device.name === null ? {} : { device_name: device.name }),
      ...(device.model === null ? {} : { device_model: device.model }),
    }
    const now = this.#now()
    const token = signToken(this.#keys, this.#kind.typ, claims, now, this.#ttlSeconds)
    // It is about to be used, and we know what it says.
    this.#remember(token, device, now + this.#ttlSeconds)
    return { token, expiresInSeconds: this.#ttlSeconds }
  }

  /** The device a token speaks for; `null` when it is not ours or has ended. Never throws. */
  async verify(token: string): Promise<AccessToken | null> {
    const known = this.#verified.get(token)
    if (known !== undefined) {
      if (known.expiresAt > this.#now()) return known.device
      this.#verified.delete(token)
      return null
    }
    const claims = verifyToken(this.#keys, this.#kind, token, this.#now())
    const device = claims && deviceOf(claims)
    if (claims === null || device === null) return null
    return this.#remember(token, device, claims.exp)
  }

  #remember(token: string, device: Device, expiresAt: number): AccessToken {
    const { deviceId, name, model, clientId, jkt } = device
    const verified = { deviceId, name, model, clientId, jkt, ath: sha256(token) }
    this.#verified.set(token, { device: verified, expiresAt })
    return verified
  }
}

/** A TV speaks for itself, an app for the person who let it in: the resource owner (RFC 9068 §2.2). */
function subjectOf(
  { deviceId, clientId }: Device,
  { account }: TokenRights,
): { sub: string; device_id?: string } {
  if (clientId === TV_CLIENT) return { sub: deviceId }
  return { sub: account ?? deviceId, device_id: deviceId }
}

function deviceOf(claims: TokenClaims): Device | null {
  const clientId = claims['client_id']
  const deviceId = clientId === TV_CLIENT ? claims.sub : claims['device_id']
  const jkt = keyOf(claims['cnf'])
  if (typeof clientId !== 'string' || typeof deviceId !== 'string' || jkt === undefined) return null
  return {
    deviceId,
    name: textOrNull(claims['device_name']),
    model: textOrNull(claims['device_model']),
    clientId,
    jkt,
  }
}

/** `undefined` for a confirmation that is not understood: a token that is bound to something is never a bearer token. */
function keyOf(cnf: unknown): string | null | undefined {
  if (cnf === undefined) return null
  if (typeof cnf !== 'object' || cnf === null || !('jkt' in cnf)) return undefined
  return typeof cnf.jkt === 'string' ? cnf.jkt : undefined
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
