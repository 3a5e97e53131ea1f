import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { listen, startBroker, until } from './broker-fixture.ts'
import { connectPacket } from './mqtt-bytes.ts'
import { notifierCases } from './notifier.cases.ts'
import { rawClient } from './raw-client.ts'

notifierCases(async () => {
  const { broker, url, issue } = await startBroker()
  return { notifier: broker, listen: (deviceId) => listen(url, issue(deviceId)) }
})

function fakeTimers(
  ...toFake: ('setInterval' | 'clearInterval' | 'setTimeout' | 'clearTimeout')[]
) {
  vi.useFakeTimers({ toFake })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

describe('the embedded broker', () => {
  it('ends a session when its token ends, not earlier', async () => {
    fakeTimers('setInterval', 'clearInterval')
    const { broker, url, issue, clock } = await startBroker()
    const brief = await listen(url, issue('tv-a', 60))
    const long = await listen(url, issue('tv-b', 61))
    clock.now += 59
    vi.advanceTimersByTime(1000)
    expect(broker.connected()).toBe(2)
    clock.now += 1
    vi.advanceTimersByTime(1000)
    await brief.ended
    expect(broker.connected()).toBe(1)
    await broker.notify('tv-b', 'LinkOpened')
    await until(() => long.received.length === 1, 'the other still hears')
  })

  it('gives a device three sessions; a fourth ends the first', async () => {
    const { broker, url, issue } = await startBroker()
    const first = await listen(url, issue('tv-a'))
    const others = [await listen(url, issue('tv-a')), await listen(url, issue('tv-a'))]
    const stranger = await listen(url, issue('tv-b'))
    expect(broker.connected()).toBe(4)
    others.push(await listen(url, issue('tv-a')))
    await first.ended
    expect(broker.connected()).toBe(4)
    await broker.notify('tv-a', 'LinkOpened')
    for (const { received } of others) await until(() => received.length === 1, 'it hears')
    expect(stranger.client.connected).toBe(true)
  })

  it('lets a client that comes back under its own clientId take the place of its old connection', async () => {
    const { broker, url, issue } = await startBroker()
    const pass = issue('tv-a')
    const bystanders = [await listen(url, issue('tv-a')), await listen(url, issue('tv-a'))]
    const old = await listen(url, pass)
    const back = await listen(url, pass)
    await old.ended
    expect(broker.connected()).toBe(3)
    await broker.notify('tv-a', 'LinkOpened')
    for (const { received } of [...bystanders, back]) {
      await until(() => received.length === 1, 'it hears')
    }
  })

  it('ends a connection that never says CONNECT, and one that falls silent', async () => {
    const hasty = await startBroker({ connectTimeoutMs: 50 })
    const mute = rawClient(hasty.tcpPort)
    await mute.ended
    expect(mute.received()).toHaveLength(0)
    const { broker, tcpPort, issue } = await startBroker()
    const silent = rawClient(tcpPort)
    silent.socket.write(connectPacket({ ...issue('tv-a'), keepalive: 1 }))
    await silent.ended
    // It was let in; for how long it has been gone when that is seen depends on the machine.
    expect(silent.received()).toEqual(Buffer.of(0x20, 2, 0, 0))
    await until(() => broker.connected() === 0, 'it is forgotten')
  })

  it('answers "unavailable" when a token cannot be judged, at the latest after three seconds', async () => {
    const UNAVAILABLE = Buffer.of(0x20, 2, 0, 3)
    const broken = await startBroker({}, async () => {
      throw new Error('no keys')
    })
    const refused = rawClient(broken.tcpPort)
    refused.socket.write(connectPacket(broken.issue('tv-a')))
    await refused.ended
    expect(refused.received()).toEqual(UNAVAILABLE)

    fakeTimers('setTimeout', 'clearTimeout')
    let asked = () => {}
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const hanging = await startBroker({}, () => {
      asked()
      return new Promise(() => {})
    })
    const waiting = rawClient(hanging.tcpPort)
    waiting.socket.write(connectPacket(hanging.issue('tv-a')))
    await wasAsked
    vi.advanceTimersByTime(3000)
    await waiting.ended
    expect(waiting.received()).toEqual(UNAVAILABLE)
  })

  it('lets the process end once it is closed, with clients connected and a notice on its way', async () => {
    const script = fileURLToPath(new URL('closing-process.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', script])
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    let printed = ''
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (bytes) => {
        printed += bytes
      })
    }
    await until(() => printed.includes('closed'), 'the broker is closed')
    // A timer that was left behind would take minutes.
    await until(() => child.exitCode !== null, 'the process has ended')
    expect(printed).toBe('closed\n')
    expect(child.exitCode).toBe(0)
  })
})
