import type { AedesOptions, AuthenticateError, Client, ConnectPacket } from 'aedes'
import type { Logger } from 'pino'

import { type ConnectRefusal, maySubscribe, type NoticeClaims, refuseConnect } from './access.ts'
import type { DeviceSessions } from './device-sessions.ts'
import { type Connect, GuardedStream } from './guarded-stream.ts'
import { within } from './within.ts'

/** Longer than any signature check takes; the television tries again anyway. */
const VERIFY_MS = 3000

/** What is needed to judge a CONNECT. */
export interface AccessParts {
  /** `null` for a password that is not, or no longer, ours. */
  verifyToken: (token: string) => Promise<NoticeClaims | null>
  /** Epoch seconds. */
  now: () => number
  log: Pick<Logger, 'warn' | 'debug'>
}

type Hooks = Required<
  Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizeSubscribe' | 'authorizePublish'>
>

/** Where the rules of `access.ts` meet aedes, whose own hooks allow everything. */
export function aedesHooks(parts: AccessParts, sessions: DeviceSessions): Hooks {
  const { log } = parts
  return {
    preConnect(client, packet, done) {
      // Only here does aedes show the whole packet; the answer needs a CONNACK, hence `authenticate`.
      const stream = streamOf(client)
      if (stream !== null) stream.connect = connectOf(packet)
      // aedes' parser keeps the packet as long as the connection lives.
      delete packet.password
      done(null, true)
    },
    authenticate(client, _username, _password, done) {
      admit(streamOf(client), parts, sessions).then(
        (refusal) => {
          if (refusal === null) return done(null, true)
          log.debug({ refusal }, 'MQTT sign-in refused')
          done(connackError(refusal), false)
        },
        (error: unknown) => {
          log.warn({ err: error }, 'MQTT sign-in could not be judged')
          done(connackError('unavailable'), false)
        },
      )
    },
    authorizeSubscribe(client, subscription, done) {
      const claims = streamOf(client)?.claims
      const allowed = claims && maySubscribe(claims.deviceId, subscription.topic)
      // No subscription is aedes' word for a SUBACK of 0x80 [MQTT-3.9.3-2].
      done(null, allowed ? subscription : null)
    },
    authorizePublish(_client, _packet, done) {
      // Asked for clients only. MQTT 3.1.1 §3.3.5 leaves closing as the one way to say no.
      done(new Error('only the server publishes'))
    },
  }
}

type AdmitRefusal = ConnectRefusal | 'unavailable'

async function admit(
  stream: GuardedStream | null,
  parts: AccessParts,
  sessions: DeviceSessions,
): Promise<AdmitRefusal | null> {
  const connect = stream?.connect
  if (!stream || !connect) return 'unavailable'
  stream.connect = null
  const verified = connect.token === '' ? null : parts.verifyToken(connect.token)
  const claims = await within(Promise.resolve(verified), VERIFY_MS, 'late' as const)
  if (claims === 'late' || stream.destroyed) return 'unavailable'
  const refusal = refuseConnect(connect, claims, parts.now())
  if (refusal === null && claims !== null) sessions.add(stream, claims)
  return refusal
}

function connectOf(packet: ConnectPacket): Connect {
  return {
    clientId: packet.clientId,
    username: packet.username,
    clean: packet.clean === true,
    hasWill: packet.will !== undefined,
    protocolVersion: packet.protocolVersion ?? 0,
    token: packet.password?.toString('utf8') ?? '',
  }
}

/** The CONNACK return codes of MQTT 3.1.1 §3.2.2.3. */
function connackError(refusal: AdmitRefusal): AuthenticateError {
  const returnCode = refusal === 'unavailable' ? 3 : refusal === 'token' ? 4 : 5
  return Object.assign(new Error(`CONNECT refused: ${refusal}`), { returnCode })
}

function streamOf(client: Client): GuardedStream | null {
  return client.conn instanceof GuardedStream ? client.conn : null
}
