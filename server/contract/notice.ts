import * as v from 'valibot'

/**
 * An MQTT payload on `devices/{deviceId}/messages`. A notice is a nudge: whoever gets one asks `GET /hello`,
 * and believes nothing that stands in it.
 */
export const Notice = v.object({
  id: v.string(),
  eventName: v.string(),
  payload: v.unknown(),
})
export type Notice = v.InferOutput<typeof Notice>

/** The event names that are Couchlink's own; any other name is the operator's message for the app. */
export const NOTICE_EVENTS = [
  'LinkOpened',
  'LinkMatch',
  'LinkDenied',
  'DeviceAuthorized',
  'DeviceUnbound',
] as const
export type NoticeEvent = (typeof NOTICE_EVENTS)[number]

/** Where a device listens, and as whom (MQTT 3.1.1 over WebSocket, clean session, QoS 0). */
export const Notices = v.object({
  /** Absolute `ws:` or `wss:` URL. */
  url: v.string(),
  /** The one topic that may be subscribed. */
  topic: v.string(),
  client_id: v.string(),
  username: v.string(),
  /** The MQTT password: a JWT, `typ` `mqtt+jwt`. */
  token: v.string(),
  /** Seconds until `token` ends and its socket is closed. */
  expires_in: v.number(),
  /** MQTT keep-alive in seconds. */
  keepalive: v.number(),
  /** Full jitter: the first try within `first_spread` seconds, then within `base`, doubling up to `cap`. */
  reconnect: v.object({ first_spread: v.number(), base: v.number(), cap: v.number() }),
})
export type Notices = v.InferOutput<typeof Notices>

export function noticeTopic(deviceId: string): string {
  return `devices/${deviceId}/messages`
}
