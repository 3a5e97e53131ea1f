import { createHmac, timingSafeEqual } from 'node:crypto'

import { type CompactJws, decodeObject, encodeObject, splitJws } from './compact-jws.ts'
import { signEs256, verifyEs256 } from './es256.ts'
import type { KeyRing, SigningKey } from './keys.ts'
import { isTimely } from './token-times.ts'

/** What the tokens of one kind of our own have in common. */
export interface TokenKind {
  /** The `typ` header, which keeps one kind from being taken for another (RFC 8725 §3.11). */
  typ: 'at+jwt' | 'mqtt+jwt' | 'media+jwt'
  /**
   * `iss` and `aud`: we are both. `null` where our address is not configured: then each token names the address under
   * which it was asked for, and that both are the same is all there is to check.
   */
  issuer: string | null
}

/** Claims of a token of ours (RFC 9068 §2.2). */
export interface TokenClaims {
  [claim: string]: unknown
  iss: string
  sub: string
  jti: string
  /** Epoch seconds. */
  exp: number
}

/** Others verify access and media tokens; a notice token only we do, and there a MAC is a twentieth of the work. */
const ALGORITHMS = { 'at+jwt': 'ES256', 'mqtt+jwt': 'HS256', 'media+jwt': 'ES256' } as const

/** Signs claims, synchronously, that end `ttlSeconds` after `now` (epoch seconds). */
export function signToken(
  keys: KeyRing,
  typ: TokenKind['typ'],
  claims: { iss: string; sub: string; jti: string; [claim: string]: unknown },
  now: number,
  ttlSeconds: number,
): string {
  const key = keys.current
  const header = encodeObject({ alg: ALGORITHMS[typ], kid: key.kid, typ })
  const payload = encodeObject({ ...claims, aud: claims.iss, iat: now, exp: now + ttlSeconds })
  const signed = `${header}.${payload}`
  return `${signed}.${signatureOf(signed, key, typ)}`
}

function signatureOf(signed: string, key: SigningKey, typ: TokenKind['typ']): string {
  return ALGORITHMS[typ] === 'HS256' ? macOf(signed, key) : signEs256(signed, key.privateKey)
}

function isSigned({ signed, signature }: CompactJws, key: SigningKey, typ: TokenKind['typ']) {
  if (ALGORITHMS[typ] === 'ES256') return verifyEs256(signed, signature, key.publicKey)
  const expected = Buffer.from(macOf(signed, key))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function macOf(signed: string, { macKey }: SigningKey): string {
  return createHmac('sha256', macKey).update(signed).digest('base64url')
}

/** The claims of a token of this kind that a key of our ring signed and that has not ended, else `null`. Never throws. */
export function verifyToken(
  keys: KeyRing,
  kind: TokenKind,
  token: string,
  now: number,
): TokenClaims | null {
  const jws = splitJws(token)
  if (jws === null) return null
  const header = decodeObject(jws.header)
  if (header === null || Object.keys(header).length !== 3) return null
  const { alg, kid, typ } = header
  if (typ !== kind.typ || alg !== ALGORITHMS[kind.typ] || typeof kid !== 'string') return null
  const key = keys.find(kid)
  const claims = decodeObject(jws.payload)
  if (key === null || claims === null || !isOurs(claims, kind, now)) return null
  return isSigned(jws, key, kind.typ) ? claims : null
}

/** Everything but the signature. Clocks are not tolerated: both are ours. */
function isOurs(
  claims: Record<string, unknown>,
  { issuer }: TokenKind,
  now: number,
): claims is TokenClaims {
  const { iss, aud, sub, jti, iat, exp } = claims
  return (
    typeof iss === 'string' &&
    (issuer === null || iss === issuer) &&
    aud === iss &&
    isText(sub) &&
    isText(jti) &&
    Number.isSafeInteger(iat) &&
    Number.isSafeInteger(exp) &&
    isTimely(claims, now, 0)
  )
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
