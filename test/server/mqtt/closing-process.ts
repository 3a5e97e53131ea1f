/**
 * A process of its own, run by embedded-broker.test.ts: a broker with one client that waits to sign in and one that has
 * signed in, closed while both are connected. It says so, and must then end by itself.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { pino } from 'pino'

import { parseConfig } from '../../../server/config.ts'
import { createEmbeddedBroker } from '../../../server/mqtt/embedded-broker.ts'
import { connectPacket } from './mqtt-bytes.ts'

const pass = { clientId: 'tv-a-00000001', username: 'tv-a', password: 'token' }
const parsed = parseConfig({ mqtt: { connectTimeoutMs: 600_000 } })
if (!parsed.ok) throw new Error(parsed.faults.join())
const broker = await createEmbeddedBroker({
  config: parsed.config.mqtt,
  verifyToken: async () => ({ deviceId: 'tv-a', clientId: pass.clientId, expiresAt: 2 }),
  now: () => 1,
  randomId: () => 'id',
  log: pino({ level: 'silent' }),
})
const { port } = await broker.listenTcp(0, '127.0.0.1')
const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
await Promise.all(sockets.map((socket) => once(socket, 'connect')))
sockets[0]?.write(connectPacket({ ...pass, keepalive: 600 }))
await once(sockets[0] as NodeJS.EventEmitter, 'data')
const ended = sockets.map((socket) => once(socket, 'close'))
const notified = broker.notify('tv-a', 'LinkOpened')
await broker.close()
await Promise.all([...ended, notified])
process.stdout.write('closed\n')
