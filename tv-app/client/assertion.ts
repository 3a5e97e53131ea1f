import { base64url } from './base64url.ts'
import type { DeviceKey } from './device-key.ts'

/** An assertion is used at once; the server takes at most 300 s. */
const LIFE_SECONDS = 120

/**
 * The self-signed device assertion (RFC 7523 §3): whoever holds the key is the device.
 *
 * @param audience absolute URL of the token endpoint this assertion is for
 * @param nowAt seconds since 1970, as the server counts them
 * @param jti 128 random bits or more; the server takes each once
 */
export async function makeAssertion(
  key: DeviceKey,
  { audience, nowAt, jti }: { audience: string; nowAt: number; jti: string },
): Promise<string> {
  const header = { alg: 'ES256', typ: 'JWT', jwk: key.jwk }
  const claims = {
    iss: key.deviceId,
    sub: key.deviceId,
    aud: audience,
    iat: nowAt,
    exp: nowAt + LIFE_SECONDS,
    jti,
  }
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${base64url(await key.sign(signed))}`
}

function encode(part: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(part)))
}
