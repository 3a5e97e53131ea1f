import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

describe('a device proves which device it is', () => {
  it('and gets a device access token with a life in seconds', async () => {
    const server = await startServer()
    const tv = await Tv.make(server.url)
    const answer = await tv.askToken({ device_name: 'Bedroom' })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      access_token: expect.any(String),
      token_type: 'DPoP',
      expires_in: 600,
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('or hears why not, in the form of RFC 6749', async () => {
    const server = await startServer()
    const tv = await Tv.make(server.url)
    const good = await tv.assertion()
    const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    const cases: [Record<string, string>, number, string][] = [
      [{}, 400, 'invalid_request'],
      [{ grant_type: jwtBearer }, 400, 'invalid_request'],
      [{ grant_type: jwtBearer, assertion: '' }, 400, 'invalid_request'],
      [{ grant_type: jwtBearer, assertion: 'x'.repeat(4097) }, 400, 'invalid_request'],
      [{ grant_type: jwtBearer, assertion: 'a.b.c' }, 401, 'invalid_grant'],
      [{ grant_type: 'password', username: 'eliza' }, 400, 'unsupported_grant_type'],
      [{ grant_type: jwtBearer, assertion: good, device_name: '<img>' }, 400, 'invalid_request'],
      [
        { grant_type: jwtBearer, assertion: good, device_name: 'x'.repeat(33) },
        400,
        'invalid_request',
      ],
    ]
    for (const [fields, status, error] of cases) {
      const answer = await tv.form('/auth/token', fields)
      expect([answer.status, answer.body['error']], JSON.stringify(fields).slice(0, 80)).toEqual([
        status,
        error,
      ])
    }
  })

  it('once with each assertion', async () => {
    const server = await startServer()
    const tv = await Tv.make(server.url)
    const assertion = await tv.assertion()
    expect((await tv.askToken({}, assertion)).status).toBe(200)
    expect((await tv.askToken({}, assertion)).status).toBe(401)
  })

  it('also when its clock is a little off, but not when it is years off', async () => {
    const server = await startServer()
    const tv = await Tv.make(server.url)
    tv.now = () => server.clock.now - 50
    expect((await tv.askToken()).status).toBe(200)
    tv.now = () => 0
    const answer = await tv.askToken()
    expect(answer.status).toBe(401)
    expect(
      Math.abs(Date.parse(answer.headers.get('date') ?? '') / 1000 - server.clock.now),
    ).toBeLessThan(60)
  })
})

describe('hello', () => {
  it('tells "not bound" from "prove again which device you are"', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const stranger = await tv.hello()
    expect([stranger.status, stranger.body['code']]).toEqual([401, 'device_not_bound'])
    expect(stranger.headers.get('content-type')).toContain('application/problem+json')

    server.clock.now += 600
    const late = await tv.hello()
    expect([late.status, late.body['code']]).toEqual([401, 'invalid_token'])
    expect(late.headers.get('www-authenticate')).toContain('invalid_token')
  })

  it.each(['', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'null'])(
    'refuses the token "%s" everywhere',
    async (token) => {
      const server = await startServer()
      const tv = await Tv.make(server.url)
      tv.headers = { authorization: `Bearer ${token}` }
      for (const [method, path] of [
        ['GET', '/hello'],
        ['GET', '/titles'],
        ['POST', '/goodbye'],
        ['POST', '/auth/device_authorization'],
      ] as const) {
        const answer = path.startsWith('/auth')
          ? await tv.form(path, {})
          : await tv.call(method, path)
        expect(answer.status, path).toBe(401)
        expect(answer.body['code'] ?? answer.body['error'], path).toBe('invalid_token')
      }
    },
  )

  it('hands out fresh notices when asked for them', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    expect(await tv.hello().then(({ body }) => body.notices)).toBeUndefined()
    const { body } = await tv.hello('?notices')
    expect(body.notices).toMatchObject({
      topic: `devices/${tv.deviceId}/messages`,
      username: tv.deviceId,
      keepalive: 40,
      reconnect: { first_spread: 20, base: 2, cap: 120 },
    })
  })
})

describe('a device that config.json lists', () => {
  it('greets at once, and a goodbye is remembered over a restart', async () => {
    const unknown = await Tv.make('http://unused.test')
    const settings = {
      accounts: await accounts('dora'),
      devices: { [unknown.deviceId]: 'dora' },
    }
    const first = await startServer(settings)
    const tv = unknown.at(first.url)
    await tv.askToken()
    const hello = await tv.hello()
    expect([hello.status, hello.body.name]).toEqual([200, 'Dora'])
    await tv.goodbye(hello.body.binding)
    await first.close()

    const second = await startServer(settings, { dataDir: first.dataDir })
    const again = tv.at(second.url)
    await again.askToken()
    expect((await again.hello()).status).toBe(401)
  })

  it('of an account that does not exist is said in the log, and shows its code', async () => {
    const tv = await Tv.make('http://unused.test')
    const server = await startServer({
      accounts: await accounts('dora'),
      devices: { [tv.deviceId]: 'nobody' },
    })
    expect(server.logged()).toContain(
      'config.json lists a device for an account that does not exist',
    )
    const booted = tv.at(server.url)
    await booted.askToken()
    expect((await booted.hello()).body['code']).toBe('device_not_bound')
  })

  it('can be listed because its id was printed at its first contact', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url, { device_name: 'Bedroom' })
    expect(server.logged()).toContain(tv.deviceId)
    expect(server.logged()).toContain('Bedroom')
  })
})

describe('the demo account', () => {
  it('exists only while no other account is configured', async () => {
    const demo = await startServer()
    expect((await new Phone(demo.url).signIn('eliza', 'Senza2024')).status).toBe(200)
    const dataDir = demo.dataDir
    await demo.close()
    const own = await startServer({ accounts: await accounts('dora') }, { dataDir })
    expect((await new Phone(own.url).signIn('eliza', 'Senza2024')).status).toBe(401)
  })

  it('is for the host’s LAN alone, and never for the open internet', async () => {
    const server = await startServer({ trustedProxies: ['127.0.0.1'] })
    const stranger = new Phone(server.url, { 'x-forwarded-for': '203.0.113.7' })
    expect((await stranger.signIn('eliza', 'Senza2024')).status).toBe(401)
    const neighbour = new Phone(server.url, { 'x-forwarded-for': '127.0.0.2' })
    expect((await neighbour.signIn('eliza', 'Senza2024')).status).toBe(200)

    const open = await startServer({ publicUrl: 'https://tv.example.com' })
    expect((await new Phone(open.url).signIn('eliza', 'Senza2024')).status).toBe(401)
    expect(await open.parts.store.accountByUsername('eliza')).toBeNull()
  })
})
