import type { LinkKey } from '#contract/link-key'
import { thumbprintText } from '#contract/link-key'
import { base64url } from './base64url.ts'

/** What a phone app encrypts to: made for one link request, and gone with it. */
export interface LinkKeyPair {
  jwk: LinkKey
  /** RFC 7638 thumbprint of `jwk`, which the handle is made with. */
  thumbprint: string
  /** Cannot be exported. */
  privateKey: CryptoKey
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const

/**
 * A fresh key. `null` where the browser denies WebCrypto, as on plain http from another machine, or a set does not know
 * the curve: then there is nothing that a payload could be sealed to, and none is asked for.
 */
export async function makeLinkKey(): Promise<LinkKeyPair | null> {
  if (typeof crypto === 'undefined' || crypto.subtle === undefined) return null
  try {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])
    const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
    if (x === undefined || y === undefined) return null
    const jwk: LinkKey = { kty: 'EC', crv: 'P-256', x, y }
    const text = new TextEncoder().encode(thumbprintText(jwk))
    const thumbprint = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', text)))
    return { jwk, thumbprint, privateKey }
  } catch {
    return null
  }
}
