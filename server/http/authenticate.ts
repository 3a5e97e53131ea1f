import type { Request } from 'express'

import type { AccessToken } from '../credentials/access-token.ts'
import { type OAuthRefusal, type Refusal, refuse } from '../errors.ts'
import type { Parts } from '../flow/parts.ts'
import type { Callers } from './caller.ts'

/** RFC 6750 §2.1 and RFC 9449 §7.1, and no longer than any token of ours. */
const TOKEN = /^(Bearer|DPoP) ([A-Za-z0-9._~+/-]{1,4096}=*)$/i

/** Methods that change nothing: the same proof may come twice, as it may from a network that repeats itself. */
const SAFE_METHODS = ['GET', 'HEAD']

/** The token in `Authorization` and its scheme in lower case; both are empty where there is none that could be one. */
export function tokenOf({ headers }: Request): { scheme: string; token: string } {
  const [, scheme = '', token = ''] = TOKEN.exec(headers.authorization ?? '') ?? []
  return { scheme: scheme.toLowerCase(), token }
}

/**
 * The device whose access token the request carries. A token that is bound to a key counts only with that key's proof
 * of this very call (RFC 9449 §7), and one that is not bound only as a bearer token.
 */
export async function deviceOf(
  request: Request,
  parts: Parts,
  callers: Callers,
): Promise<AccessToken | Refusal> {
  const { scheme, token } = tokenOf(request)
  const device = token === '' ? null : await parts.accessTokens.verify(token)
  if (device === null) return refuse('invalid_token')
  const bound = device.jkt !== null
  if (bound !== (scheme === 'dpop')) return refuse('invalid_token')
  if (!bound) return device
  const proof = request.headers['dpop']
  if (typeof proof !== 'string') return refuse('invalid_dpop_proof')
  const verdict = parts.proofs.verify(proof, {
    method: request.method,
    urls: callers.namesOf(request),
    ath: device.ath,
    once: !SAFE_METHODS.includes(request.method),
  })
  if (verdict === 'busy') return refuse('busy', { retryAfterSeconds: 1 })
  if (verdict === 'refused' || verdict.jkt !== device.jkt) return refuse('invalid_dpop_proof')
  return device
}

/**
 * Thumbprint of the key behind the DPoP proof of a request for tokens, `null` when it brings none
 * (RFC 9449 §5): from then on the tokens are that key's.
 */
export function proofKeyOf(
  request: Request,
  parts: Parts,
  callers: Callers,
): { jkt: string | null } | OAuthRefusal {
  const proof = request.headers['dpop']
  if (proof === undefined) return { jkt: null }
  const verdict = parts.proofs.verify(String(proof), {
    method: request.method,
    urls: callers.namesOf(request),
    ath: null,
    once: true,
  })
  if (verdict === 'busy') return refuse('temporarily_unavailable', { retryAfterSeconds: 1 })
  return verdict === 'refused' ? refuse('invalid_dpop_proof') : verdict
}
