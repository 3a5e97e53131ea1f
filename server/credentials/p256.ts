import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import * as v from 'valibot'

import { sha256 } from './link-secrets.ts'

/** 32 bytes as base64url in its one canonical form: a key that could be written in two ways would be two devices. */
const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))

/** A P-256 public key in a header: nothing private, nothing else (RFC 7517 §4, RFC 7518 §6.2.1). */
export const PublicKey = v.strictObject({
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: coordinate,
  y: coordinate,
})
export type PublicKey = v.InferOutput<typeof PublicKey>

/** A P-256 private key (RFC 7518 §6.2.2). */
export const PrivateKey = v.object({ ...PublicKey.entries, d: coordinate })
export type PrivateKey = v.InferOutput<typeof PrivateKey>

/**
 * A new key. It leaves its maker as bytes and is read again: Node 20.20 stands still for ever when a key is exported as a
 * JWK in the moment in which garbage collection ends that key's maker, which waits for the export.
 */
export function newPrivateKey(): PrivateKey {
  const made = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  const key = createPrivateKey({ key: made.privateKey, type: 'pkcs8', format: 'der' })
  return v.parse(PrivateKey, key.export({ format: 'jwk' }))
}

/** RFC 7638 §3: base64url SHA-256 over the required members in alphabetical order. */
export function thumbprint({ crv, kty, x, y }: PublicKey): string {
  return sha256(JSON.stringify({ crv, kty, x, y }))
}

/** The key as node:crypto wants it; `null` when the point is not on the curve. */
export function importPublicKey(jwk: PublicKey): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return null
  }
}
