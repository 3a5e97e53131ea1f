import { createServer } from 'node:http'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { afterEach } from 'vitest'
import { createWebSocketStream, WebSocketServer } from 'ws'

import type { Notices } from '#contract/notice'
import { NoticeLine } from '../../../tv-app/client/notices.ts'
import { freePort } from '../../support/process.ts'
import { handClock } from './hand-clock.ts'

export const TOPIC = 'devices/key_x/messages'
const closes: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close()
})

/** A real broker on a real WebSocket, which ends with the test. `passwords` are those it was shown. */
export async function smallBroker() {
  const aedes = await Aedes.createBroker()
  const passwords: string[] = []
  const taken = { password: '' }
  aedes.authenticate = (_client, _username, password, done) => {
    passwords.push(String(password))
    done(null, taken.password === '' || String(password) === taken.password)
  }
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    aedes.handle(createWebSocketStream(socket), {} as never)
  })
  const port = await freePort()
  const start = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await start()
  /** Like a socket whose other end is gone: nothing comes, and nothing says so. */
  const mute = () => {
    for (const socket of sockets.clients) socket.pause()
  }
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  const stop = async () => {
    cut()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  closes.push(async () => {
    await stop()
    await new Promise<void>((resolve) => aedes.close(() => resolve()))
  })
  const publish = (topic: string, payload: string) =>
    new Promise<void>((resolve) => {
      const packet = { cmd: 'publish', qos: 0, dup: false, retain: false } as const
      aedes.publish({ ...packet, topic, payload }, () => resolve())
    })
  const url = `ws://127.0.0.1:${port}`
  return { url, passwords, taken, cut, mute, publish, stop, start }
}

export function notices(url: string, token = 'first'): Notices {
  return {
    url,
    topic: TOPIC,
    client_id: `key_x-${token}`,
    username: 'key_x',
    token,
    expires_in: 3600,
    keepalive: 40,
    reconnect: { first_spread: 20, base: 2, cap: 120 },
  }
}

/** A line whose clock the test turns; `waits` are the milliseconds it asked for. */
export function line(fresh: () => Notices | null) {
  const heard: string[] = []
  const device = { offline: false }
  /** While it hangs, mqtt.js is on its way, and arrives with those who wait in `hung`. */
  const loads = { hang: false, hung: [] as (() => void)[] }
  const clock = handClock()
  const opened = new NoticeLine({
    loadMqtt: () =>
      new Promise((resolve) => {
        if (loads.hang) loads.hung.push(() => resolve(mqtt.connect))
        else resolve(mqtt.connect)
      }),
    freshNotices: async () => fresh(),
    onNudge: () => heard.push('nudge'),
    onMessage: ({ eventName, payload }) => heard.push(`${eventName} ${JSON.stringify(payload)}`),
    onLine: (up) => heard.push(up ? 'up' : 'down'),
    isOffline: () => device.offline,
    random: () => 0.5,
    timers: clock,
  })
  closes.push(() => opened.close())
  return { opened, heard, clock, device, loads, waits: clock.waits }
}
