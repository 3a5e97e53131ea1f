import { NOTICE_EVENTS } from '#contract/notice'

/** What the operator's back end tells the app on this device, by a name that is none of Couchlink's. */
export interface OperatorMessage {
  eventName: string
  payload: unknown
}

/**
 * What came in on the device's topic: `nudge` for one of Couchlink's own notices, of which nothing else is believed, and
 * `null` for what is no message at all.
 */
export function readMessage(text: string): 'nudge' | OperatorMessage | null {
  const message = objectIn(text)
  if (message === null || typeof message.eventName !== 'string') return null
  const { eventName, payload } = message
  return isNotice(eventName) ? 'nudge' : { eventName, payload }
}

/** Whether a message of this name is one of Couchlink's own: then hello is to be asked, however it came. */
export function isNotice(eventName: unknown): boolean {
  return (NOTICE_EVENTS as readonly unknown[]).indexOf(eventName) >= 0
}

function objectIn(text: string): { eventName?: unknown; payload?: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
