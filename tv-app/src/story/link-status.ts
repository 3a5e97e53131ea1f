import type { LinkStatus } from '#contract/link'
import type { Link } from '../../client/link.ts'
import type { LinkScreen } from './link.ts'
import { askForAnother, renew, renewIn } from './link.ts'
import { showPad } from './match.ts'
import { nextHello } from './pace.ts'
import type { Screen, State, Step } from './state.ts'
import { show } from './state.ts'

/** What hello said about the link request that is on screen. */
export function onLinkStatus(state: State, screen: LinkScreen, status: LinkStatus | null): Step {
  const { link } = screen
  if (screen.asking || !link) return show(state, screen, nextHello(state))
  if (!status || status.id !== link.id) return renew(state, screen)
  switch (status.state) {
    case 'pending':
      // Opened long ago, or never by its QR: whoever holds it is named all the same.
      if (status.claimed_by !== null) return showOpened(state, screen, link, status)
      return showLink(state, screen, link, status)
    case 'opened':
      return showOpened(state, screen, link, status)
    case 'matching':
      return showPad(state, screen, link, status)
    case 'denied':
      return askForAnother(state, screen, status.reason === 'match_missed' ? 'missed' : 'denied')
    case 'expired':
      return renew(state, screen, screen.name === 'match' ? 'late' : null)
    // Approved and yet not bound: it was given up again before this TV heard of it.
    case 'approved':
    case 'redeemed':
    case 'superseded':
      return renew(state, screen)
  }
}

function showLink(state: State, screen: LinkScreen, link: Link, status: LinkStatus): Step {
  const { note, asking, renewals } = screen
  const shown: Screen = { name: 'link', link, note, asking, renewals }
  return show(state, shown, renewIn(status.expires_in, renewals), nextHello(state))
}

function showOpened(state: State, screen: LinkScreen, link: Link, status: LinkStatus): Step {
  const { asking, renewals } = screen
  const claimedBy = status.claimed_by
  const opened: Screen = { name: 'opened', link, claimedBy, note: null, asking, renewals }
  return show(state, opened, { do: 'stop', name: 'renew' }, nextHello(state))
}
