import type { KeyObject } from 'node:crypto'
import { type CryptoKey, type JWTPayload, jwtVerify } from 'jose'

import { decodeObject, decodePart, splitJws } from './compact-jws.ts'

/** The algorithms that other issuers may sign with: the two that all of them offer, both asymmetric (RFC 8725 §3.1). */
const ALGORITHMS = ['RS256', 'ES256']

/** Key ids are names, not documents. */
const KID_MAX_LENGTH = 128

/** A key, or where to find one, that comes with the token proves nothing; `crit` demands what we do not know. */
const REFUSED_MEMBERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit']

/**
 * The public key of an issuer that a token's header asks for: `null` when the issuer has no such key, `unavailable`
 * when its keys cannot be had now. Never rejects.
 */
export type KeySource = (header: {
  alg: string
  kid?: string
}) => Promise<CryptoKey | KeyObject | 'unavailable' | null>

/** Whose token, and for whom; both to the last character. */
export interface Issuer {
  issuer: string
  audience: string
  keys: KeySource
}

/** What a token of somebody else's issuer says once it is verified. */
export type ForeignClaims = JWTPayload & { iss: string; exp: number }

/**
 * Which of these issuers a token says it comes from, and for which of their audiences. Read from the token as it
 * stands, to look the issuer up before anybody is asked for a key; nothing is believed yet.
 */
export function issuerOf<T extends Issuer>(token: string, issuers: readonly T[]): T | null {
  const jws = splitJws(token)
  const claims = jws && decodeObject(jws.payload)
  if (claims === null) return null
  const audiences = [claims['aud']].flat()
  const addressed = ({ issuer, audience }: T) =>
    claims['iss'] === issuer && audiences.includes(audience)
  return issuers.find(addressed) ?? null
}

/**
 * The claims of a token that this issuer signed for this audience and that has not ended (RFC 7519 §7.2, RFC 8725).
 * `exp` is required, `nbf` honoured.
 *
 * @param rules.types the media types it may call itself (`typ`), in lower case; it may always leave that out
 */
export async function verifyForeignToken(
  token: string,
  { issuer, audience, keys }: Issuer,
  rules: { types: readonly string[]; clockToleranceSeconds: number; now: number },
): Promise<ForeignClaims | 'unavailable' | null> {
  const header = readHeader(token, rules.types)
  if (header === null) return null
  const key = await keys(header)
  if (key === null || key === 'unavailable') return key
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ALGORITHMS,
      issuer,
      audience,
      requiredClaims: ['exp'],
      clockTolerance: rules.clockToleranceSeconds,
      currentDate: new Date(rules.now * 1000),
    })
    const { exp = 0 } = payload
    return { ...payload, iss: issuer, exp }
  } catch {
    return null
  }
}

function readHeader(token: string, types: readonly string[]): { alg: string; kid?: string } | null {
  const jws = splitJws(token)
  // jose would take a signature with padding for the same.
  if (jws === null || decodePart(jws.signature) === null) return null
  const header = decodeObject(jws.header)
  if (header === null || REFUSED_MEMBERS.some((name) => Object.hasOwn(header, name))) return null
  const { alg, kid, typ } = header
  if (typeof alg !== 'string' || !ALGORITHMS.includes(alg) || !isOneOf(types, typ)) return null
  if (kid === undefined) return { alg }
  return typeof kid === 'string' && kid.length <= KID_MAX_LENGTH ? { alg, kid } : null
}

/** RFC 7515 §4.1.9: media types ignore case, and `application/` may be left out. */
function isOneOf(types: readonly string[], typ: unknown): boolean {
  if (typ === undefined) return true
  return typeof typ === 'string' && types.includes(typ.toLowerCase().replace(/^application\//, ''))
}
