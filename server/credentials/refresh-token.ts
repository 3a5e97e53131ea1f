import { createHmac } from 'node:crypto'

import { sha256 } from './link-secrets.ts'

/** The id of the grant, 128 bits, so that its row is found; and 256 bits that make it a secret. */
const REFRESH_TOKEN = /^([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}$/

/**
 * A refresh token (RFC 6749 §6): opaque to its holder.
 *
 * @param grantId 128 bits as base64url
 * @param secret 256 bits as base64url
 */
export function newRefreshToken(grantId: string, secret: string): string {
  return `${grantId}.${secret}`
}

/** The grant a refresh token names, and the hash it is known by at rest; `null` when it has not the form of one. */
export function readRefreshToken(token: string): { grantId: string; tokenHash: string } | null {
  const grantId = REFRESH_TOKEN.exec(token)?.[1]
  return grantId === undefined ? null : { grantId, tokenHash: sha256(token) }
}

/**
 * The token that takes another's place. It follows from the old one, so that a client whose answer got lost and who
 * asks again gets the same, and nothing of it has to be kept.
 *
 * @param key known to this server only
 */
export function nextRefreshToken(token: string, key: Buffer): string {
  const secret = createHmac('sha256', key).update(`refresh.${token}`).digest('base64url')
  return newRefreshToken(token.split('.')[0] ?? '', secret)
}
