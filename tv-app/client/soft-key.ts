import * as v from 'valibot'

import type { DeviceKey, GivenKey } from './device-key.ts'

/** P-256 and SHA-256 in plain JavaScript, for pages to which the browser denies WebCrypto. */
export interface P256 {
  /** A new key: base64url coordinates and scalar. */
  generate(): GivenKey
  /** ECDSA over the SHA-256 of the text, 64 bytes r‖s. */
  sign(d: string, text: string): Uint8Array
  sha256(text: string): Uint8Array
}
/** Fetches it, once it is known to be needed. Rejects where it does not load; the next call tries again. */
export type LoadP256 = () => Promise<P256>

const PLACE = 'couchlink.device-key'
const part = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))

/** A private key as it is provisioned and as it is kept in localStorage. */
export const GivenKeyShape = v.object({ x: part, y: part, d: part })

/** A key in localStorage, which is all such a page has; if that fails too, one that lives as long as the page. */
export async function openSoftKey(
  given: GivenKey | null,
  loadP256: LoadP256,
): Promise<Omit<DeviceKey, 'deviceId'>> {
  const p256 = await loadP256()
  const { x, y, d } = given ? keep(given) : (kept() ?? keep(p256.generate()))
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    sign: async (text) => p256.sign(d, text),
    sha256: async (text) => p256.sha256(text),
  }
}

function kept(): GivenKey | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PLACE) ?? 'null')
    return v.is(GivenKeyShape, stored) ? stored : null
  } catch {
    return null
  }
}

function keep(key: GivenKey): GivenKey {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ x: key.x, y: key.y, d: key.d }))
  } catch {
    // A full or forbidden storage costs the identity at the next start, not now.
  }
  return key
}
