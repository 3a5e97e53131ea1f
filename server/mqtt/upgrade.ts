import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** Whether this upgrade names the subprotocol `mqtt`, as a client must [MQTT-6.0.0-3]. */
export function offersMqtt(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((protocol) => protocol.trim() === 'mqtt')
}

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
