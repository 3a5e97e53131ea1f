import mqtt from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'

import type { Notices } from '#contract/notice'

import { Phone } from '../support/phone.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { connectOptions, Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const socketOf = (server: TestServer) => `ws://127.0.0.1:${server.port}/mqtt`

/** The CONNACK code of a refused connection, 0 when it was let in. */
function connect(url: string, notices: Notices, more: mqtt.IClientOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const client = mqtt.connect(url, { ...connectOptions(notices), ...more })
    onTestFinished(() => void client.end(true))
    client.once('connect', () => resolve(0))
    client.once('error', (error) => resolve(Number((error as { code?: number }).code ?? -1)))
    client.once('close', () => resolve(-1))
  })
}

describe('a notice', () => {
  it('is a nudge without a secret, on the TV’s own topic alone', async () => {
    const server = await startServer()
    const [tv, other] = await Promise.all([Tv.boot(server.url), Tv.boot(server.url)])
    const link = await tv.requestLink()
    const listener = await tv.listen(link.notices, socketOf(server))
    const bystander = await other.listen((await other.requestLink()).notices, socketOf(server))
    const phone = new Phone(server.url)
    await phone.open(link.handle)
    await phone.approve(link.handle, ELIZA)
    await listener.until('DeviceAuthorized')
    expect(listener.seen).toEqual([
      { id: expect.any(String), eventName: 'LinkOpened', payload: {} },
      { id: expect.any(String), eventName: 'DeviceAuthorized', payload: { authorized: true } },
    ])
    expect(bystander.seen).toEqual([])
  })

  it('is sent again with a repeated approval, and to the device’s other tab at goodbye', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const phone = new Phone(server.url)
    await phone.approve(link.handle, ELIZA)
    const tab = await tv.listen(link.notices, socketOf(server))
    await phone.approve(link.handle)
    await tab.until('DeviceAuthorized')
    await tv.goodbye()
    await tab.until('DeviceUnbound')
  })

  it('that is missed costs nothing: a TV that was off is bound at its next start', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    expect((await new Phone(server.url).approve(link.handle, ELIZA)).status).toBe(200)
    const restarted = tv.at(server.url)
    await restarted.askToken()
    expect((await restarted.hello()).body.name).toBe('Eliza')
  })

  it('cannot be forged: whatever a client publishes closes it and reaches nobody', async () => {
    const server = await startServer()
    const [tv, attacker] = await Promise.all([Tv.boot(server.url), Tv.boot(server.url)])
    const link = await tv.requestLink()
    const victim = await tv.listen(link.notices, socketOf(server))
    const forger = await attacker.listen((await attacker.requestLink()).notices, socketOf(server))
    const closed = new Promise<void>((resolve) => forger.client.once('close', () => resolve()))
    const forged = JSON.stringify({
      id: '1',
      eventName: 'DeviceAuthorized',
      payload: { authorized: true },
    })
    forger.client.publish(link.notices.topic, forged)
    await closed
    await new Phone(server.url).open(link.handle)
    await victim.until('LinkOpened')
    expect(victim.seen.map(({ eventName }) => eventName)).toEqual(['LinkOpened'])
    expect((await tv.hello()).status).toBe(401)
  })
})

describe('the right to listen', () => {
  it('is for the device, the clientId and the kind of token that the server named', async () => {
    const server = await startServer()
    const [tv, other] = await Promise.all([Tv.boot(server.url), Tv.boot(server.url)])
    const { notices } = await tv.requestLink()
    const foreign = (await other.requestLink()).notices
    const url = socketOf(server)
    expect(await connect(url, notices)).toBe(0)
    const refused: [string, mqtt.IClientOptions][] = [
      ['another device’s token', { password: foreign.token }],
      ['the access token', { password: tv.token }],
      ['no token', { password: '' }],
      ['another device’s clientId', { clientId: foreign.client_id }],
      ['another username', { username: other.deviceId }],
      ['an id that is a property of every object', { clientId: '__proto__' }],
      ['MQTT 5', { protocolVersion: 5 }],
    ]
    for (const [what, options] of refused) {
      expect(await connect(url, notices, options), what).not.toBe(0)
    }
  })

  it('ends with its token', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const { notices } = await tv.requestLink()
    const listener = await tv.listen(notices, socketOf(server))
    const closed = new Promise<void>((resolve) => listener.client.once('close', () => resolve()))
    server.clock.now += notices.expires_in
    await closed
    expect(await connect(socketOf(server), notices)).not.toBe(0)
  })

  it('is at /mqtt and nowhere else', async () => {
    const server = await startServer()
    const { notices } = await (await Tv.boot(server.url)).requestLink()
    expect(await connect(`ws://127.0.0.1:${server.port}/other`, notices)).not.toBe(0)
    const below = await startServer({ publicUrl: 'http://192.168.1.5/couch' })
    const link = await (await Tv.boot(below.url)).requestLink()
    expect(await connect(`ws://127.0.0.1:${below.port}/couch/mqtt`, link.notices)).toBe(0)
  })
})
