import { createHash, type KeyObject, randomBytes } from 'node:crypto'
import { CompactEncrypt, CompactSign, compactDecrypt, importJWK } from 'jose'

import type { LinkKey } from '#contract/link-key'
import { APPROVAL_TYP } from '#contract/phone-key'
import { ecPair } from './key-pairs.ts'

/** A P-256 key pair as any library makes it, with the public half as JWK. */
export interface KeyPair {
  privateKey: KeyObject
  jwk: LinkKey
}

export function freshPair(): KeyPair {
  const { privateKey, publicKey } = ecPair()
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } }
}

/** RFC 7638, written by hand. */
export function keyIdOf({ x, y }: LinkKey): string {
  const text = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`
  return createHash('sha256').update(text).digest('base64url')
}

/** What an approval says and how, where it differs from a good one; `undefined` leaves a member out. */
export interface ApprovalChanges {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  key?: KeyPair
}

/** A yes to that handle at that origin, signed with the key by an independent library. */
export function signApproval(
  pair: KeyPair,
  says: { handle: string; origin: string; iat: number },
  changes: ApprovalChanges = {},
): Promise<string> {
  const claims = { ...says, nonce: randomBytes(16).toString('base64url'), ...changes.claims }
  const header = { alg: 'ES256', typ: APPROVAL_TYP, kid: keyIdOf(pair.jwk), ...changes.header }
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(header)
    .sign((changes.key ?? pair).privateKey)
}

/** Seals a text for a TV's key and a handle (RFC 7516, RFC 7518 §4.6), by an independent library. */
export async function seal(linkKey: LinkKey, handle: string, text: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .setKeyManagementParameters({ apv: Buffer.from(handle) })
    .encrypt(await importJWK({ ...linkKey }, 'ECDH-ES'))
}

/** Opens it as the TV does. Throws where it was changed. */
export async function unseal({ privateKey }: KeyPair, payload: string): Promise<string> {
  const { plaintext } = await compactDecrypt(payload, privateKey)
  return Buffer.from(plaintext).toString()
}
