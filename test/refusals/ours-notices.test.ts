import { describe, expect, it } from 'vitest'

import {
  connectPacket,
  packet,
  type RawConnect,
  subscribePacket,
} from '../server/mqtt/mqtt-bytes.ts'
import { type RawClient, rawClient } from '../server/mqtt/raw-client.ts'
import { type House, type Link, openHouse } from './house.ts'

const CONNACK = Buffer.of(0x20, 2, 0, 0)
const SUBSCRIBED = Buffer.of(0x90, 3, 0, 1, 0)
const NOT_SUBSCRIBED = Buffer.of(0x90, 3, 0, 1, 0x80)

/** As many levels as aedes before 1.1.1 did not survive. */
const DEEP = Array.from({ length: 101 }, () => 'a').join('/')

async function openWithTcp(): Promise<House & { mqttPort: number }> {
  const house = await openHouse({ mqtt: { tcpPort: 0 } })
  return { ...house, mqttPort: house.mqttPort ?? 0 }
}

function passOf({ notices }: Link): RawConnect {
  return { clientId: notices.client_id, username: notices.username, password: notices.token }
}

/** Waits for so many bytes, or for the end of the connection. */
async function heard(client: RawClient, bytes: number): Promise<Buffer> {
  while (client.received().length < bytes && !client.socket.destroyed) {
    await Promise.race([
      client.ended,
      new Promise((resolve) => client.socket.once('data', resolve)),
    ])
  }
  return client.received()
}

/** Signs in with these and says how the broker answered; empty when it only closed. */
async function connack(house: { mqttPort: number }, pass: RawConnect): Promise<Buffer> {
  const client = rawClient(house.mqttPort)
  client.socket.write(connectPacket(pass))
  const answer = await heard(client, CONNACK.length)
  client.socket.destroy()
  return answer
}

async function listening(house: { mqttPort: number }, link: Link): Promise<RawClient> {
  const client = rawClient(house.mqttPort)
  client.socket.write(connectPacket(passOf(link)))
  expect(await heard(client, 4)).toEqual(CONNACK)
  client.socket.write(subscribePacket(link.notices.topic))
  expect((await heard(client, 9)).subarray(4)).toEqual(SUBSCRIBED)
  return client
}

describe('where an app listens', () => {
  it('X7 nobody gets in with anything but the notice token of this very device', async () => {
    const house = await openWithTcp()
    const app = house.app()
    const { access_token, refresh_token = '', link } = await house.signedIn(app)
    const other = await app.begin()
    const own = passOf(link)
    expect(await connack(house, own)).toEqual(CONNACK)
    const wrong: [string, RawConnect][] = [
      ['an access token', { ...own, password: access_token }],
      ['a refresh token', { ...own, password: refresh_token }],
      ['a device code', { ...own, password: other.device_code }],
      ['a handle', { ...own, password: other.handle }],
      ['the token of another', { ...own, password: other.notices.token }],
      ['the name of another', { ...own, username: other.notices.username }],
      ['the clientId of another', { ...own, clientId: other.notices.client_id }],
      ['a clientId __proto__', { ...own, clientId: '__proto__' }],
      ['a name __proto__', { ...own, username: '__proto__' }],
      ['a clientId of 101 levels', { ...own, clientId: DEEP }],
    ]
    for (const [what, pass] of wrong) {
      const answer = await connack(house, pass)
      expect(answer.length, what).toBe(4)
      expect([4, 5], what).toContain(answer[3])
    }
    house.clock.now += 3600
    expect((await connack(house, own))[3], 'ended').toBe(4)
  })

  it('X7 nobody hears anything but its own topic, and malformed wishes end nothing else', async () => {
    const house = await openWithTcp()
    const app = house.app()
    const [link, other] = [await app.begin(), await app.begin()]
    const victim = await listening(house, other)
    const wishes = [
      DEEP,
      `${link.notices.topic}/#`,
      other.notices.topic,
      '#',
      '$SYS/#',
      '__proto__',
    ]
    for (const topic of [...wishes, 'constructor', `$share/x/${link.notices.topic}`]) {
      const spy = rawClient(house.mqttPort)
      spy.socket.write(Buffer.concat([connectPacket(passOf(link)), subscribePacket(topic)]))
      const answer = await heard(spy, 9)
      expect(answer.subarray(0, 4), topic).toEqual(CONNACK)
      if (answer.length > 4) expect(answer.subarray(4), topic).toEqual(NOT_SUBSCRIBED)
      spy.socket.destroy()
    }
    await house.phone().open(other.handle)
    expect((await heard(victim, 20)).toString()).toContain('LinkOpened')
  })

  it('X7 a second CONNECT, a long packet and a message of one’s own end the connection', async () => {
    const house = await openWithTcp()
    const app = house.app()
    const [link, other] = [await app.begin(), await app.begin()]
    const victim = await listening(house, other)
    const topic = Buffer.from(other.notices.topic)
    const forged = Buffer.concat([Buffer.of(0, topic.length), topic, Buffer.from('forged')])
    for (const [what, bytes] of [
      ['second CONNECT [MQTT-3.1.0-2]', connectPacket(passOf(link))],
      ['long packet', subscribePacket('a'.repeat(5000))],
      ['PUBLISH', packet(0x30, forged)],
      ['retained PUBLISH', packet(0x31, forged)],
      ['reserved type', packet(0xf0, Buffer.of(0))],
      ['half a SUBSCRIBE', packet(0x82, Buffer.of(0))],
    ] as const) {
      const client = await listening(house, link)
      client.socket.write(bytes)
      await client.ended
      expect(client.received().length, what).toBe(9)
    }
    await house.phone().open(other.handle)
    const notice = (await heard(victim, 20)).toString()
    expect(notice).toContain('LinkOpened')
    expect(notice).not.toContain('forged')
  })
})
