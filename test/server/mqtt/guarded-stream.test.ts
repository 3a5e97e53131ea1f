import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

import {
  type GuardedStream,
  TcpStream,
  WebSocketStream,
} from '../../../server/mqtt/guarded-stream.ts'
import { until } from './broker-fixture.ts'
import { connectPacket, packet } from './mqtt-bytes.ts'

const LIMITS = { packetBytes: 4096, bufferedBytes: 65_536 }
const CONNECT = connectPacket({ clientId: 'tv-a' })

async function overTcp(): Promise<{ peer: Socket; stream: GuardedStream }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const peer = connect(address.port, '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [Socket]
  const stream = new TcpStream(socket, LIMITS)
  onTestFinished(() => {
    stream.destroy()
    peer.destroy()
    server.close()
  })
  return { peer, stream }
}

async function overWebSocket(): Promise<{ peer: WebSocket; stream: GuardedStream }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const peer = new WebSocket(`ws://127.0.0.1:${address.port}`)
  const [[socket]] = await Promise.all([once(server, 'connection'), once(peer, 'open')])
  const stream = new WebSocketStream(socket as WebSocket, LIMITS)
  onTestFinished(() => {
    stream.destroy()
    peer.terminate()
    server.close()
  })
  return { peer, stream }
}

/** What the broker's side has read so far. */
function read(stream: GuardedStream): () => Buffer {
  const chunks: Buffer[] = []
  stream.on('data', (bytes: Buffer) => chunks.push(bytes))
  return () => Buffer.concat(chunks)
}

describe('a guarded stream', () => {
  it('hands the bytes of allowed packets through, over TCP and WebSocket', async () => {
    const [tcp, web] = [await overTcp(), await overWebSocket()]
    const [fromTcp, fromWeb] = [read(tcp.stream), read(web.stream)]
    const bytes = Buffer.concat([CONNECT, packet(0x82, Buffer.alloc(4096)), packet(0xc0, CONNECT)])
    tcp.peer.write(bytes)
    for (let at = 0; at < bytes.length; at += 1000) web.peer.send(bytes.subarray(at, at + 1000))
    await until(() => fromTcp().length === bytes.length, 'TCP came')
    await until(() => fromWeb().length === bytes.length, 'WebSocket came')
    expect(fromTcp().equals(bytes) && fromWeb().equals(bytes)).toBe(true)
  })

  it('is cut by a packet that is too long, which the broker never sees', async () => {
    const [tcp, web] = [await overTcp(), await overWebSocket()]
    const [fromTcp, fromWeb] = [read(tcp.stream), read(web.stream)]
    const tooLong = Buffer.of(0x10, 0xff, 0xff, 0xff, 0x7f)
    tcp.peer.write(tooLong)
    web.peer.send(tooLong)
    const ended = [tcp.stream, web.stream, tcp.peer, web.peer].map((end) => once(end, 'close'))
    await Promise.all(ended)
    expect(fromTcp().length + fromWeb().length).toBe(0)
  })

  it('is cut by a text frame [MQTT-6.0.0-1]', async () => {
    const { peer, stream } = await overWebSocket()
    const ended = [once(peer, 'close'), once(stream, 'close')]
    peer.send(CONNECT.toString('latin1'))
    await Promise.all(ended)
  })

  it('ends with its transport, and its transport with it', async () => {
    const [tcp, web] = [await overTcp(), await overWebSocket()]
    const streamsEnded = [once(tcp.stream, 'close'), once(web.stream, 'close')]
    tcp.peer.destroy()
    web.peer.terminate()
    await Promise.all(streamsEnded)
    const again = await overTcp()
    const peerEnded = once(again.peer, 'close')
    again.stream.destroy()
    await peerEnded
  })

  it('sends a packet that is written in pieces as one frame', async () => {
    const { peer, stream } = await overWebSocket()
    const frames: Buffer[] = []
    peer.on('message', (bytes: Buffer) => frames.push(bytes))
    stream.cork()
    for (const piece of ['one ', 'packet ', 'in pieces']) stream.write(piece)
    stream.uncork()
    stream.write('next')
    await until(() => frames.length === 2, 'both came')
    expect(frames.map(String)).toEqual(['one packet in pieces', 'next'])
  })

  it('makes its client wait while the broker does not read, and loses nothing', async () => {
    for (const open of [overTcp, overWebSocket]) {
      const { peer, stream } = await open()
      const flood = Array.from({ length: 4096 }, () => packet(0xc0, Buffer.alloc(1024)))
      const send = (bytes: Buffer) =>
        peer instanceof WebSocket ? peer.send(bytes) : peer.write(bytes)
      for (const bytes of [CONNECT, ...flood]) send(bytes)
      await until(() => stream.readableLength >= LIMITS.packetBytes, 'it is full')
      // What was read together with the last allowed bytes may still come: one read of the socket.
      expect(stream.readableLength).toBeLessThanOrEqual(LIMITS.packetBytes + 65_536)
      let got = 0
      stream.on('data', (bytes: Buffer) => {
        got += bytes.length
      })
      await until(() => got === CONNECT.length + flood.length * 1027, 'all has come')
    }
  })

  it('never makes the broker wait for a client that stops reading: it is cut instead', async () => {
    for (const open of [overTcp, overWebSocket]) {
      const { peer, stream } = await open()
      peer.pause()
      const ended = once(stream, 'close')
      const notice = Buffer.alloc(16_384)
      let sent = 0
      while (!stream.destroyed && sent < 64_000_000) {
        expect(stream.write(notice)).toBe(!stream.destroyed)
        sent += notice.length
        await new Promise(setImmediate)
      }
      expect(stream.destroyed).toBe(true)
      await ended
    }
  })
})
