import * as v from 'valibot'

import { DeviceId } from '#contract/ids'
import { textFromBase64url } from './base64url.ts'

const Claims = v.object({ sub: DeviceId })

/**
 * The device that an access token is for, `null` where it does not say. Nothing is verified: whoever would vouch for it
 * is the server that has just sent it.
 */
export function subjectOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(textFromBase64url(token.split('.')[1] ?? ''))
    return v.is(Claims, claims) ? claims.sub : null
  } catch {
    return null
  }
}
