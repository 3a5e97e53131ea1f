import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'

import type { Config } from '../config.ts'
import { refuseUpgrade } from '../refuse-upgrade.ts'
import { type GuardedStream, TcpStream, WebSocketStream } from './guarded-stream.ts'
import { HandshakeBudget } from './handshake-budget.ts'
import { offersMqtt } from './upgrade.ts'

/** A frame in more pieces than this does not come from a television. */
const FRAME_PIECES = 64

/** Lets connections in, by WebSocket and by TCP, as many and as fast as the configuration allows. */
export class Entrance {
  readonly #config: Config['mqtt']
  readonly #now: () => number
  readonly #log: Pick<Logger, 'warn'>
  readonly #handle: (stream: GuardedStream) => void
  /** Every open connection, signed in or not. */
  readonly #open = new Set<GuardedStream>()
  readonly #tcpServers: Server[] = []
  readonly #handshakes: HandshakeBudget
  readonly #webSockets: WebSocketServer
  #turnedAway = 0
  #closed = false

  /** @param handle gets each connection once, before its first byte */
  constructor(
    parts: { config: Config['mqtt']; now: () => number; log: Pick<Logger, 'warn'> },
    handle: (stream: GuardedStream) => void,
  ) {
    this.#config = parts.config
    this.#now = parts.now
    this.#log = parts.log
    this.#handle = handle
    this.#handshakes = new HandshakeBudget(parts.config.handshakesPerSecond, parts.now())
    this.#webSockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      // Packets may share a frame [MQTT-6.0.0-4]; the guard measures each.
      maxPayload: 2 * parts.config.packetBytes,
      maxFragments: FRAME_PIECES,
      maxBufferedChunks: FRAME_PIECES,
      handleProtocols: () => 'mqtt',
    })
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!offersMqtt(request)) {
      refuseUpgrade(socket, '400 Bad Request')
    } else if (!this.#hasRoom()) {
      // As spread out as a first reconnect is, so that a fleet does not come back at once.
      const seconds = Math.max(1, this.#config.firstSpreadSeconds)
      refuseUpgrade(socket, '503 Service Unavailable', { 'Retry-After': String(seconds) })
    } else {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        this.#take(new WebSocketStream(webSocket, this.#config)),
      )
    }
  }

  async listenTcp(port: number, host: string): Promise<{ port: number }> {
    const server = createServer({ noDelay: true }, (socket) => {
      if (this.#hasRoom()) this.#take(new TcpStream(socket, this.#config))
      else socket.destroy()
    })
    server.listen(port, host)
    await once(server, 'listening')
    server.on('error', (error) => this.#log.warn({ err: error }, 'MQTT over TCP'))
    this.#tcpServers.push(server)
    return { port: (server.address() as AddressInfo).port }
  }

  /** How many were turned away since this was last asked. */
  takeTurnedAway(): number {
    const turnedAway = this.#turnedAway
    this.#turnedAway = 0
    return turnedAway
  }

  /** Lets nobody in any more and ends all connections. */
  async close(): Promise<void> {
    this.#closed = true
    this.#webSockets.close()
    const closed = this.#tcpServers.map((server) => once(server.close(), 'close'))
    for (const stream of this.#open) stream.destroy()
    await Promise.all(closed)
  }

  /** Whether one more may come in; that takes a handshake from the budget. */
  #hasRoom(): boolean {
    const hasRoom =
      !this.#closed &&
      this.#open.size < this.#config.connections &&
      this.#handshakes.take(this.#now())
    if (!hasRoom) this.#turnedAway += 1
    return hasRoom
  }

  #take(stream: GuardedStream): void {
    this.#open.add(stream)
    stream.once('close', () => this.#open.delete(stream))
    this.#handle(stream)
  }
}
