import type { CodeRequest, CodeResponse } from '#contract/web-sign-in'

import { sha256 } from '../../credentials/link-secrets.ts'
import { type OAuthRefusal, refuse } from '../../errors.ts'
import { linkState } from '../link/link-status.ts'
import type { Parts } from '../parts.ts'
import type { OAuthClient } from './authenticate.ts'
import { isEarly, notYet } from './not-yet.ts'

/**
 * A web page asks what became of its link request, and after the yes gets the one-time key for its back end. By itself
 * that opens nothing, so an answer that was lost may be asked for again; the key in it is then void.
 */
export async function giveCode(
  parts: Parts,
  client: OAuthClient,
  request: CodeRequest,
): Promise<CodeResponse | OAuthRefusal> {
  if (client.web === null) return refuse('unauthorized_client')
  if (!client.grants.includes('device_code')) return refuse('unauthorized_client')
  const deviceCodeHash = sha256(request.device_code)
  const link = await parts.store.linkByDeviceCode(deviceCodeHash)
  if (link === null || link.clientId !== client.clientId) return refuse('invalid_grant')
  const now = parts.now()
  const state = linkState(link, now)
  // A page that asks once too often has stolen nothing: its back end's tokens stay.
  if (state === 'redeemed') return refuse('invalid_grant')
  if (state !== 'approved') return notYet(parts, client, link, state, deviceCodeHash)
  // Each key is a write. The first one is due at once, however lately the page asked in vain.
  if (isEarly(parts, client, `given:${deviceCodeHash}`, 'a key')) return refuse('slow_down')
  const code = parts.randomSecret()
  const seconds = parts.config.link.oneTimeKeySeconds
  const codeHash = sha256(code)
  const given = await parts.store.giveCode({ deviceCodeHash, codeHash, until: now + seconds, now })
  return given ? { code, expires_in: seconds } : refuse('invalid_grant')
}
