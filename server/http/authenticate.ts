import type { Request } from 'express'

import type { AccessTokens, Device } from '../credentials/access-token.ts'

/** RFC 6750 §2.1, and no longer than any token of ours. */
const BEARER = /^Bearer ([A-Za-z0-9._~+/-]{1,4096}=*)$/i

/** The device whose access token the request carries, `null` without a valid one. */
export async function deviceOf(request: Request, tokens: AccessTokens): Promise<Device | null> {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1]
  return token === undefined ? null : tokens.verify(token)
}
