import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

import type { ConnectFacts, NoticeClaims } from './access.ts'
import { PacketGuard } from './packet-guard.ts'

export interface StreamLimits {
  /** The longest remaining length a client may announce. */
  packetBytes: number
  /** How much may wait for a client that does not read, before it is cut. */
  bufferedBytes: number
}

/** What a client's CONNECT asked for. */
export interface Connect extends ConnectFacts {
  /** Its password; empty when there was none. */
  token: string
}

type Written = (error?: Error | null) => void

/**
 * What a broker reads from and writes to for one client. It lets no long packet in, and it never makes the broker wait:
 * aedes answers a full socket by holding up everybody else, so here a client that stops reading is cut instead.
 */
export abstract class GuardedStream extends Duplex {
  /** Set once this client has proved who it is. */
  claims: NoticeClaims | null = null
  /** Its CONNECT, until that is judged. */
  connect: Connect | null = null
  readonly #guard: PacketGuard
  readonly #bufferedBytes: number

  constructor(limits: StreamLimits) {
    super({
      readableHighWaterMark: limits.packetBytes,
      // The broker is never told to wait; `bufferedBytes` ends the connection instead.
      writableHighWaterMark: Number.MAX_SAFE_INTEGER,
    })
    this.#guard = new PacketGuard(limits.packetBytes)
    this.#bufferedBytes = limits.bufferedBytes
  }

  protected abstract send(bytes: Buffer): void
  /** Bytes that were sent but have not left this process. */
  protected abstract waitingBytes(): number
  protected abstract pauseTransport(): void
  protected abstract resumeTransport(): void
  protected abstract cut(): void

  protected receive(bytes: Buffer): void {
    if (this.destroyed) return
    if (!this.#guard.accepts(bytes)) this.destroy()
    else if (!this.push(bytes)) this.pauseTransport()
  }

  override _read(): void {
    this.resumeTransport()
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, written: Written): void {
    this.#hand(bytes)
    written()
  }

  /** A packet is written in pieces; it leaves as one frame. */
  override _writev(pieces: { chunk: Buffer }[], written: Written): void {
    this.#hand(Buffer.concat(pieces.map(({ chunk }) => chunk)))
    written()
  }

  override _destroy(error: Error | null, destroyed: Written): void {
    this.cut()
    destroyed(error)
  }

  #hand(bytes: Buffer): void {
    this.send(bytes)
    if (this.waitingBytes() > this.#bufferedBytes) this.destroy()
  }
}

/** MQTT over WebSocket (MQTT 3.1.1 §6): packets may share a frame or span several. */
export class WebSocketStream extends GuardedStream {
  readonly #socket: WebSocket

  constructor(socket: WebSocket, limits: StreamLimits) {
    super(limits)
    this.#socket = socket
    const end = () => this.destroy()
    socket.on('message', (data, isBinary) => {
      // [MQTT-6.0.0-1]: anything but binary closes the connection.
      if (isBinary && Buffer.isBuffer(data)) this.receive(data)
      else end()
    })
    socket.on('close', end)
    socket.on('error', end)
  }

  protected override send(bytes: Buffer): void {
    this.#socket.send(bytes)
  }

  protected override waitingBytes(): number {
    return this.#socket.bufferedAmount
  }

  protected override pauseTransport(): void {
    this.#socket.pause()
  }

  protected override resumeTransport(): void {
    if (this.#socket.isPaused) this.#socket.resume()
  }

  protected override cut(): void {
    this.#socket.terminate()
  }
}

/** MQTT over plain TCP. */
export class TcpStream extends GuardedStream {
  readonly #socket: Socket

  constructor(socket: Socket, limits: StreamLimits) {
    super(limits)
    this.#socket = socket
    const end = () => this.destroy()
    socket.on('data', (bytes) => this.receive(bytes))
    socket.on('close', end)
    socket.on('error', end)
  }

  protected override send(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  protected override waitingBytes(): number {
    return this.#socket.writableLength
  }

  protected override pauseTransport(): void {
    this.#socket.pause()
  }

  protected override resumeTransport(): void {
    if (this.#socket.isPaused()) this.#socket.resume()
  }

  protected override cut(): void {
    this.#socket.destroy()
  }
}
