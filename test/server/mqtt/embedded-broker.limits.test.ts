import { once } from 'node:events'
import { type IncomingHttpHeaders, request } from 'node:http'
import type { Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

import { noticeTopic } from '#contract/notice'
import { connect, listen, startBroker, until } from './broker-fixture.ts'
import { collectGarbage } from './garbage.ts'
import { connectPacket, remainingLength, subscribePacket } from './mqtt-bytes.ts'
import { rawClient } from './raw-client.ts'

const MIB = 1024 * 1024

/** Tries to upgrade; answers with the HTTP status, 101 when it was let in. */
async function upgrade(
  port: number,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; socket: Socket }> {
  const attempt = request({
    port,
    host: '127.0.0.1',
    path: '/mqtt',
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Protocol': 'mqtt',
      ...headers,
    },
  })
  attempt.end()
  const [response] = await Promise.race([once(attempt, 'upgrade'), once(attempt, 'response')])
  return { status: response.statusCode, headers: response.headers, socket: response.socket }
}

describe('the entrance', () => {
  it('lets in as many connections as there is room for, and tells the next when to come back', async () => {
    const { httpPort, tcpPort } = await startBroker({ connections: 2, firstSpreadSeconds: 7 })
    const first = await upgrade(httpPort)
    const second = rawClient(tcpPort)
    await once(second.socket, 'connect')
    // A connection counts once the broker has seen it, which the next refusal shows.
    let refused = await upgrade(httpPort)
    while (refused.status === 101) {
      refused.socket.destroy()
      refused = await upgrade(httpPort)
    }
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '7' } })
    const overTcp = rawClient(tcpPort)
    await overTcp.ended
    first.socket.destroy()
    let status: number | undefined
    while (status !== 101) status = (await upgrade(httpPort)).status
  })

  it('lets in as many handshakes a second as are allowed, WebSocket and TCP together', async () => {
    const { httpPort, tcpPort, clock } = await startBroker({ handshakesPerSecond: 3 })
    expect((await upgrade(httpPort)).status).toBe(101)
    expect((await upgrade(httpPort, { Origin: 'null' })).status).toBe(101)
    expect((await upgrade(httpPort, { 'Sec-WebSocket-Protocol': 'chat' })).status).toBe(400)
    expect((await upgrade(httpPort, { Origin: 'https://tv.example' })).status).toBe(101)
    const refused = await upgrade(httpPort)
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '20' } })
    await rawClient(tcpPort).ended
    clock.now += 1
    expect((await upgrade(httpPort)).status).toBe(101)
  })

  it('wants the subprotocol mqtt [MQTT-6.0.0-3], among others if need be', async () => {
    const { httpPort } = await startBroker()
    const status = async (offered: string) =>
      (await upgrade(httpPort, { 'Sec-WebSocket-Protocol': offered })).status
    expect(await status('mqttv3.1')).toBe(400)
    expect(await status('')).toBe(400)
    expect(await status('mqttv3.1, mqtt')).toBe(101)
  })

  it('is shut once the broker is closed', async () => {
    const { broker, httpPort } = await startBroker()
    await broker.close()
    expect((await upgrade(httpPort)).status).toBe(503)
  })

  it('says so when its TCP port is taken', async () => {
    const { broker, tcpPort } = await startBroker()
    await expect(broker.listenTcp(tcpPort, '127.0.0.1')).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})

describe('malformed bytes', () => {
  /** Nobody is closed for being slow here. */
  const PATIENT = { connectTimeoutMs: 600_000 }
  const TYPES = Array.from({ length: 16 }, (_, type) => type << 4).filter((byte) => byte !== 0x10)

  it.each(TYPES)('first packet of type 0x%s: closed without an answer', async (firstByte) => {
    const { tcpPort } = await startBroker(PATIENT)
    const client = rawClient(tcpPort)
    client.socket.write(Buffer.concat([Buffer.of(firstByte), remainingLength(100_000_000)]))
    await client.ended
    expect(client.received()).toHaveLength(0)
  })

  it.each<[string, Buffer]>([
    ['a wrong protocol name', connectPacket({ clientId: 'a', protocol: 'MQTX' })],
    ['reserved header flags', Buffer.concat([Buffer.of(0x11), connectPacket({ clientId: 'a' })])],
    ['a length of five bytes', Buffer.of(0x10, 0xff, 0xff, 0xff, 0xff, 0x01)],
    ['an empty CONNECT', Buffer.of(0x10, 0)],
    ['a CONNECT that ends too early', Buffer.from('100200044d515454', 'hex')],
    ['HTTP', Buffer.from('GET /mqtt HTTP/1.1\r\nHost: tv\r\n\r\n')],
  ])('%s: closed without an answer', async (_what, bytes) => {
    const { tcpPort } = await startBroker(PATIENT)
    const client = rawClient(tcpPort)
    client.socket.write(bytes)
    await client.ended
    expect(client.received()).toHaveLength(0)
  })

  it('of every kind leave the broker and its other clients alone', async () => {
    const { broker, url, tcpPort, issue } = await startBroker()
    const tv = await listen(url, issue('tv-a'))
    const pass = issue('tv-b')
    const honest = Buffer.concat([connectPacket(pass), subscribePacket(noticeTopic('tv-b'))])
    const edit = fc.record({
      at: fc.nat(honest.length - 1),
      byte: fc.nat(255),
      drop: fc.nat(3),
    })
    const edits = fc.array(edit, { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        let bytes = honest
        for (const { at, byte, drop } of changes) {
          const rest = bytes.subarray(at + drop)
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), rest])
        }
        const client = rawClient(tcpPort)
        client.socket.end(bytes)
        await client.ended
      }),
      { numRuns: 200 },
    )
    await broker.notify('tv-a', 'LinkOpened')
    await until(() => tv.received.length === 1, 'the other still hears')
    await listen(url, pass)
  })
})

describe('one client at a time', () => {
  it('cannot fill the memory: ten that announce 200 MB each are cut at once', async () => {
    const { url, tcpPort, issue } = await startBroker()
    await connect(url, issue('tv-a'))
    const piece = Buffer.alloc(3000, 1)
    const announced = Buffer.concat([Buffer.of(0x10), remainingLength(200_000_000)])

    /** Sends until it is cut, 30 MB at most. */
    async function flood(send: (bytes: Buffer) => Promise<boolean>): Promise<number> {
      let sent = 0
      if (!(await send(announced))) return 0
      while (sent < 30_000_000 && (await send(piece))) sent += piece.length
      return sent
    }
    const overTcp = () => {
      const { socket } = rawClient(tcpPort)
      return flood((bytes) => written((done) => socket.write(bytes, done)))
    }
    const overWebSocket = async () => {
      const socket = new WebSocket(url, 'mqtt')
      socket.on('error', () => {})
      await once(socket, 'open')
      return flood((bytes) => written((done) => socket.send(bytes, done)))
    }
    const ten = () =>
      Promise.all(Array.from({ length: 5 }, () => [overTcp(), overWebSocket()]).flat())
    // The first round lets this process grow to its working size.
    await ten()
    collectGarbage()
    const before = process.memoryUsage.rss()
    const sent = await ten()
    collectGarbage()
    expect(process.memoryUsage.rss() - before).toBeLessThan(20 * MIB)
    expect(Math.max(...sent)).toBeLessThan(1_000_000)
  })

  it('delays nobody: a TV that stops reading is cut, and all others hear everything', async () => {
    const { broker, url, tcpPort, issue } = await startBroker()
    const pass = issue('frozen')
    const frozen = rawClient(tcpPort)
    frozen.socket.write(
      Buffer.concat([connectPacket(pass), subscribePacket(noticeTopic('frozen'))]),
    )
    await until(() => frozen.received().length >= 9, 'CONNACK and SUBACK came')
    frozen.socket.pause()
    const others = await Promise.all(
      Array.from({ length: 10 }, (_, n) => listen(url, issue(`tv-${n}`))),
    )
    const filler = { text: 'x'.repeat(16_000) }
    let rounds = 0
    // Kernels take some megabytes before this process notices that nobody reads.
    while (broker.connected() > others.length && rounds < 4000) {
      await broker.notify('frozen', 'LinkOpened', filler)
      if (rounds % 10 === 0) await broker.notify(`tv-${(rounds / 10) % 10}`, 'LinkOpened')
      rounds += 1
    }
    expect(broker.connected()).toBe(others.length)
    const told = Math.ceil(rounds / 10)
    const heard = () => others.reduce((sum, { received }) => sum + received.length, 0)
    await until(() => heard() === told, 'all others heard everything')
  })
})

/** Whether these bytes could still be handed on; leaves the broker time to look at them. */
async function written(write: (done: (error?: Error | null) => void) => void): Promise<boolean> {
  const isWritten = await new Promise<boolean>((resolve) => write((error) => resolve(!error)))
  await new Promise(setImmediate)
  return isWritten
}
