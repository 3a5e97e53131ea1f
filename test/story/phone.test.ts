import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }

describe('the page behind the QR', () => {
  it('changes nothing when it is opened five times by GET or HEAD', async () => {
    const server = await startServer({}, { pages: true })
    const tv = await Tv.boot(server.url)
    await tv.requestLink()
    for (let time = 0; time < 5; time += 1) {
      for (const method of ['GET', 'HEAD']) {
        for (const path of ['/L', '/link', '/login.html', '/link/details']) {
          const response = await fetch(server.url + path, { method })
          await response.text()
        }
      }
    }
    expect((await tv.hello()).body.link?.state).toBe('pending')
  })

  it('names the TV in its own words, how near it is, and since when', async () => {
    const server = await startServer({ trustedProxies: ['127.0.0.1'] })
    const tv = await Tv.boot(
      server.url,
      { device_name: 'Wohnzimmer 2', device_model: 'LG webOS' },
      { 'x-forwarded-for': '203.0.113.7' },
    )
    const link = await tv.requestLink()
    server.clock.now += 20
    const details = (ip: string) =>
      new Phone(server.url, { 'x-forwarded-for': ip }).open(link.handle)
    expect((await details('203.0.113.7')).body).toMatchObject({
      device: { name: 'Wohnzimmer 2', model: 'LG webOS' },
      place: 'same_network',
      started_ago: 20,
      user_code: link.user_code,
    })
    expect((await details('198.51.100.4')).body['place']).toBe('other_network')
    expect((await new Phone(server.url).open(link.handle)).body['place']).toBe('unknown')
  })

  it('reloaded in a loop neither writes nor tells the TV again', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const listener = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    const phone = new Phone(server.url)
    for (let reload = 0; reload < 20; reload += 1) {
      expect((await phone.open(link.handle)).status).toBe(200)
    }
    server.clock.now += 5
    await phone.open(link.handle)
    await phone.deny(link.handle)
    await listener.until('LinkDenied')
    expect(listener.seen.map(({ eventName }) => eventName)).toEqual([
      'LinkOpened',
      'LinkOpened',
      'LinkDenied',
    ])
  })

  it('is told of each end in its own words', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    const unknown = await phone.open('0'.repeat(26))
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'link_unknown'])
    const tv = await Tv.boot(server.url)
    const denied = await tv.requestLink()
    await phone.deny(denied.handle)
    expect((await phone.open(denied.handle)).body['code']).toBe('link_denied')
    const used = await tv.requestLink()
    await phone.approve(used.handle, ELIZA)
    const finished = await phone.open(used.handle)
    expect(finished.body['code']).toBe('link_finished')
    expect(JSON.stringify(finished.body).toLowerCase()).not.toContain('eliza')
  })
})

describe('"Not my TV"', () => {
  it('needs no sign-in, is final, and is told to the TV', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const listener = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    const phone = new Phone(server.url)
    expect((await phone.deny(link.handle)).body).toEqual({ status: 'denied' })
    await listener.until('LinkDenied')
    expect((await tv.hello()).body.link).toMatchObject({ state: 'denied', reason: 'not_my_tv' })
    const after = await phone.approve(link.handle, ELIZA)
    expect([after.status, after.body['code']]).toEqual([409, 'link_denied'])
    expect((await phone.deny(link.handle)).body).toEqual({ status: 'denied' })
  })
})

describe('a typed code', () => {
  it('connects the TV on one form with the sign-in, however it is written', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const typed = link.user_code.toLowerCase().replace('-', ' ')
    const answer = await new Phone(server.url).post('/authorize', {
      user_code: typed,
      decision: 'approve',
      ...ELIZA,
    })
    expect([answer.status, answer.body]).toEqual([200, { status: 'authorized' }])
    expect((await tv.hello()).status).toBe(200)
  })

  it('is evaluated only with a valid sign-in', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const { user_code } = await tv.requestLink()
    const phone = new Phone(server.url)
    const bare = await phone.post('/authorize', { user_code, decision: 'approve' })
    expect([bare.status, bare.body['code']]).toEqual([401, 'sign_in_required'])
    const wrong = await phone.post('/authorize', {
      user_code,
      decision: 'approve',
      username: 'eliza',
      password: 'no',
    })
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'sign_in_failed'])
    expect((await phone.post('/link/details', { user_code })).body['code']).toBe('sign_in_required')
    await phone.signIn('eliza', 'Senza2024')
    // Whoever signs in before somebody else's television is named on its screen.
    expect((await phone.post('/link/details', { user_code })).body['user_code']).toBe(user_code)
    expect((await tv.hello()).body.link?.state).toBe('opened')
  })

  it('is answered alike whether it is unknown, expired, used or denied', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    await phone.signIn('eliza', 'Senza2024')
    const used = await (await Tv.boot(server.url)).requestLink()
    await phone.approve(used.handle)
    const denied = await (await Tv.boot(server.url)).requestLink()
    await phone.deny(denied.handle)
    const expired = await (await Tv.boot(server.url)).requestLink()
    server.clock.now += 601
    const answers = []
    for (const user_code of ['WDJB-MJHT', used.user_code, denied.user_code, expired.user_code]) {
      const { status, body } = await phone.post('/authorize', { user_code, decision: 'approve' })
      answers.push(JSON.stringify([status, body]))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('code_unknown')
  })

  it('may be missed five times per account, also when all tries are sent at once', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    await phone.signIn('eliza', 'Senza2024')
    const tries = await Promise.all(
      Array.from({ length: 40 }, () =>
        phone.post('/authorize', { user_code: 'WDJB-MJHT', decision: 'approve' }),
      ),
    )
    const evaluated = tries.filter(({ status }) => status === 404)
    const refused = tries.filter(({ status }) => status === 429)
    expect(evaluated.length).toBe(5)
    expect(refused.length).toBe(35)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)

    const tv = await Tv.boot(server.url)
    const { user_code, handle } = await tv.requestLink()
    expect((await phone.post('/authorize', { user_code, decision: 'approve' })).status).toBe(429)
    expect((await phone.approve(handle)).status).toBe(200)
    server.clock.now += 901
    tv.now = () => server.clock.now
    await tv.askToken()
    const { user_code: later } = await tv.requestLink()
    expect((await phone.post('/authorize', { user_code: later, decision: 'approve' })).status).toBe(
      200,
    )
  })

  it('proves nothing by itself while codes are being guessed everywhere', async () => {
    const server = await startServer({ budgets: { codeMissesInAll: 3 } })
    const phone = new Phone(server.url)
    await phone.signIn('eliza', 'Senza2024')
    for (let miss = 0; miss < 4; miss += 1) {
      await phone.post('/authorize', { user_code: 'WDJB-MJHT', decision: 'approve' })
    }
    const { user_code, handle } = await (await Tv.boot(server.url)).requestLink()
    const typed = await phone.post('/authorize', { user_code, decision: 'approve' })
    expect(typed.body['status']).toBe('match')
    expect((await phone.approve(handle)).status).toBe(200)
  })
})

describe('a refusal', () => {
  it('is told in the language that is asked for, and in English to whoever asks for none', async () => {
    const server = await startServer()
    const told = async (language: Record<string, string>) =>
      (await new Phone(server.url, language).signIn('eliza', 'wrong')).body['title']
    expect(await told({})).toBe('Wrong name or password. Try again!')
    expect(await told({ 'accept-language': 'de-AT, en;q=0.5' })).toMatch(/Passwort/)
    expect(await told({ 'accept-language': 'tlh' })).toBe('Wrong name or password. Try again!')
    const tv = await Tv.boot(server.url, {}, { 'accept-language': 'de' })
    expect((await tv.call('PUT', '/hello')).body['title']).toBe(
      'This address does not take that method.',
    )
  })
})

describe('doubt', () => {
  async function setUp() {
    const server = await startServer({
      trustedProxies: ['127.0.0.1'],
      accounts: await accounts('dora'),
    })
    const tvAt = (ip: string) => Tv.boot(server.url, {}, { 'x-forwarded-for': ip })
    const phoneAt = (ip: string) => new Phone(server.url, { 'x-forwarded-for': ip })
    return { server, tvAt, phoneAt, dora: { username: 'dora', password: passwordOf('dora') } }
  }

  it('asks for the number match in another network, and binds nothing before', async () => {
    const { tvAt, phoneAt, dora } = await setUp()
    const tv = await tvAt('203.0.113.7')
    const link = await tv.requestLink()
    const far = await phoneAt('198.51.100.4').approve(link.handle, dora)
    expect(far.body['status']).toBe('match')
    expect((await tv.hello()).body.link?.state).toBe('matching')
  })

  it('is settled where the account already has a TV, also with a phone on 5G', async () => {
    const { tvAt, phoneAt, dora } = await setUp()
    const first = await (await tvAt('203.0.113.7')).requestLink()
    await phoneAt('203.0.113.7').approve(first.handle, dora)
    const second = await (await tvAt('203.0.113.7')).requestLink()
    expect((await phoneAt('198.51.100.4').approve(second.handle, dora)).body).toEqual({
      status: 'authorized',
    })
  })

  it('stands when nobody knows where TV or phone is', async () => {
    const { server, tvAt, phoneAt, dora } = await setUp()
    const hidden = await Tv.boot(server.url, {}, { forwarded: 'for=10.0.0.1' })
    const link = await hidden.requestLink()
    expect((await phoneAt('203.0.113.7').approve(link.handle, dora)).body['status']).toBe('match')
    const seen = await (await tvAt('203.0.113.7')).requestLink()
    expect((await new Phone(server.url).approve(seen.handle, dora)).body['status']).toBe('match')
    const ready = await fetch(`${server.url}/readyz`)
    expect(await ready.text()).toContain('proxy_without_address')
    expect(server.logged()).toContain('proxy_without_address')
  })

  it('comes with a crowd at one address', async () => {
    const { tvAt, phoneAt, dora } = await setUp()
    for (let room = 0; room < 9; room += 1) await (await tvAt('203.0.113.7')).requestLink()
    const hotel = await (await tvAt('203.0.113.7')).requestLink()
    const answer = await phoneAt('203.0.113.7').approve(hotel.handle, dora)
    expect(answer.body['status']).toBe('match')
  })
})
