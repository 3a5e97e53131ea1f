import { base64url } from './base64url.ts'
import type { DeviceKey, GivenKey, PublicJwk } from './device-key.ts'
import type { LoadP256 } from './soft-key.ts'
import { openSoftKey } from './soft-key.ts'
import { openWebCryptoKey } from './webcrypto-key.ts'

/**
 * The key this device has kept, or a new one. Where it cannot be kept it still works until the page is left.
 *
 * @param given a provisioned key, which replaces the kept one
 * @param loadP256 fetches the P-256 that is written in JavaScript; called only where WebCrypto is missing
 */
export async function openDeviceKey(options: {
  given: GivenKey | null
  loadP256: LoadP256
}): Promise<DeviceKey> {
  const { given, loadP256 } = options
  // On plain http from another machine there is no `crypto.subtle`.
  const hasWebCrypto = typeof crypto !== 'undefined' && crypto.subtle !== undefined
  const bare = hasWebCrypto ? await openWebCryptoKey(given) : await openSoftKey(given, loadP256)
  return { ...bare, deviceId: await deviceIdOf(bare.jwk, bare.sha256) }
}

/** RFC 7638 §3: the required members in lexicographic order, without blanks. */
async function deviceIdOf(jwk: PublicJwk, sha256: DeviceKey['sha256']): Promise<string> {
  const text = `{"crv":"${jwk.crv}","kty":"${jwk.kty}","x":"${jwk.x}","y":"${jwk.y}"}`
  return `key_${base64url(await sha256(text))}`
}
