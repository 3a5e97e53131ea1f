import { type KeyObject, sign, verify } from 'node:crypto'

/** 64 bytes as base64url; the last letter carries four bits, so the other four are zero (RFC 7518 §3.4). */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/

/**
 * ES256 by node:crypto, on the calling thread: a call takes one verification, and jose would double its cost.
 *
 * @param signed header and payload, joined by a dot
 * @param signature base64url
 * @param key a public key on P-256; the caller has made sure of the curve
 */
export function verifyEs256(signed: string, signature: string, key: KeyObject): boolean {
  if (!SIGNATURE.test(signature)) return false
  return verify(
    'sha256',
    Buffer.from(signed),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
}

/** The signature over `signed` as base64url. */
export function signEs256(signed: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString(
    'base64url',
  )
}
