import type { LinkState, LinkStatus } from '#contract/link'

import type { Config } from '../../config.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'

/** Where a link request stands now, time included, which the database does not know. */
export function linkState(link: LinkRecord, now: number): LinkState {
  const live = link.state === 'pending' || link.state === 'opened'
  return live && link.expiresAt <= now ? 'expired' : link.state
}

/** What the TV is told. "Opened" fades after a while, so that a closed page does not hold the screen. */
export function linkStatus(link: LinkRecord, config: Config['link'], now: number): LinkStatus {
  const state = linkState(link, now)
  const faded =
    state === 'opened' && link.openedAt !== null && link.openedAt + config.openedSeconds <= now
  return {
    id: link.linkId,
    state: faded ? 'pending' : state,
    expires_in: state === 'pending' || state === 'opened' ? link.expiresAt - now : 0,
    reason: link.reason,
  }
}

/** Every end has its own code and sentence for whoever holds the handle; none says by whom it ended. */
export function refuseEnded(state: Exclude<LinkState, 'pending' | 'opened'>): Refusal {
  switch (state) {
    case 'approved':
      return refuse('link_finished')
    case 'denied':
      return refuse('link_denied')
    case 'expired':
      return refuse('link_expired')
    case 'superseded':
      return refuse('link_superseded')
  }
}
