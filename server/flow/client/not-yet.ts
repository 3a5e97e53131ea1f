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
      if (isEarly(parts, client, deviceCodeHash)) return refuse('slow_down')
      // Whoever waits for notices learns here what they were about.
      return refuse('authorization_pending', {
        members: { link: linkStatus(link, parts.config.link, parts.now()) },
      })
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
 */
export function isEarly(parts: Parts, client: OAuthClient, of: string): boolean {
  const { link: limits } = parts.config
  const interval = client.intervalSeconds ?? limits.intervalSeconds
  const { early, pace } = paceOf(parts.paces.get(of) ?? null, interval, limits, parts.now())
  parts.paces.set(of, pace)
  return early
}
