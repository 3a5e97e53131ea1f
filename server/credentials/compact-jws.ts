import { isUtf8 } from 'node:buffer'

/** The longest token of any kind that is looked at, in characters. */
export const TOKEN_MAX_LENGTH = 4096

/** The parts of a compact JWS (RFC 7515 §7.1), not yet decoded and not yet believed. */
export interface CompactJws {
  header: string
  payload: string
  signature: string
  /** What the signature is over. */
  signed: string
}

/** Takes a token apart; `null` when it is too long or has not three parts. */
export function splitJws(token: string): CompactJws | null {
  if (token.length > TOKEN_MAX_LENGTH) return null
  const first = token.indexOf('.')
  const last = token.lastIndexOf('.')
  if (first < 1 || token.indexOf('.', first + 1) !== last) return null
  return {
    header: token.slice(0, first),
    payload: token.slice(first + 1, last),
    signature: token.slice(last + 1),
    signed: token.slice(0, last),
  }
}

/**
 * The bytes of a part. Only its one canonical base64url form counts: without padding, blanks or bits left over, so that
 * nobody can write the same token in two ways (RFC 7515 §2).
 */
export function decodePart(part: string): Buffer | null {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : null
}

/** The JSON object in a header or payload, `null` when it holds something else. */
export function decodeObject(part: string): Record<string, unknown> | null {
  const bytes = decodePart(part)
  if (bytes === null || !isUtf8(bytes)) return null
  try {
    const value: unknown = JSON.parse(bytes.toString())
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** The other way round. */
export function encodeObject(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
