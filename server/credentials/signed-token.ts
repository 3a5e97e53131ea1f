import { type JWTPayload, jwtVerify, SignJWT } from 'jose'

import type { Keys } from './keys.ts'

/** What both kinds of our own tokens have in common. */
export interface TokenKind {
  /** The `typ` header, which keeps one kind from being taken for another (RFC 8725 §3.11). */
  typ: 'at+jwt' | 'mqtt+jwt'
  /** `iss` and `aud`: we are both. */
  issuer: string
}

/** Signs claims as ES256 that end `ttlSeconds` after `now` (epoch seconds). */
export function signToken(
  keys: Keys,
  kind: TokenKind,
  claims: JWTPayload & { sub: string; jti: string },
  now: number,
  ttlSeconds: number,
): Promise<string> {
  return new SignJWT({
    ...claims,
    iss: kind.issuer,
    aud: kind.issuer,
    iat: now,
    exp: now + ttlSeconds,
  })
    .setProtectedHeader({ alg: 'ES256', kid: keys.kid, typ: kind.typ })
    .sign(keys.privateKey)
}

/** The claims of a token of this kind that we signed and that has not ended, else `null`. */
export async function verifyToken(
  keys: Keys,
  kind: TokenKind,
  token: string,
  now: number,
): Promise<(JWTPayload & { sub: string; exp: number }) | null> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys.publicKey, {
      algorithms: ['ES256'],
      typ: kind.typ,
      issuer: kind.issuer,
      audience: kind.issuer,
      requiredClaims: ['sub', 'exp', 'jti'],
      currentDate: new Date(now * 1000),
    })
    const { sub, exp } = payload
    if (protectedHeader.kid !== keys.kid || sub === undefined || exp === undefined) return null
    return { ...payload, sub, exp }
  } catch {
    return null
  }
}
