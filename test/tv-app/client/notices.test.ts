import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import { createWebSocketStream, WebSocketServer } from 'ws'

import type { Notices } from '#contract/notice'
import { NoticeLine } from '../../../tv-app/client/notices.ts'
import type { Timers } from '../../../tv-app/client/timers.ts'

const TOPIC = 'devices/key_x/messages'
const closes: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close()
})

/** A real broker on a real WebSocket. */
async function broker() {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  closes.push(async () => {
    cut()
    await new Promise<void>((resolve) => aedes.close(() => resolve()))
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  const publish = (topic: string, payload: string) =>
    new Promise<void>((resolve) => {
      const packet = { cmd: 'publish', qos: 0, dup: false, retain: false } as const
      aedes.publish({ ...packet, topic, payload }, () => resolve())
    })
  return { url, passwords, taken, cut, publish }
}

function notices(url: string, token = 'first'): Notices {
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

/** A line whose timers the test fires; `waits` are the milliseconds it asked for. */
function line(fresh: () => Notices | null, random = () => 0.5) {
  const heard: string[] = []
  const waits: number[] = []
  let due: (() => void) | null = null
  const timers: Timers = {
    nowMs: () => 0,
    set(run, ms) {
      waits.push(ms)
      due = run
      return run
    },
    clear() {
      due = null
    },
  }
  const opened = new NoticeLine({
    loadMqtt: async () => mqtt.connect,
    freshNotices: async () => fresh(),
    onNudge: () => heard.push('nudge'),
    onLine: (up) => heard.push(up ? 'up' : 'down'),
    random,
    timers,
  })
  closes.push(() => opened.close())
  return { opened, heard, waits, fire: () => due?.() }
}

describe('the line for notices', () => {
  it('nudges on every message of its topic, whatever it says, and on no other', async () => {
    const { url, publish } = await broker()
    const { opened, heard } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    await publish('devices/other/messages', 'x')
    await publish(TOPIC, '{"id":"1","eventName":"DeviceAuthorized","payload":{"authorized":true}}')
    await publish(TOPIC, 'rubbish \u0000')
    await expect.poll(() => heard).toEqual(['up', 'nudge', 'nudge'])
  })

  it('stays as it is when it is told to listen again', async () => {
    const { url, passwords } = await broker()
    const { opened, heard } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    opened.listen(notices(url, 'second'))
    opened.listen(null)
    expect(passwords).toEqual(['first'])
  })

  it('does nothing more once it is closed', async () => {
    const { url, cut } = await broker()
    const { opened, heard } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    opened.close()
    opened.hurry()
    opened.listen(notices(url))
    cut()
    expect(heard).toEqual(['up'])
  })
})

describe('a line that was lost', () => {
  it('comes back after a cut, the first time anywhere within the first spread', async () => {
    const { url, cut } = await broker()
    const { opened, heard, waits, fire } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    cut()
    await expect.poll(() => heard).toEqual(['up', 'down'])
    expect(waits.at(-1)).toBe(10_000)
    fire()
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  })

  it('doubles its window up to the cap while there is no broker, with full jitter', async () => {
    const { opened, waits, fire } = line(() => null)
    const nobody = 'ws://127.0.0.1:1'
    opened.listen(notices(nobody))
    for (let tries = 1; tries <= 9; tries += 1) {
      await expect.poll(() => waits.length).toBe(tries)
      fire()
    }
    // It has no credentials left that are worth a try, and goes on at the same pace.
    expect(waits.slice(0, 9)).toEqual(
      [20, 2, 4, 8, 16, 32, 64, 120, 120].map((seconds) => seconds * 500),
    )
  })

  it('asks for new credentials when the broker refuses the old ones', async () => {
    const { url, taken, passwords } = await broker()
    taken.password = 'second'
    const { opened, heard, fire, waits } = line(() => notices(url, 'second'))
    opened.listen(notices(url, 'first'))
    await expect.poll(() => waits.length).toBe(1)
    fire()
    await expect.poll(() => heard).toEqual(['up'])
    expect(passwords).toEqual(['first', 'second'])
  })

  it('reconnects with new credentials before its token ends, and says it is up again', async () => {
    const { url, passwords } = await broker()
    const { opened, heard, waits, fire } = line(() => notices(url, 'second'))
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    expect(waits[0]).toBeCloseTo(3_600_000 * 0.9)
    fire()
    await expect.poll(() => heard).toEqual(['up', 'up'])
    expect(passwords).toEqual(['first', 'second'])
  })

  it('ends the wait when the device wakes up', async () => {
    const { url, cut } = await broker()
    const { opened, heard } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    cut()
    await expect.poll(() => heard).toEqual(['up', 'down'])
    opened.hurry()
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  })
})
