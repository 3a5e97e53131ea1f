import { describe, expect, it } from 'vitest'

import { noticeTopic } from '#contract/notice'
import { type BrokerFixture, connect, listen, startBroker, until } from './broker-fixture.ts'
import { mosquitto } from './mosquitto.ts'
import { connectPacket, type RawConnect } from './mqtt-bytes.ts'
import { rawClient } from './raw-client.ts'

const OWN = noticeTopic('tv-a')

/** What `tv-a` might ask for to hear more than its own notices. */
const PROBES = [
  '#',
  '+/+/+',
  'devices/#',
  'devices/+/messages',
  'devices/tv-b/messages',
  'devices/tv-ab/messages',
  'devices/tv-a/messages/#',
  'devices/tv-a/messages/',
  '/devices/tv-a/messages',
  '$SYS/#',
  '$SYS/broker/clients/connected',
  '$share/all/devices/tv-b/messages',
  '$share/all/devices/tv-a/messages',
  'devices/__proto__/messages',
]

describe('what a device may hear', () => {
  it('is its own topic: mosquitto_sub and mqtt.js get their notices', async () => {
    const { broker, url, tcpPort, issue } = await startBroker()
    const sub = mosquitto('mosquitto_sub', tcpPort, issue('tv-a'), ['-t', OWN, '-C', '1'])
    const browser = await listen(url, issue('tv-a'))
    await until(() => sub.printed().includes('Subscribed'), 'mosquitto_sub is subscribed')
    await broker.notify('tv-a', 'DeviceAuthorized', { authorized: true })
    expect(await sub.exited).toBe(0)
    expect(sub.printed()).toContain('"eventName":"DeviceAuthorized","payload":{"authorized":true}')
    expect(sub.printed()).toMatch(/received PUBLISH \(d0, q0, r0,/)
    await until(() => browser.received.length === 1, 'mqtt.js got it too')
  })

  it.each(PROBES)('is not %s: mosquitto_sub is denied', async (topic) => {
    const { tcpPort, issue } = await startBroker()
    const sub = mosquitto('mosquitto_sub', tcpPort, issue('tv-a'), ['-t', topic])
    await sub.exited
    expect(sub.printed()).toContain('All subscription requests were denied')
  })

  it('is nothing else even when asked for in one SUBSCRIBE with its own', async () => {
    const { broker, url, issue } = await startBroker()
    const spy = await connect(url, issue('tv-a'))
    const heard: string[] = []
    spy.on('message', (topic) => heard.push(topic))
    const filters = Object.fromEntries(
      [...PROBES, OWN].map((topic) => [topic, { qos: 0 as const }]),
    )
    // mqtt.js calls a partly refused SUBSCRIBE an error; what counts is what it hears.
    await spy.subscribeAsync(filters).catch(() => {})
    const other = await listen(url, issue('tv-b'))
    await broker.notify('tv-b', 'LinkOpened')
    await until(() => other.received.length === 1, 'the other heard its own')
    await broker.notify('tv-a', 'LinkOpened')
    await until(() => heard.length > 0, 'the spy heard its own')
    expect(heard).toEqual([OWN])
  })

  it.each(['__proto__', 'constructor'])('is no different for a device called %s', async (id) => {
    const { broker, url, issue } = await startBroker()
    const odd = await listen(url, issue(id))
    const tv = await listen(url, issue('tv-a'))
    await broker.notify(id, 'LinkOpened')
    await broker.notify('tv-a', 'LinkOpened')
    await until(() => odd.received.length === 1 && tv.received.length === 1, 'each heard its own')
  })
})

describe('what a device may say', () => {
  it.each(['0', '1', '2'])(
    'is nothing: what mosquitto_pub sends with QoS %s reaches nobody',
    async (qos) => {
      const { broker, url, tcpPort, issue } = await startBroker()
      const victim = await listen(url, issue('tv-b'))
      const message = ['-t', noticeTopic('tv-b'), '-m', 'forged', '-q', qos, '-r']
      const pub = mosquitto('mosquitto_pub', tcpPort, issue('tv-a'), [...message, '--repeat', '5'])
      await until(() => pub.printed().includes('sending PUBLISH'), 'it published')
      await until(() => broker.connected() === 1, 'it is gone')
      await broker.notify('tv-b', 'LinkOpened')
      const later = await listen(url, issue('tv-b'))
      await broker.notify('tv-b', 'LinkDenied')
      await until(() => later.received.length === 1, 'the notices came')
      await until(() => victim.received.length === 2, 'the notices came')
      const payloads = [...victim.received, ...later.received].map(({ payload }) => String(payload))
      expect(payloads.join()).not.toContain('forged')
    },
  )

  it('ends the session when it is said, even on its own topic', async () => {
    const { url, issue } = await startBroker()
    const tv = await listen(url, issue('tv-a'))
    tv.client.publish(OWN, 'forged')
    await tv.ended
    expect(tv.received).toEqual([])
  })
})

describe('who may sign in', () => {
  const BAD_PASSWORD = Buffer.of(0x20, 2, 0, 4)
  const NOT_AUTHORIZED = Buffer.of(0x20, 2, 0, 5)
  const BAD_VERSION = Buffer.of(0x20, 2, 0, 1)

  const CASES: [string, Buffer, (pass: RawConnect) => RawConnect][] = [
    ['a token that is not ours', BAD_PASSWORD, (pass) => ({ ...pass, password: 'forged' })],
    ['an empty token', BAD_PASSWORD, (pass) => ({ ...pass, password: '' })],
    ['no token', BAD_PASSWORD, ({ clientId }) => ({ clientId, username: 'tv-a' })],
    ['nothing but a clientId', BAD_PASSWORD, ({ clientId }) => ({ clientId })],
    ['another username', NOT_AUTHORIZED, (pass) => ({ ...pass, username: 'tv-b' })],
    ['a will', NOT_AUTHORIZED, (pass) => ({ ...pass, will: true })],
    ['a session to be kept', NOT_AUTHORIZED, (pass) => ({ ...pass, clean: false })],
    ['an empty clientId', NOT_AUTHORIZED, (pass) => ({ ...pass, clientId: '' })],
    ['a clientId __proto__', NOT_AUTHORIZED, (pass) => ({ ...pass, clientId: '__proto__' })],
    ['MQTT 5', BAD_VERSION, (pass) => ({ ...pass, version: 5 })],
  ]

  /** Tries to connect while the rightful device is there, and shows that it is left alone. */
  async function refusal(broker: BrokerFixture, attempt: (pass: RawConnect) => RawConnect) {
    const pass = broker.issue('tv-a')
    const rightful = await listen(broker.url, pass)
    const thief = rawClient(broker.tcpPort)
    thief.socket.write(connectPacket(attempt(pass)))
    await thief.ended
    await broker.broker.notify('tv-a', 'LinkOpened')
    await until(() => rightful.received.length === 1, 'the rightful device still hears')
    return thief.received()
  }

  it.each(CASES)('is nobody with %s, and nobody is evicted', async (_what, connack, attempt) => {
    expect(await refusal(await startBroker(), attempt)).toEqual(connack)
  })

  it('is nobody with the clientId of another, whose session goes on', async () => {
    const fixture = await startBroker()
    const own = fixture.issue('tv-b')
    const takeover = ({ clientId }: RawConnect) => ({ ...own, clientId })
    expect(await refusal(fixture, takeover)).toEqual(NOT_AUTHORIZED)
  })

  it('is nobody with a token that has ended', async () => {
    const { url, clock, issue } = await startBroker()
    const pass = issue('tv-a', 60)
    clock.now += 60
    await expect(connect(url, pass)).rejects.toMatchObject({ code: 4 })
  })
})
