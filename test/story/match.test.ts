import { describe, expect, it } from 'vitest'
import { App } from '../support/app.ts'
import { withoutIds } from '../support/chance.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { type Answer, Tv } from '../support/tv.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }
const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }

async function start(): Promise<TestServer> {
  return startServer({
    accounts: await accounts('dora', 'bob'),
    trustedProxies: ['127.0.0.1'],
    clients: {
      pad: { name: 'Pad', otherNetwork: 'match', intervalSeconds: 1 },
      plain: { name: 'Plain' },
      lan: { name: 'LAN', hostLanOnly: true },
    },
  })
}

function app(server: TestServer, clientId = 'pad', headers: Record<string, string> = HOME): App {
  const made = new App(server.url, clientId)
  made.headers = headers
  return made
}

/** Enters digits on the app's screen. */
async function enter(server: TestServer, deviceCode: string, number: unknown): Promise<Answer> {
  const tv = await Tv.make(server.url)
  return tv.callWith({}, 'POST', '/link/match', { device_code: deviceCode, number })
}

function wrong(number: unknown): string {
  return number === '111' ? '222' : '111'
}

describe('phone and app in one network', () => {
  it('need no match', async () => {
    const server = await start()
    const link = await app(server).begin()
    const answer = await new Phone(server.url, HOME).approve(link.handle, DORA)
    expect(answer.body).toEqual({ status: 'authorized' })
  })
})

describe('phone and app in two networks', () => {
  it('are refused unless the client can show the pad', async () => {
    const server = await start()
    const link = await app(server, 'plain').begin()
    const answer = await new Phone(server.url, AWAY).approve(link.handle, DORA)
    expect([answer.status, answer.body['code']]).toEqual([403, 'not_at_home'])
  })

  it('are settled by three digits, which the app hears of by notice and by asking', async () => {
    const server = await start()
    const pad = app(server)
    const link = await pad.begin()
    const listener = await (await Tv.make(server.url)).listen(
      link.notices,
      `${server.url.replace('http', 'ws')}/mqtt`,
    )
    const phone = new Phone(server.url, AWAY)
    const shown = await phone.approve(link.handle, DORA)
    expect(shown.body).toEqual({ status: 'match', number: expect.stringMatching(/^[1-9]{3}$/) })
    await listener.until('LinkMatch')
    // Ids are made by chance, and may hold any three digits.
    const heard = listener.seen.map(({ eventName, payload }) => [eventName, payload])
    expect(JSON.stringify(heard)).not.toContain(String(shown.body['number']))
    const pending = await pad.poll(link.device_code)
    expect(pending.body).toMatchObject({
      error: 'authorization_pending',
      link: { state: 'matching' },
    })
    expect(withoutIds(pending.body, link.link_id)).not.toContain(String(shown.body['number']))

    // The phone asks again without the password: it has been signed in meanwhile.
    expect((await phone.approve(link.handle)).body).toEqual(shown.body)
    expect((await enter(server, link.device_code, shown.body['number'])).body).toEqual({
      status: 'authorized',
    })
    await listener.until('DeviceAuthorized')
    expect((await phone.approve(link.handle)).body).toEqual({ status: 'authorized' })
    expect((await pad.poll(link.device_code)).status).toBe(200)
  })

  it('have one try: a wrong number denies, and the right one comes too late', async () => {
    const server = await start()
    const pad = app(server)
    const link = await pad.begin()
    const phone = new Phone(server.url, AWAY)
    const { number } = (await phone.approve(link.handle, DORA)).body
    const missed = await enter(server, link.device_code, wrong(number))
    expect([missed.status, missed.body['code']]).toEqual([409, 'match_missed'])
    expect((await enter(server, link.device_code, number)).status).toBe(404)
    const told = await phone.approve(link.handle)
    expect([told.status, told.body['code']]).toEqual([409, 'match_missed'])
    expect((await pad.poll(link.device_code)).body['error']).toBe('access_denied')
  })

  it('hear how it went by the typed code too, and that is no wrong code', async () => {
    const server = await start()
    for (const right of [false, true]) {
      const link = await app(server).begin()
      const phone = new Phone(server.url, AWAY)
      const typed = { user_code: link.user_code, decision: 'approve' }
      const { number } = (await phone.post('/authorize', { ...typed, ...DORA })).body
      await enter(server, link.device_code, right ? number : wrong(number))
      const answer = await phone.post('/authorize', typed)
      expect(answer.body['status'] === 'authorized', JSON.stringify(answer.body)).toBe(right)
      if (!right) expect(answer.body['code']).toBe('match_missed')
      const other = new Phone(server.url, AWAY)
      await other.signIn('bob', passwordOf('bob'))
      expect((await other.post('/authorize', typed)).body['code']).toBe('code_unknown')
    }
    const misses = await server.parts.store.missesOf(['code:all'], server.clock.now)
    expect(misses[0]?.count).toBe(2)
  })

  it('after two misses in a day are refused, until the day is over', async () => {
    const server = await start()
    const phone = new Phone(server.url, AWAY)
    await phone.signIn('dora', DORA.password)
    for (let miss = 0; miss < 2; miss += 1) {
      const link = await app(server).begin()
      const { number } = (await phone.approve(link.handle)).body
      await enter(server, link.device_code, wrong(number))
    }
    const third = await app(server).begin()
    expect((await phone.approve(third.handle)).body['code']).toBe('not_at_home')
    const atHome = new Phone(server.url, HOME)
    expect((await atHome.approve(third.handle, DORA)).body).toEqual({ status: 'authorized' })

    server.clock.now += 86_400
    const next = await app(server, 'pad', { 'x-forwarded-for': '192.0.2.77' }).begin()
    expect((await phone.approve(next.handle, DORA)).body['status']).toBe('match')
  })

  it('have a minute; then the request is over for everybody', async () => {
    const server = await start()
    const pad = app(server)
    const link = await pad.begin()
    const phone = new Phone(server.url, AWAY)
    const { number } = (await phone.approve(link.handle, DORA)).body
    server.clock.now += 60
    expect((await enter(server, link.device_code, number)).status).toBe(404)
    expect((await phone.approve(link.handle)).body['code']).toBe('link_expired')
    expect((await pad.poll(link.device_code)).body['error']).toBe('expired_token')
  })

  it('belong to the account that began, and "Not my TV" still ends it', async () => {
    const server = await start()
    const link = await app(server).begin()
    const phone = new Phone(server.url, AWAY)
    await phone.approve(link.handle, DORA)
    const bob = { username: 'bob', password: passwordOf('bob') }
    const other = await new Phone(server.url, { 'x-forwarded-for': '192.0.2.1' }).approve(
      link.handle,
      bob,
    )
    expect([other.status, other.body['code']]).toEqual([409, 'link_taken'])
    expect((await phone.deny(link.handle)).body).toEqual({ status: 'denied' })
    expect((await phone.approve(link.handle)).body['code']).toBe('link_denied')
  })

  it('give nobody a second number to guess, however often the phone asks', async () => {
    const server = await start()
    const link = await app(server).begin()
    const phone = new Phone(server.url, AWAY)
    await phone.signIn('dora', DORA.password)
    const answers = await Promise.all(Array.from({ length: 20 }, () => phone.approve(link.handle)))
    expect(new Set(answers.map(({ body }) => body['number'])).size).toBe(1)
  })
})

describe('a client for the host’s LAN only', () => {
  it('is refused elsewhere, and so is a phone elsewhere', async () => {
    const server = await start()
    const far = await app(server, 'lan').ask()
    expect([far.status, far.body['error']]).toEqual([400, 'unauthorized_client'])
    const near = await app(server, 'lan', { 'x-forwarded-for': '127.0.0.2' }).begin()
    const phone = new Phone(server.url, AWAY)
    expect((await phone.approve(near.handle, DORA)).body['code']).toBe('not_at_home')
    const atHome = new Phone(server.url, { 'x-forwarded-for': '127.0.0.3' })
    expect((await atHome.approve(near.handle, DORA)).body).toEqual({ status: 'authorized' })
  })
})
