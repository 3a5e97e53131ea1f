import type { LinkState, LinkStatus } from '#contract/link'

import type { Config } from '../../config.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { LinkEnd, LinkRecord, LinkStanding } from '../../store/store.ts'

/** Where a link request stands now, time included, which the database does not know. */
export function linkState(link: LinkStanding, now: number): LinkState {
  return isLive(link.state) && endsAt(link) <= now ? 'expired' : link.state
}

/** A number match that nobody answers takes its link request with it. */
function endsAt({ state, expiresAt, matchUntil }: LinkStanding): number {
  return state === 'matching' && matchUntil !== null ? Math.min(expiresAt, matchUntil) : expiresAt
}

/** Whether there is still something to decide. */
export function isLive(state: LinkState): state is Exclude<LinkState, LinkEnd> {
  return state === 'pending' || state === 'opened' || state === 'matching'
}

/** What the TV is told. "Opened" fades after a while, so that a closed page does not hold the screen. */
export function linkStatus(link: LinkStanding, config: Config['link'], now: number): LinkStatus {
  const state = linkState(link, now)
  const faded =
    state === 'opened' && link.openedAt !== null && link.openedAt + config.openedSeconds <= now
  return {
    id: link.linkId,
    state: faded ? 'pending' : state,
    expires_in: isLive(state) ? endsAt(link) - now : 0,
    claimed_by:
      isLive(state) && link.claimUntil !== null && link.claimUntil > now ? link.claimShown : null,
    reason: link.reason,
  }
}

/** Every end has its own code and sentence for whoever holds the handle; none says by whom it ended. */
export function refuseEnded(state: LinkEnd, reason: LinkRecord['reason']): Refusal {
  switch (state) {
    case 'approved':
    case 'redeemed':
      return refuse('link_finished')
    case 'denied':
      return refuse(reason === 'match_missed' ? 'match_missed' : 'link_denied')
    case 'expired':
      return refuse('link_expired')
    case 'superseded':
      return refuse('link_superseded')
  }
}
