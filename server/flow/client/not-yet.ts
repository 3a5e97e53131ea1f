import type { LinkState } from '#contract/link'

import { type OAuthRefusal, refuse } from '../../errors.ts'
import type { CodeRecord } from '../../store/store.ts'
import { paceOf } from '../../trust/pacing.ts'
import { linkStatus } from '../link/link-status.ts'
import type { Parts } from '../parts.ts'
import type { OAuthClient } from './authenticate.ts'

/** What whoever asks for a link request's yes hears while there is none, or when there will be none (RFC 8628 §3.5). */
export function notYet(
  parts: Parts,
  client: OAuthClient,
  link: CodeRecord,
  state: Exclude<LinkState, 'approved' | 'redeemed'>,
  deviceCodeHash: string,
): OAuthRefusal {
  switch (state) {
    case 'pending':
    case 'opened':
    case 'matching': {
      // Whoever waits for notices learns here what they were about.
      const status = linkStatus(link, parts.config.link, parts.now())
      const told = `${status.state} ${status.claimed_by}`
      if (isEarly(parts, client, deviceCodeHash, told)) return refuse('slow_down')
      return refuse('authorization_pending', { members: { link: status } })
    }
    case 'denied':
      return refuse('access_denied')
    case 'expired':
    case 'superseded':
      return refuse('expired_token')
  }
}

/**
 * Whether the client asks earlier than it may; each question in time starts its interval anew.
 *
 * @param of what it asks about, by a hash
 * @param told what it would hear if it is in time; what it did not hear before is news, and in time
 */
export function isEarly(parts: Parts, client: OAuthClient, of: string, told: string): boolean {
  const { link: limits } = parts.config
  const intervalSeconds = client.intervalSeconds ?? limits.intervalSeconds
  const question = { now: parts.now(), told, intervalSeconds }
  const { early, pace } = paceOf(parts.paces.get(of) ?? null, question, limits)
  parts.paces.set(of, pace)
  return early
}
