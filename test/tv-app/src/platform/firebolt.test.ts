import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

import { AGENTS, set, woken } from './set.ts'

interface Call {
  id: number
  method: string
  params: Record<string, unknown>
}

/** An RDK box's gateway on loopback: it notes the calls, and answers when a test says so. */
async function box() {
  const gateway = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => {
    for (const client of gateway.clients) client.terminate()
    gateway.close()
  })
  await once(gateway, 'listening')
  const calls: Call[] = []
  gateway.on('connection', (socket) => {
    socket.on('message', (data) => calls.push(JSON.parse(String(data))))
  })
  const { port } = gateway.address() as AddressInfo
  const __firebolt = { endpoint: `ws://127.0.0.1:${port}/?session=1` }
  const page = set(AGENTS.desk, { __firebolt, WebSocket })
  const say = (text: string) => {
    for (const client of gateway.clients) client.send(text)
  }
  const call = (method: string) => calls.find((one) => one.method === method)
  const answer = (method: string, result: unknown) =>
    say(JSON.stringify({ jsonrpc: '2.0', id: call(method)?.id, result }))
  const called = (...methods: string[]) =>
    expect.poll(() => calls.map(({ method }) => method)).toEqual(expect.arrayContaining(methods))
  return { ...page, calls, call, called, answer, say }
}

describe('an app on an RDK box with Firebolt', () => {
  it('says how the household calls the box, and its model', async () => {
    const { platform, called, answer } = await box()
    expect(platform).toMatchObject({
      name: 'firebolt',
      describe: { name: 'Set-top box' },
      habits: { backOnHome: 'unbind', canLeave: true, asksFirst: false },
      assertion: null,
    })
    await called('device.name', 'device.model')
    answer('device.name', 'Living Room')
    answer('device.model', 'xi6')
    await expect.poll(() => platform.describe).toEqual({ name: 'Living Room', model: 'xi6' })
  })

  it('says that it is drawn, and asks to be closed', async () => {
    const { platform, called, call } = await box()
    platform.ready()
    platform.leave()
    await called('lifecycle.ready', 'lifecycle.close')
    expect(call('lifecycle.close')?.params).toEqual({ reason: 'remoteButton' })
  })

  it('wakes when it is in the foreground, not because it asked to be told', async () => {
    const page = await box()
    const times = woken(page)
    await page.called('lifecycle.onForeground')
    expect(page.call('lifecycle.onForeground')?.params).toEqual({ listen: true })
    page.answer('lifecycle.onForeground', { listening: true, event: 'lifecycle.onForeground' })
    page.answer('lifecycle.onForeground', { state: 'foreground', previous: 'suspended' })
    await expect.poll(times).toBe(1)
    page.answer('lifecycle.onForeground', { state: 'foreground', previous: 'inactive' })
    await expect.poll(times).toBe(2)
  })

  it('takes no harm from what nobody asked it', async () => {
    const { platform, called, answer, say } = await box()
    await called('device.name')
    for (const text of ['no JSON', 'null', '[]', '7', '{"id":99,"result":1}', '{"id":"x"}'])
      say(text)
    answer('device.name', { not: 'a text' })
    answer('device.model', 'xi6')
    await expect.poll(() => platform.describe.model).toBe('xi6')
    expect(platform.describe.name).toBe('Set-top box')
  })

  it('keeps only so much for a gateway that never opens', async () => {
    const sent: string[] = []
    class Silent {
      readonly OPEN = 1
      readyState = 0
      onopen: (() => void) | undefined
      constructor() {
        opening = () => {
          this.readyState = 1
          this.onopen?.()
        }
      }
      send(text: string) {
        sent.push(text)
      }
    }
    let opening = () => {}
    const { platform } = set(AGENTS.desk, {
      __firebolt: { endpoint: 'ws://127.0.0.1:9' },
      WebSocket: Silent,
    })
    for (let more = 0; more < 1000; more += 1) platform.ready()
    opening()
    expect(sent).toHaveLength(16)
  })

  it.each([
    ['an address that is none', { __firebolt: { endpoint: 'nowhere' }, WebSocket }],
    ['no address', { __firebolt: {}, WebSocket }],
    ['no sockets', { __firebolt: { endpoint: 'ws://127.0.0.1:9' } }],
  ])('is a browser’s page with %s', (_what, more) => {
    expect(set(AGENTS.desk, more).platform.name).toBe('browser')
  })
})
