import type { LinkStatus } from '#contract/link'
import type { Link } from '../../client/couchlink-tv.ts'
import { askForAnother, renew, secondsShown, untilEnd } from './link.ts'
import { showPad } from './match.ts'
import { nextHello, PACE } from './pace.ts'
import type { CodeScreen, LinkScreen, OpenedScreen } from './screen.ts'
import type { State, Step } from './state.ts'
import { show, stop } from './state.ts'
import { closeOverlay } from './switching.ts'

/** What hello said about the link request that is on screen. */
export function onLinkStatus(state: State, screen: LinkScreen, status: LinkStatus | null): Step {
  const { link } = screen
  if (screen.asking || !link) return show(state, screen, nextHello({ ...state, screen }))
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
      if (screen.over) return closeOverlay({ ...state, screen }, 'switchDenied')
      return askForAnother(state, screen, status.reason === 'match_missed' ? 'missed' : 'denied')
    case 'expired':
      return renew({ ...state, screen }, screen, screen.name === 'match' ? 'late' : 'renewed')
    // Approved and yet not bound: it was given up again before this TV heard of it.
    case 'approved':
    case 'redeemed':
    case 'superseded':
      return renew({ ...state, screen }, screen)
  }
}

function showLink(state: State, screen: LinkScreen, link: Link, status: LinkStatus): Step {
  const { note, asking, renewals, over } = screen
  const seconds = secondsShown(screen, status.expires_in)
  const endsInSeconds = seconds <= PACE.endingBefore ? seconds : null
  const shown: CodeScreen = { name: 'link', link, note, asking, renewals, over, endsInSeconds }
  const next = { ...state, screen: shown }
  return show(next, shown, ...untilEnd(seconds), nextHello(next))
}

function showOpened(state: State, screen: LinkScreen, link: Link, status: LinkStatus): Step {
  const { asking, renewals, over } = screen
  const claimedBy = status.claimed_by
  const opened: OpenedScreen = {
    name: 'opened',
    link,
    claimedBy,
    note: null,
    asking,
    renewals,
    over,
  }
  const next = { ...state, screen: opened }
  return show(next, opened, ...stop('renew', 'ending'), nextHello(next))
}
