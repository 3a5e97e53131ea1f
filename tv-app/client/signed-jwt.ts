import { base64url } from './base64url.ts'
import type { DeviceKey } from './device-key.ts'

/** A JWT signed with ES256 by the key that its own header shows (RFC 7515 §4.1.3). */
export async function signedJwt(
  key: Pick<DeviceKey, 'jwk' | 'sign'>,
  typ: 'JWT' | 'dpop+jwt',
  claims: object,
): Promise<string> {
  const signed = `${encode({ alg: 'ES256', typ, jwk: key.jwk })}.${encode(claims)}`
  return `${signed}.${base64url(await key.sign(signed))}`
}

function encode(part: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(part)))
}
