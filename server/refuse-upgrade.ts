import type { Duplex } from 'node:stream'

/** Answers an upgrade with an HTTP status and closes its socket. */
export function refuseUpgrade(
  socket: Duplex,
  status: string,
  headers: Record<string, string> = {},
): void {
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  // The peer may be gone already, and then nobody else hears of it.
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n`, () => socket.destroy())
}
