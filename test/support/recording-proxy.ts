import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What went through, in both directions, and where to connect to. */
export interface RecordingProxy {
  port: number
  /** Every byte so far, each direction of each connection by itself, as Latin-1. */
  bytes(): string[]
}

/** Somebody on the way who keeps every byte, of HTTP and MQTT alike; it ends with the test. */
export async function recordingProxy(toPort: () => number): Promise<RecordingProxy> {
  const kept: Buffer[][] = []
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(toPort(), '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      const one: Buffer[] = []
      kept.push(one)
      sockets.add(from)
      from.on('data', (chunk) => one.push(chunk))
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  })
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => kept.map((chunks) => Buffer.concat(chunks).toString('latin1')),
  }
}
