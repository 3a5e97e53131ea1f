import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { type Answer, Tv } from '../support/tv.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }
const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }
const DAY = 86_400

async function start(settings: Record<string, unknown> = {}): Promise<TestServer> {
  return startServer({
    accounts: await accounts('dora', 'bob'),
    trustedProxies: ['127.0.0.1'],
    ...settings,
  })
}

async function tvAt(server: TestServer, where: Record<string, string> = HOME): Promise<Tv> {
  const tv = await Tv.make(server.url)
  tv.headers = where
  tv.now = () => server.clock.now
  await tv.askToken()
  return tv
}

function enter(tv: Tv, linkId: string, number: unknown): Promise<Answer> {
  return tv.call('POST', '/link/match', { link_id: linkId, number })
}

async function signedIn(server: TestServer, where: Record<string, string>): Promise<Phone> {
  const phone = new Phone(server.url, where)
  await phone.signIn('dora', DORA.password)
  return phone
}

describe('a phone that is not known to be at home with the TV', () => {
  it('shows three digits; entered on the TV they bind it', async () => {
    const server = await start()
    const tv = await tvAt(server)
    const link = await tv.requestLink()
    const listener = await tv.listen(link.notices, `${server.url.replace('http', 'ws')}/mqtt`)
    const phone = new Phone(server.url, AWAY)
    const shown = await phone.approve(link.handle, DORA)
    expect(shown.body).toEqual({ status: 'match', number: expect.stringMatching(/^[1-9]{3}$/) })
    await listener.until('LinkMatch')
    expect((await tv.hello()).body.link).toMatchObject({ state: 'matching', claimed_by: 'D…' })
    expect((await enter(tv, link.link_id, shown.body['number'])).body).toEqual({
      status: 'authorized',
    })
    await listener.until('DeviceAuthorized')
    expect((await tv.hello()).body.name).toBe('Dora')
    expect((await phone.approve(link.handle)).body).toEqual({ status: 'authorized' })
  })

  it('has one try: a miss denies, and the TV may ask for a new code', async () => {
    const server = await start()
    const tv = await tvAt(server)
    const link = await tv.requestLink()
    const phone = new Phone(server.url, AWAY)
    const { number } = (await phone.approve(link.handle, DORA)).body
    const missed = await enter(tv, link.link_id, number === '111' ? '222' : '111')
    expect([missed.status, missed.body['code']]).toEqual([409, 'match_missed'])
    expect((await enter(tv, link.link_id, number)).status).toBe(404)
    expect((await tv.hello()).body.link).toMatchObject({ state: 'denied', reason: 'match_missed' })
    expect((await phone.approve(link.handle)).body['code']).toBe('match_missed')
  })

  it('cannot have its digits entered by another device, or by nobody', async () => {
    const server = await start()
    const tv = await tvAt(server)
    const link = await tv.requestLink()
    const { number } = (await new Phone(server.url, AWAY).approve(link.handle, DORA)).body
    const other = await tvAt(server)
    expect((await enter(other, link.link_id, number)).status).toBe(404)
    const bare = await tv.callWith({}, 'POST', '/link/match', { link_id: link.link_id, number })
    expect([bare.status, bare.body['code']]).toEqual([401, 'invalid_token'])
    expect((await enter(tv, link.link_id, number)).status).toBe(200)
  })
})

describe('a home', () => {
  it('meets the match once: for 90 days the TV’s network is known to the account', async () => {
    const server = await start()
    const tv = await tvAt(server)
    const link = await tv.requestLink()
    const { number } = (await new Phone(server.url, AWAY).approve(link.handle, DORA)).body
    await enter(tv, link.link_id, number)
    await tv.goodbye()

    server.clock.now += 89 * DAY
    const again = await tvAt(server)
    const phone = await signedIn(server, AWAY)
    const next = await again.requestLink()
    expect((await phone.open(next.handle)).body['place']).toBe('known_place')
    expect((await phone.approve(next.handle)).body).toEqual({ status: 'authorized' })
    await again.goodbye()

    server.clock.now += 2 * DAY
    const later = await (await tvAt(server)).requestLink()
    const late = await signedIn(server, AWAY)
    expect((await late.approve(later.handle)).body['status']).toBe('match')
  })

  it('is one account’s: another one meets its own match there', async () => {
    const server = await start()
    const tv = await tvAt(server)
    const link = await tv.requestLink()
    const { number } = (await new Phone(server.url, AWAY).approve(link.handle, DORA)).body
    await enter(tv, link.link_id, number)
    const second = await (await tvAt(server)).requestLink()
    const bob = { username: 'bob', password: passwordOf('bob') }
    const answer = await new Phone(server.url, { 'x-forwarded-for': '192.0.2.50' }).approve(
      second.handle,
      bob,
    )
    expect(answer.body['status']).toBe('match')
  })

  it('needs no match while one of its TVs is bound, from whatever network the phone comes', async () => {
    const server = await start()
    const first = await (await tvAt(server)).requestLink()
    await new Phone(server.url, HOME).approve(first.handle, DORA)
    const second = await (await tvAt(server)).requestLink()
    const phone = await signedIn(server, AWAY)
    expect((await phone.approve(second.handle)).body).toEqual({ status: 'authorized' })
  })
})

describe('a phone with an old session', () => {
  it('is one tap at home, however old it is', async () => {
    const server = await start()
    const phone = await signedIn(server, HOME)
    server.clock.now += 100 * DAY
    const link = await (await tvAt(server)).requestLink()
    expect((await phone.approve(link.handle)).body).toEqual({ status: 'authorized' })
  })

  it('proves itself once more elsewhere, before there is any digit', async () => {
    const server = await start()
    const phone = await signedIn(server, AWAY)
    server.clock.now += 600
    const tv = await tvAt(server)
    const link = await tv.requestLink()
    const answer = await phone.approve(link.handle)
    expect([answer.status, answer.body['code'], answer.body['methods']]).toEqual([
      403,
      'reauthenticate',
      ['password'],
    ])
    expect((await tv.hello()).body.link).toMatchObject({ state: 'opened', claimed_by: 'D…' })
    const old = phone.cookie
    expect((await phone.approve(link.handle, DORA)).body['status']).toBe('match')
    expect(phone.cookie).not.toBe(old)
    const replaced = new Phone(server.url, AWAY)
    replaced.cookie = old
    expect((await replaced.send('GET', '/session')).status).toBe(401)
  })
})
