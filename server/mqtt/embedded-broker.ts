import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Aedes } from 'aedes'

import { type Notice, type NoticeEvent, noticeTopic } from '#contract/notice'
import type { Config } from '../config.ts'
import { type AccessParts, aedesHooks } from './aedes-hooks.ts'
import { DeviceSessions } from './device-sessions.ts'
import { Entrance } from './entrance.ts'
import { ExactTopics } from './exact-topics.ts'
import type { Notifier } from './notifier.ts'
import { within } from './within.ts'

export interface BrokerParts extends AccessParts {
  config: Config['mqtt']
  randomId: () => string
}

/** The MQTT broker inside this process. It keeps nothing: whoever comes back asks `GET /hello`. */
export interface EmbeddedBroker extends Notifier {
  /** Takes over an HTTP upgrade whose path the caller has matched: lets it in, or answers and closes it. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void

  /** Listens for MQTT over plain TCP too; rejects when the port is taken. Port 0 takes any free one. */
  listenTcp(port: number, host: string): Promise<{ port: number }>

  /** How many MQTT sessions are signed in. */
  connected(): number
}

/** Packets a client may send ahead of its CONNACK; a television sends one. */
const QUEUE_BEFORE_CONNACK = 16
/** How often aedes tells other brokers that it lives. There are none; four times this must still fit a timer. */
const HEARTBEAT_MS = 86_400_000
const SWEEP_MS = 1000

export async function createEmbeddedBroker(parts: BrokerParts): Promise<EmbeddedBroker> {
  const sessions = new DeviceSessions(parts.config.socketsPerDevice)
  const aedes = await Aedes.createBroker({
    ...aedesHooks(parts, sessions),
    id: parts.randomId(),
    mq: new ExactTopics(),
    connectTimeout: parts.config.connectTimeoutMs,
    queueLimit: QUEUE_BEFORE_CONNACK,
    heartbeatInterval: HEARTBEAT_MS,
  })
  const emitter: EventEmitter = aedes
  emitter.on('error', (error: unknown) => parts.log.warn({ err: error }, 'MQTT broker'))
  return new AedesBroker(parts, aedes, sessions)
}

class AedesBroker implements EmbeddedBroker {
  readonly #parts: BrokerParts
  readonly #aedes: Aedes
  readonly #sessions: DeviceSessions
  readonly #entrance: Entrance
  readonly #sweep: NodeJS.Timeout
  #closing: Promise<void> | null = null

  constructor(parts: BrokerParts, aedes: Aedes, sessions: DeviceSessions) {
    this.#parts = parts
    this.#aedes = aedes
    this.#sessions = sessions
    this.#entrance = new Entrance(parts, (stream) => {
      stream.once('close', () => sessions.remove(stream))
      aedes.handle(stream)
    })
    this.#sweep = setInterval(() => this.#everySecond(), SWEEP_MS)
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#entrance.accept(request, socket, head)
  }

  listenTcp(port: number, host: string): Promise<{ port: number }> {
    return this.#entrance.listenTcp(port, host)
  }

  connected(): number {
    return this.#sessions.count
  }

  notify(deviceId: string, eventName: NoticeEvent, payload: object = {}): Promise<void> {
    return this.send(deviceId, { id: this.#parts.randomId(), eventName, payload })
  }

  async send(deviceId: string, message: Notice): Promise<void> {
    if (this.#closing !== null || this.#sessions.of(deviceId).length === 0) return
    try {
      const handedOver = this.#publish(noticeTopic(deviceId), JSON.stringify(message))
      await within(handedOver, this.#parts.config.handOverMs, undefined)
    } catch (error) {
      const { eventName } = message
      this.#parts.log.warn({ err: error, eventName }, 'notice not sent')
    }
  }

  async disconnect(deviceId: string): Promise<void> {
    this.#sessions.endAll(deviceId)
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  #publish(topic: string, payload: string): Promise<void> {
    return new Promise((resolve) => {
      const packet = { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false } as const
      this.#aedes.publish(packet, () => resolve())
    })
  }

  #everySecond(): void {
    // aedes asks once who may listen and never again, so a right that has ended is ended here.
    this.#sessions.endExpired(this.#parts.now())
    const turnedAway = this.#entrance.takeTurnedAway()
    if (turnedAway > 0) this.#parts.log.warn({ turnedAway }, 'MQTT connections turned away')
  }

  async #end(): Promise<void> {
    clearInterval(this.#sweep)
    await this.#entrance.close()
    await new Promise<void>((resolve) => this.#aedes.close(resolve))
  }
}
