import type { DeviceKey } from './device-key.ts'
import { signedJwt } from './signed-jwt.ts'

/** An assertion is used at once; the server takes at most 300 s. */
const LIFE_SECONDS = 120

/**
 * The self-signed device assertion (RFC 7523 §3): whoever holds the key is the device.
 *
 * @param audience absolute URL of the token endpoint this assertion is for
 * @param nowAt seconds since 1970, as the server counts them
 * @param jti 128 random bits or more; the server takes each once
 */
export function makeAssertion(
  key: DeviceKey,
  { audience, nowAt, jti }: { audience: string; nowAt: number; jti: string },
): Promise<string> {
  const { deviceId } = key
  const exp = nowAt + LIFE_SECONDS
  return signedJwt(key, 'JWT', {
    iss: deviceId,
    sub: deviceId,
    aud: audience,
    iat: nowAt,
    exp,
    jti,
  })
}
