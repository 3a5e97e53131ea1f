import { isUtf8 } from 'node:buffer'
import * as v from 'valibot'

import { decodeObject, decodePart } from './compact-jws.ts'
import { importPublicKey, PublicKey } from './p256.ts'

/** RFC 7516 §4.1 and RFC 7518 §4.6.1: these members and no other, so that nothing in it asks for anything else. */
const Header = v.strictObject({
  alg: v.literal('ECDH-ES'),
  enc: v.literal('A256GCM'),
  epk: PublicKey,
  apv: v.string(),
})

/** Of AES-GCM (RFC 7518 §5.3). */
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Whether this is a compact JWE (RFC 7516 §7.1) that names this handle as the party it is for. All that we can see of it
 * is the header: whether the TV can open it, only the TV can tell.
 */
export function isSealedFor(payload: string, handle: string): boolean {
  const parts = payload.split('.')
  const [head = '', wrappedKey, iv = '', text = '', tag = ''] = parts
  // Direct agreement wraps no key (RFC 7518 §4.6).
  if (parts.length !== 5 || wrappedKey !== '') return false
  const header = v.safeParse(Header, decodeObject(head))
  if (!header.success || importPublicKey(header.output.epk) === null) return false
  const named = decodePart(header.output.apv)
  return (
    named !== null &&
    isUtf8(named) &&
    named.toString() === handle &&
    decodePart(iv)?.length === IV_BYTES &&
    decodePart(tag)?.length === TAG_BYTES &&
    (decodePart(text)?.length ?? 0) > 0
  )
}
