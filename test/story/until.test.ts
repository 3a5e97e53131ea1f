import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }
const DAY = 86_400

/** A TV that goes by the server's clock, which these tests move. */
async function television(server: TestServer): Promise<Tv> {
  const tv = await Tv.boot(server.url)
  tv.now = () => server.clock.now
  return tv
}

async function start(link: Record<string, unknown> = {}): Promise<TestServer> {
  return startServer({ accounts: await accounts('dora'), link })
}

describe('"until tomorrow noon"', () => {
  it('ends the binding by itself, and the TV hears of it', async () => {
    const server = await start()
    const tv = await television(server)
    const link = await tv.requestLink()
    const until = server.clock.now + DAY
    const phone = new Phone(server.url)
    expect((await phone.approve(link.handle, { ...DORA, until })).status).toBe(200)
    server.clock.now = until - 1
    await tv.askToken()
    const bound = await tv.hello('?notices')
    expect(bound.status).toBe(200)
    server.clock.now = until
    const over = await tv.hello()
    expect([over.status, over.body['code']]).toEqual([401, 'device_not_bound'])
    expect((await tv.call('GET', '/titles')).status).toBe(401)
  })

  it('must lie ahead, and not too far', async () => {
    const server = await start()
    const link = await (await Tv.boot(server.url)).requestLink()
    const phone = new Phone(server.url)
    const { now } = server.clock
    for (const until of [0, now - 1, now, now + 7 * DAY + 1, now + 0.5, -1, '1', null]) {
      const answer = await phone.approve(link.handle, { ...DORA, until })
      expect([until, answer.status, answer.body['code']]).toEqual([until, 400, 'bad_request'])
    }
    const longest = await phone.approve(link.handle, { ...DORA, until: now + 7 * DAY })
    expect(longest.body).toEqual({ status: 'authorized' })
  })

  it('stays as the first approval said, whatever a repeated one asks', async () => {
    const server = await start()
    const tv = await television(server)
    const link = await tv.requestLink()
    const phone = new Phone(server.url)
    await phone.approve(link.handle, { ...DORA, until: server.clock.now + 300 })
    await phone.approve(link.handle, { until: server.clock.now + DAY })
    server.clock.now += 300
    expect((await tv.hello()).status).toBe(401)
  })
})

describe('what the operator set for all', () => {
  it('is shown to the phone and stands above what it asks', async () => {
    const server = await start({ bindingSeconds: 500 })
    const tv = await television(server)
    const link = await tv.requestLink()
    const phone = new Phone(server.url)
    expect((await phone.open(link.handle)).body['binding_seconds']).toBe(500)
    await phone.approve(link.handle, { ...DORA, until: server.clock.now + DAY })
    server.clock.now += 499
    expect((await tv.hello()).status).toBe(200)
    server.clock.now += 1
    expect((await tv.hello()).status).toBe(401)
  })
})
