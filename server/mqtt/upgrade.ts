import type { IncomingMessage } from 'node:http'

/** Whether this upgrade names the subprotocol `mqtt`, as a client must [MQTT-6.0.0-3]. */
export function offersMqtt(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((protocol) => protocol.trim() === 'mqtt')
}
