import * as v from 'valibot'

import { DeviceId } from '#contract/ids'
import { noticeTopic } from '#contract/notice'

/** What a verified MQTT password says: which device may listen, under which clientId, until when (epoch seconds). */
export interface NoticeClaims {
  deviceId: string
  clientId: string
  expiresAt: number
}

/** What a CONNECT packet says, its password apart. */
export interface ConnectFacts {
  clientId: string
  username: string | undefined
  /** Clean session: nothing is kept when the connection ends. */
  clean: boolean
  hasWill: boolean
  protocolVersion: number
}

/** Why a CONNECT is refused, in a word for the log. `token` means the password; all others are no right to connect so. */
export type ConnectRefusal = 'protocol' | 'session' | 'will' | 'token' | 'client_id' | 'username'

const MQTT_3_1_1 = 4

/** A deviceId, a dash and eight characters; brokers map `/` to `.`, so neither may occur. */
const CLIENT_ID = /^[A-Za-z0-9_-]{1,64}$/

/**
 * Whether this CONNECT may be accepted with these claims; `null` means yes. A clientId that is not the token's is
 * refused before any broker looks for the session it would end [MQTT-3.1.4-2].
 *
 * @param claims `null` when the password is missing, foreign or was never ours
 * @param now epoch seconds
 */
export function refuseConnect(
  facts: ConnectFacts,
  claims: NoticeClaims | null,
  now: number,
): ConnectRefusal | null {
  if (facts.protocolVersion !== MQTT_3_1_1) return 'protocol'
  // A notice is a nudge, so nothing may be kept for a device that is away, nor be said in its name.
  if (!facts.clean) return 'session'
  if (facts.hasWill) return 'will'
  if (claims === null || claims.expiresAt <= now) return 'token'
  if (!CLIENT_ID.test(facts.clientId) || facts.clientId !== claims.clientId) return 'client_id'
  if (!v.is(DeviceId, claims.deviceId) || facts.username !== claims.deviceId) return 'username'
  return null
}

/**
 * A device may listen to its own notices and to nothing else. Equality leaves no room for wildcards, `$SYS`, `$share`
 * or a longer or shorter path. Nobody but the server publishes, so there is no rule for that.
 */
export function maySubscribe(deviceId: string, filter: string): boolean {
  return filter === noticeTopic(deviceId)
}
