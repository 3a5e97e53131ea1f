import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt'
import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'

import { noticeTopic } from '#contract/notice'
import { parseConfig } from '../../../server/config.ts'
import type { NoticeClaims } from '../../../server/mqtt/access.ts'
import { createEmbeddedBroker, type EmbeddedBroker } from '../../../server/mqtt/embedded-broker.ts'

export interface Pass {
  clientId: string
  username: string
  password: string
}

export interface BrokerFixture {
  broker: EmbeddedBroker
  /** `ws:` address of the broker behind a real HTTP server. */
  url: string
  httpPort: number
  tcpPort: number
  /** Epoch seconds, as the broker sees them; may be set. */
  clock: { now: number }
  /** What a device may connect with, until `ttlSeconds` from now. */
  issue(deviceId: string, ttlSeconds?: number): Pass
}

/** A real broker with a WebSocket and a TCP entrance on loopback, closed with the test. */
export async function startBroker(
  settings: Record<string, unknown> = {},
  verify?: (token: string) => Promise<NoticeClaims | null>,
): Promise<BrokerFixture> {
  const parsed = parseConfig({ mqtt: settings })
  if (!parsed.ok) throw new Error(parsed.faults.join(', '))
  const clock = { now: 1_800_000_000 }
  const tokens = new Map<string, NoticeClaims>()
  let ids = 0
  const broker = await createEmbeddedBroker({
    config: parsed.config.mqtt,
    verifyToken: verify ?? (async (token) => tokens.get(token) ?? null),
    now: () => clock.now,
    randomId: () => `id-${++ids}`,
    log: pino({ level: 'silent' }),
  })
  const { port: tcpPort } = await broker.listenTcp(0, '127.0.0.1')
  const http = createServer().on('upgrade', broker.accept.bind(broker))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(async () => {
    await broker.close()
    http.close()
  })
  const httpPort = (http.address() as AddressInfo).port
  return {
    broker,
    url: `ws://127.0.0.1:${httpPort}/mqtt`,
    httpPort,
    tcpPort,
    clock,
    issue(deviceId, ttlSeconds = 3600) {
      const clientId = `${deviceId}-${String(++ids).padStart(8, '0')}`
      const password = `token-${ids}`
      tokens.set(password, { deviceId, clientId, expiresAt: clock.now + ttlSeconds })
      return { clientId, username: deviceId, password }
    },
  }
}

/** A device that is signed in and listens to its own topic. */
export interface ListeningDevice {
  client: MqttClient
  received: IPublishPacket[]
  /** Resolves when its connection has ended. */
  ended: Promise<void>
}

/** Signs mqtt.js in; rejects with mqtt.js's error, whose `code` is the CONNACK's. It never reconnects. */
export async function connect(url: string, pass: Pass): Promise<MqttClient> {
  const client = mqtt.connect(url, { ...pass, protocolVersion: 4, reconnectPeriod: 0 })
  onTestFinished(async () => {
    await client.endAsync(true)
  })
  await new Promise((resolve, reject) => {
    client.once('connect', resolve)
    client.once('error', reject)
    client.once('close', () => reject(new Error('closed before CONNACK')))
  })
  return client
}

export async function listen(
  url: string,
  pass: Pass,
  topic = noticeTopic(pass.username),
): Promise<ListeningDevice> {
  const client = await connect(url, pass)
  const received: IPublishPacket[] = []
  client.on('message', (_topic, _payload, packet) => received.push(packet))
  const ended = new Promise<void>((resolve) => client.once('close', () => resolve()))
  await client.subscribeAsync(topic)
  return { client, received, ended }
}

/** Waits until it is so, and fails at the test's own limit with what was waited for. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  await expect.poll(isSo, { message: `waited in vain until ${what}`, interval: 5 }).toBe(true)
}
