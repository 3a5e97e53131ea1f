import * as v from 'valibot'

import { DeviceId, Handle, LinkId } from './ids.ts'
import { ToldLinkKey } from './link-key.ts'
import { Notices } from './notice.ts'
import { UserCode } from './user-code.ts'

/** Where a link request stands. The first three are live, the others are ends. */
export const LinkState = v.picklist([
  'pending',
  'opened',
  /** The phone shows three digits, and the screen has the pad for them. */
  'matching',
  'approved',
  /** Approved, and its device code has been exchanged for a token. */
  'redeemed',
  'denied',
  'expired',
  'superseded',
])
export type LinkState = v.InferOutput<typeof LinkState>

/** What the TV is told about its own link request: the truth behind every notice. */
export const LinkStatus = v.object({
  id: LinkId,
  state: LinkState,
  /** Seconds until it expires; 0 when it has ended. */
  expires_in: v.number(),
  /** Who is signing in just now, masked as `E…`: the account that acted first holds it for a while. */
  claimed_by: v.nullable(v.string()),
  /** Why it ended, where there is something to say. */
  reason: v.nullable(v.picklist(['not_my_tv', 'match_missed'])),
})
export type LinkStatus = v.InferOutput<typeof LinkStatus>

/** Answer of `POST /auth/device_authorization` (RFC 8628 §3.2, and our `link_id` and `notices`). */
export const DeviceAuthorization = v.object({
  device_code: v.string(),
  user_code: v.string(),
  verification_uri: v.string(),
  verification_uri_complete: v.string(),
  /** Seconds. */
  expires_in: v.number(),
  /** Seconds between two questions while there is no broker to wait on. */
  interval: v.number(),
  link_id: LinkId,
  notices: Notices,
})
export type DeviceAuthorization = v.InferOutput<typeof DeviceAuthorization>

/** `POST /link/details`: by the QR's handle, or by the typed code when signed in. */
export const LinkDetailsRequest = v.union([
  v.strictObject({ handle: Handle }),
  v.strictObject({ user_code: UserCode }),
])
export type LinkDetailsRequest = v.InferOutput<typeof LinkDetailsRequest>

/** A rule of `risk` in config.json that has something to say about a sign-in. */
export const RiskRule = v.picklist([
  'other_network',
  'unknown_network',
  'other_country',
  'unknown_country',
  'listed_address',
])
export type RiskRule = v.InferOutput<typeof RiskRule>

/**
 * What the operator's rules make of TV and phone: `warn` asks for a second tap, `deny` refuses. The server enforces
 * both, whatever a page shows.
 */
export const Risk = v.object({
  verdict: v.picklist(['clear', 'warn', 'deny']),
  /** The rules behind that verdict. */
  reasons: v.array(RiskRule),
})
export type Risk = v.InferOutput<typeof Risk>

/** Which TV a person is about to connect. `known_place`: the account in whose session is asked has a TV there. */
export const LinkDetails = v.object({
  link_id: LinkId,
  /** Together with `link_id` and `link_key` it gives the handle, see `handleText`: so a phone app checks whose key that is. */
  device_id: DeviceId,
  /** What the TV wants a payload to be encrypted to; `null` for a TV that takes none. */
  link_key: v.nullable(ToldLinkKey),
  /** What the TV says of itself, in its own words. */
  device: v.object({ name: v.nullable(v.string()), model: v.nullable(v.string()) }),
  /** As the operator calls the app that asks; `null` for a TV that runs Couchlink's own. */
  client_name: v.nullable(v.string()),
  /** The origin of the web site that asks, such as `https://shop.example`; `null` for whatever is no web site. */
  site: v.nullable(v.string()),
  /** How TV and phone stand to each other, as far as the network tells. */
  place: v.picklist(['same_network', 'known_place', 'other_network', 'unknown']),
  /** Both sides by their masked addresses, such as `192.0.2.…`, for the person to compare; `null` where not known. */
  tv_address: v.nullable(v.string()),
  phone_address: v.nullable(v.string()),
  risk: Risk,
  /** What the operator set for all: seconds after which a binding ends. `null` leaves the choice to the person. */
  binding_seconds: v.nullable(v.number()),
  /** Seconds since the TV showed this code. */
  started_ago: v.number(),
  /** To compare with the screen, as `WDJB-MJHT`. */
  user_code: v.string(),
  /** Seconds. */
  expires_in: v.number(),
})
export type LinkDetails = v.InferOutput<typeof LinkDetails>

const number = v.pipe(v.string(), v.regex(/^[1-9]{3}$/))

/** With `match` the phone shows the number and asks again every two seconds, until the screen has answered. */
export const AuthorizeResponse = v.union([
  v.object({ status: v.literal('authorized') }),
  v.object({ status: v.literal('denied') }),
  v.object({ status: v.literal('match'), number }),
])
export type AuthorizeResponse = v.InferOutput<typeof AuthorizeResponse>

/**
 * `POST /link/match`: what the person entered on the screen; one try. A TV comes with its token and its own link id. An
 * OAuth client, which has no token before the approval, names its link request by the device code that only it knows.
 */
export const LinkMatchRequest = v.union([
  v.strictObject({ link_id: LinkId, number }),
  v.strictObject({ device_code: v.pipe(v.string(), v.minLength(1), v.maxLength(512)), number }),
])
export type LinkMatchRequest = v.InferOutput<typeof LinkMatchRequest>

/** `POST /link/cancel`: a TV takes its own link request back, as when the code it showed beside the picture is closed. */
export const LinkCancelRequest = v.strictObject({ link_id: LinkId })
export type LinkCancelRequest = v.InferOutput<typeof LinkCancelRequest>
