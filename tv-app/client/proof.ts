import { base64url } from './base64url.ts'
import type { Clock } from './clock.ts'
import type { DeviceKey } from './device-key.ts'
import { randomId } from './random-id.ts'
import { signedJwt } from './signed-jwt.ts'

/** The one call that a proof is for. */
export interface ProvenCall {
  method: string
  /** Absolute; its query and fragment are not part of the proof. */
  url: string
  /** The access token that goes with the call, `null` where it carries none. */
  token: string | null
}

/** Makes the `DPoP` header of one call. Rejects where there is no key, or the address is none. */
export type Prove = (call: ProvenCall) => Promise<string>

/**
 * A DPoP proof (RFC 9449 §4.2): this one call was made by whoever holds the key.
 *
 * @param nowAt seconds since 1970, as the server counts them
 * @param jti 96 random bits or more; the server takes each once
 * @param ath {@link tokenHash} of the access token, `null` where the call carries none
 */
export function makeProof(
  key: Pick<DeviceKey, 'jwk' | 'sign'>,
  call: { method: string; url: string; nowAt: number; jti: string; ath: string | null },
): Promise<string> {
  const { origin, pathname } = new URL(call.url)
  const claims = { jti: call.jti, htm: call.method, htu: origin + pathname, iat: call.nowAt }
  return signedJwt(key, 'dpop+jwt', call.ath === null ? claims : { ...claims, ath: call.ath })
}

/** `ath` of RFC 9449 §4.2: base64url of the token's SHA-256. */
export async function tokenHash(key: Pick<DeviceKey, 'sha256'>, token: string): Promise<string> {
  return base64url(await key.sha256(token))
}

/** Proofs by the device's key and the server's time. The token is hashed once, not with each call. */
export function makeProofs(parts: { key(): Promise<DeviceKey>; clock: Clock }): Prove {
  let last: { token: string; ath: string } | null = null

  async function athOf(key: DeviceKey, token: string): Promise<string> {
    if (last?.token === token) return last.ath
    const ath = await tokenHash(key, token)
    last = { token, ath }
    return ath
  }

  return async ({ method, url, token }) => {
    const key = await parts.key()
    const ath = token === null ? null : await athOf(key, token)
    return makeProof(key, { method, url, ath, nowAt: parts.clock.nowAt(), jti: randomId() })
  }
}
