import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'

import { answerOf, said } from '../../../../server/cli/probe/answer.ts'
import { fetchSeen, fetchWire } from '../../../../server/cli/probe/fetch-wire.ts'
import { Tab } from '../../../../server/cli/probe/page.ts'
import { boundedWire, Stopped, type Wire } from '../../../../server/cli/probe/wire.ts'
import { PEER_ACCOUNT, PEER_CLIENT, startPeer } from '../../../support/peer.ts'
import { heldWire, probed } from '../../../support/probing.ts'

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('one run', () => {
  it('sends so many requests and no more', async () => {
    let sent = 0
    const world: Wire = {
      now: () => 0,
      sleep: async () => undefined,
      send: async () => {
        sent += 1
        return { status: 200, headers: new Headers(), text: '' }
      },
    }
    const wire = boundedWire(world, { requests: 3, milliseconds: 1000 })
    for (let asked = 0; asked < 3; asked += 1) await wire.send({ method: 'GET', url: 'http://a' })
    await expect(wire.send({ method: 'GET', url: 'http://a' })).rejects.toThrow(Stopped)
    expect([sent, wire.sent()]).toEqual([3, 3])
  })

  it('neither waits nor sends beyond its time', async () => {
    const clock = { now: 0 }
    const wire = boundedWire(heldWire(clock), { requests: 3, milliseconds: 10_000 })
    await wire.sleep(9000)
    await expect(wire.sleep(2000)).rejects.toThrow(Stopped)
    await wire.sleep(1000)
    await expect(wire.send({ method: 'GET', url: 'http://127.0.0.1:9' })).rejects.toThrow(
      'in the time',
    )
    expect(clock.now).toBe(10)
  })

  it('asks no sooner than the interval allows, but where it tries just that', async () => {
    const peer = await startPeer()
    const wire = heldWire(peer.clock)
    await probed(wire, { url: peer.url, clientId: PEER_CLIENT, account: PEER_ACCOUNT })
    // Drawing codes; then after slow_down, after a no, and after tokens.
    expect(wire.waits.filter((wait) => wait > 150)).toEqual([10_000, 5000, 5000])
    expect(wire.calls.length).toBeLessThan(110)
  })
})

describe('an answer', () => {
  it('that does not come is a fault of its server', async () => {
    const url = await serve(() => undefined)
    await expect(fetchSeen({ method: 'GET', url }, 50)).rejects.toMatchObject({
      finding: { result: 'fail', saw: expect.stringContaining('not in good time') },
    })
  })

  it('is read so far and no further', async () => {
    const url = await serve((_request, response) => {
      const more = () => response.write('x'.repeat(10_000), more)
      more()
    })
    expect((await fetchWire.send({ method: 'GET', url })).text).toHaveLength(65_536)
  })

  it('is quoted by its status and the name of its error, and by nothing else', () => {
    const answer = (error: unknown) =>
      said(answerOf({ status: 400, headers: new Headers(), text: JSON.stringify({ error }) }))
    expect(answer('slow_down')).toBe('400 slow_down')
    for (const error of ['WDJB-MJHT', 'a'.repeat(41), '\u001b[2J', '', 7]) {
      expect(answer(error)).toBe('400')
    }
  })

  it('from nowhere says why', async () => {
    const call = { method: 'GET', url: 'http://127.0.0.1:1/' } as const
    await expect(fetchWire.send(call)).rejects.toThrow(/no answer from 127\.0\.0\.1:1: \S/)
  })
})

describe('a page', () => {
  it('that leads to another host is not followed', async () => {
    let reached = 0
    const other = await serve((_request, response) => {
      reached += 1
      response.end()
    })
    const url = await serve((_request, response) => {
      response.writeHead(302, { location: `${other}/login` }).end()
    })
    await expect(new Tab(fetchWire).open(url)).rejects.toThrow('which is not asked')
    expect(reached).toBe(0)
  })

  it('whose form leads to another host is not sent', async () => {
    const url = await serve((_request, response) => {
      response.end(
        '<body onload="document.forms[0].submit()"><form method=post action="https://elsewhere.example/"></form>',
      )
    })
    await expect(new Tab(fetchWire).open(url)).rejects.toThrow('leads to elsewhere.example')
  })

  it('that leads in a circle is left after five rounds', async () => {
    let asked = 0
    const url = await serve((_request, response) => {
      asked += 1
      response.writeHead(302, { location: '/again' }).end()
    })
    expect((await new Tab(fetchWire).fetch(url)).seen.status).toBe(302)
    expect(asked).toBe(6)
  })

  it('gets its own cookies back', async () => {
    const cookies: unknown[] = []
    const url = await serve((request, response) => {
      cookies.push(request.headers.cookie)
      response.setHeader('set-cookie', 'a=b=c; Path=/; HttpOnly').end()
    })
    const tab = new Tab(fetchWire)
    await tab.fetch(url)
    await tab.fetch(url)
    expect(cookies).toEqual([undefined, 'a=b=c'])
  })
})
