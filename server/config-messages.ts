import * as v from 'valibot'

import { isHttpsOrLoopback, seconds } from './config-entries.ts'

const secret = v.pipe(v.string(), v.minLength(1), v.maxLength(512))

/** Where a secret of ours is sent. */
const safeUrl = v.pipe(
  v.string(),
  v.check(isHttpsOrLoopback, 'an https URL (http only on this machine)'),
  v.transform((text) => text.replace(/\/+$/, '')),
)

/** How we prove ourselves to the platform's message service, in the platform's own words (RFC 6749 §4.4, as JSON). */
export const PlatformOAuth = v.strictObject({
  client_id: secret,
  client_secret: secret,
  audience: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
  grant_type: v.optional(v.literal('client_credentials'), 'client_credentials'),
})
export type PlatformOAuth = v.InferOutput<typeof PlatformOAuth>

/** The message service of a TV platform (`notifier: "senza"`), by which its TVs hear notices beside MQTT. */
export const MESSAGE_SETTINGS = {
  /** The entry of `platforms` whose TVs are told: their deviceId is `<platform>_<subject>`. */
  platform: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9]{1,11}$/)), 'senza'),
  /** Where tokens come from. */
  tokenUrl: v.optional(safeUrl, 'https://auth.synamedia.com/oauth/token'),
  /** What `/message-broker/1.0/messages/devices/{deviceId}` lies below. */
  url: v.optional(
    safeUrl,
    'https://hyperscale-message-broker-main.ingress.active.streaming.synamedia.com',
  ),
  /** A token is renewed when only this share of its life is left. */
  renewShare: v.optional(v.pipe(v.number(), v.minValue(0.05), v.maxValue(0.9)), 0.2),
  /** Messages that wait for an answer at a time; above it a notice is dropped, since hello says the truth anyway. */
  underWay: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
  /** Messages of one back end to TVs: a fleet of 10,000 is told in two minutes, and between them notices get their turn. */
  perSecond: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 100),
  /** After a failed token request nobody asks again for so long. */
  retrySeconds: v.optional(v.pipe(seconds, v.minValue(1)), 10),
}
