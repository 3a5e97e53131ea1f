import WebSocket from 'ws'

import type { Notice, Notices } from '#contract/notice'
import { connectPacket, subscribePacket } from '../server/mqtt/mqtt-bytes.ts'
import { inTime } from './child.ts'

const WAIT_MS = 10_000
const [CONNACK, PUBLISH, SUBACK, PINGRESP] = [0x20, 0x30, 0x90, 0xd0]
const PINGREQ = Buffer.of(0xc0, 0)

/**
 * One subscription to one TV's notices. mqtt.js would take longer to connect than the server takes to let it in, and
 * ten thousand of it would not fit beside the server.
 */
export class NoticeLine {
  readonly #socket: WebSocket
  readonly #pings: NodeJS.Timeout
  /** What has come and nobody has waited for yet: names of events, and of packets that have none. */
  readonly #heard: string[] = []
  #wake: () => void = () => {}

  static async open(port: number, notices: Notices): Promise<NoticeLine> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, 'mqtt', {
      perMessageDeflate: false,
      handshakeTimeout: WAIT_MS,
    })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    const line = new NoticeLine(socket, notices.keepalive)
    const { client_id: clientId, username, token: password, keepalive } = notices
    socket.send(connectPacket({ clientId, username, password, keepalive }))
    await line.until('CONNACK')
    socket.send(subscribePacket(notices.topic))
    await line.until('SUBACK')
    return line
  }

  private constructor(socket: WebSocket, keepaliveSeconds: number) {
    this.#socket = socket
    this.#pings = setInterval(() => socket.send(PINGREQ), keepaliveSeconds * 500)
    socket.on('close', () => clearInterval(this.#pings))
    socket.on('message', (data) => {
      if (!Buffer.isBuffer(data)) throw new Error('a message in pieces')
      this.#heard.push(...eventsIn(data))
      this.#wake()
    })
  }

  /** Waits for this event; what came before it is forgotten. */
  async until(event: string): Promise<void> {
    while (true) {
      const at = this.#heard.indexOf(event)
      if (at >= 0) return void this.#heard.splice(0, at + 1)
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      await inTime(woken, WAIT_MS, `no ${event} in time`)
    }
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  close(): void {
    this.#socket.terminate()
  }
}

/** The packets of one frame. The server sends each packet in one frame, so none is ever cut in two. */
function eventsIn(frame: Buffer): string[] {
  const events: string[] = []
  let at = 0
  while (at < frame.length) {
    const type = frame.readUInt8(at)
    const { length, bytes } = remainingLengthAt(frame, at + 1)
    const start = at + 1 + bytes
    at = start + length
    events.push(eventOf(type, frame.subarray(start, at)))
  }
  return events
}

function eventOf(type: number, packet: Buffer): string {
  if (type === CONNACK && packet[1] === 0) return 'CONNACK'
  if (type === SUBACK && packet[2] === 0) return 'SUBACK'
  if (type === PINGRESP) return 'PINGRESP'
  if (type !== PUBLISH) throw new Error(`refused: packet ${type}, ${packet.toString('hex')}`)
  const payload = packet.toString('utf8', 2 + packet.readUInt16BE(0))
  return (JSON.parse(payload) as Notice).eventName
}

/** MQTT 3.1.1 §2.2.3. */
function remainingLengthAt(frame: Buffer, at: number): { length: number; bytes: number } {
  let length = 0
  for (let bytes = 0; bytes < 4; bytes += 1) {
    const byte = frame.readUInt8(at + bytes)
    length += (byte & 0x7f) << (7 * bytes)
    if (byte < 0x80) return { length, bytes: bytes + 1 }
  }
  throw new Error('a packet without an end')
}
