import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A TCP connection that sends whatever bytes it is given; it is ended with the test. */
export interface RawClient {
  socket: Socket
  /** All that came so far. */
  received(): Buffer
  ended: Promise<void>
}

export function rawClient(port: number): RawClient {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (bytes) => chunks.push(bytes))
  // A connection that is cut may end in an error; how it ends is not what is asked.
  socket.on('error', () => socket.destroy())
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  onTestFinished(() => {
    socket.destroy()
  })
  return { socket, received: () => Buffer.concat(chunks), ended }
}
