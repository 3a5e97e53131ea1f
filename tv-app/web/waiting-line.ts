// A chunk of its own: mqtt.js is far heavier than all the rest, and not needed until the code is on the screen.
import type { Notices } from '#contract/notice'
import { connect } from '../client/mqtt.ts'
import { NoticeLine } from '../client/notices.ts'
import type { Timers } from '../client/timers.ts'

/** The page's ear for one link request, whose credentials outlive it, so that there is none to ask for new ones. */
export function openLine(
  notices: Notices,
  { onNudge, onLine, timers }: { onNudge(): void; onLine(up: boolean): void; timers: Timers },
): NoticeLine {
  const line = new NoticeLine({
    loadMqtt: async () => connect,
    freshNotices: async () => null,
    onNudge,
    onMessage: null,
    onLine,
    isOffline: () => navigator.onLine === false,
    random: Math.random,
    timers,
  })
  line.listen(notices)
  return line
}
