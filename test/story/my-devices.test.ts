import { describe, expect, it } from 'vitest'

import type { MyDevice } from '#contract/device'

import { endDueBindings } from '../../server/flow/device/expire.ts'
import { App } from '../support/app.ts'
import { SoftPasskey } from '../support/authenticator.ts'
import { PasskeyPhone } from '../support/passkey-phone.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { type Listener, Tv } from '../support/tv.ts'

async function start(more: Record<string, unknown> = {}): Promise<TestServer> {
  return startServer({ accounts: await accounts('dora', 'bob'), ...more })
}

/** A phone on which this person is signed in. */
async function phoneOf(server: TestServer, name: string, headers = {}): Promise<Phone> {
  const phone = new Phone(server.url, headers)
  expect((await phone.signIn(name, passwordOf(name))).status).toBe(200)
  return phone
}

/** A TV that this phone has connected, and what it hears of it. */
async function connect(
  server: TestServer,
  phone: Phone,
  self: Record<string, string> = {},
): Promise<{ tv: Tv; heard: Listener }> {
  const tv = await Tv.boot(server.url, self)
  tv.now = () => server.clock.now
  const link = await tv.requestLink()
  const heard = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
  expect((await phone.approve(link.handle)).body).toEqual({ status: 'authorized' })
  expect((await tv.hello()).status).toBe(200)
  return { tv, heard }
}

async function listOf(phone: Phone): Promise<MyDevice[]> {
  const answer = await phone.send('GET', '/devices', undefined, { accept: 'application/json' })
  expect(answer.status).toBe(200)
  return answer.body['devices'] as MyDevice[]
}

async function refusalOf(tv: Tv): Promise<unknown> {
  return (await tv.hello()).body['code']
}

describe('my TVs', () => {
  it('are listed, the last connected first, as they call themselves', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const self = { device_name: 'Wohnzimmer', device_model: 'LG webOS' }
    const first = await connect(server, phone, self)
    const boundAt = server.clock.now
    server.clock.now += 30
    const second = await connect(server, phone)
    const [newest, oldest] = await listOf(phone)
    expect(newest).toMatchObject({ id: second.tv.deviceId, name: null, model: null })
    expect(oldest).toEqual({
      id: first.tv.deviceId,
      name: 'Wohnzimmer',
      model: 'LG webOS',
      app: null,
      address: '127.0.0.1',
      here: true,
      bound_at: boundAt,
      until: null,
      seen_at: boundAt,
      on: true,
      new: false,
    })
    expect(await listOf(await phoneOf(server, 'bob'))).toEqual([])
  })

  it('show only a part of their address, and whether this phone is in the same network', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] })
    const at = (ip: string) => ({ 'x-forwarded-for': ip })
    const phone = await phoneOf(server, 'dora', at('203.0.113.7'))
    const tv = await Tv.boot(server.url, {}, at('203.0.113.7'))
    await phone.approve((await tv.requestLink()).handle)
    expect(await listOf(phone)).toMatchObject([{ address: '203.0.113.…', here: true }])
    const away = await phoneOf(server, 'dora', at('198.51.100.4'))
    expect(await listOf(away)).toMatchObject([{ address: '203.0.113.…', here: false }])
  })

  it('are on for eight minutes after each hello, and say afterwards when that was', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const { tv } = await connect(server, phone)
    const seenAt = server.clock.now
    server.clock.now += 479
    expect(await listOf(phone)).toMatchObject([{ on: true, seen_at: seenAt }])
    server.clock.now += 1
    expect(await listOf(phone)).toMatchObject([{ on: false, seen_at: seenAt }])
    await tv.hello()
    expect(await listOf(phone)).toMatchObject([{ on: true, seen_at: server.clock.now }])
  })

  it('are remembered as last seen over a restart', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    await connect(server, phone)
    const seenAt = server.clock.now
    await server.close()
    const again = await startServer({}, { dataDir: server.dataDir, clock: { now: seenAt + 60 } })
    expect(await listOf(await phoneOf(again, 'dora'))).toMatchObject([
      { seen_at: seenAt, on: true },
    ])
  })

  it('take a name that people give them, as long as they stay', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const { tv } = await connect(server, phone, { device_name: 'TV 1' })
    const rename = (name: unknown, by = phone) =>
      by.send('PATCH', `/devices/${tv.deviceId}`, JSON.stringify({ name }), {
        'content-type': 'application/json',
      })
    expect((await rename(' Omas Zimmer 📺 ')).status).toBe(200)
    expect(await listOf(phone)).toMatchObject([{ name: 'Omas Zimmer 📺' }])
    for (const name of ['', '  ', 'x'.repeat(33), 'a\u0007b', 'a\nb', 7, null]) {
      expect((await rename(name)).status, JSON.stringify(name)).toBe(400)
    }
    const foreign = await rename('Mine', await phoneOf(server, 'bob'))
    expect([foreign.status, foreign.body['code']]).toEqual([404, 'not_found'])
    expect(await listOf(phone)).toMatchObject([{ name: 'Omas Zimmer 📺' }])
    await tv.goodbye()
    expect((await rename('Late')).status).toBe(404)
  })
})

describe('signing a TV out from afar', () => {
  it('brings it to its code at once, in the middle of playing too, and leaves it its own token', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const { tv, heard } = await connect(server, phone)
    expect((await tv.call('GET', '/titles')).status).toBe(200)
    expect((await phone.send('DELETE', `/devices/${tv.deviceId}`)).status).toBe(200)
    await heard.until('DeviceUnbound')
    expect((await tv.call('GET', '/titles')).body['code']).toBe('device_not_bound')
    // Not `invalid_token`: it shows its next code with the token that it has.
    expect(await refusalOf(tv)).toBe('device_not_bound')
    const { handle } = await tv.requestLink()
    expect((await phone.approve(handle)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).status).toBe(200)
  })

  it('again, or one that is somebody else’s, does nothing', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const bobs = await connect(server, await phoneOf(server, 'bob'))
    const { tv, heard } = await connect(server, phone)
    for (const id of [tv.deviceId, tv.deviceId, bobs.tv.deviceId, 'key_nobody']) {
      const answer = await phone.send('DELETE', `/devices/${id}`)
      expect([answer.status, answer.body]).toEqual([200, {}])
    }
    expect((await bobs.tv.hello()).status).toBe(200)
    await heard.until('DeviceUnbound')
    expect(heard.seen.filter(({ eventName }) => eventName === 'DeviceUnbound')).toHaveLength(1)
    expect(bobs.heard.seen.map(({ eventName }) => eventName)).not.toContain('DeviceUnbound')
  })

  it('ends what an app could do with the account', async () => {
    const client = { name: 'Film Box', scopes: [] }
    const server = await start({ clients: { film: client } })
    const phone = await phoneOf(server, 'dora')
    const app = new App(server.url, 'film')
    const link = await app.begin()
    await phone.approve(link.handle)
    const tokens = await app.tokens(app.poll(link.device_code))
    const [box] = await listOf(phone)
    expect(box).toMatchObject({ app: 'Film Box' })
    await phone.send('DELETE', `/devices/${box!.id}`)
    const hello = await app.call('GET', `${server.url}/hello`, tokens.access_token)
    expect(hello.body['code']).toBe('invalid_token')
    const refreshed = await app.refresh(String(tokens.refresh_token))
    expect(refreshed.body['error']).toBe('invalid_grant')
  })

  it('may mean all of them, and nobody else’s', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const mine = [await connect(server, phone), await connect(server, phone)]
    const bobs = await connect(server, await phoneOf(server, 'bob'))
    expect((await phone.send('DELETE', '/devices')).body).toEqual({ ended: 2 })
    for (const { tv, heard } of mine) {
      await heard.until('DeviceUnbound')
      expect(await refusalOf(tv)).toBe('device_not_bound')
    }
    expect((await bobs.tv.hello()).status).toBe(200)
    expect(await listOf(phone)).toEqual([])
  })
})

describe('a binding whose time is up', () => {
  it('ends with a notice, once', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const tv = await Tv.boot(server.url)
    tv.now = () => server.clock.now
    const link = await tv.requestLink()
    const heard = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    const until = server.clock.now + 120
    await phone.approve(link.handle, { until })
    server.clock.now += 1
    const lasting = await connect(server, phone)
    expect(await listOf(phone)).toMatchObject([{ until: null }, { until }])
    server.clock.now = until - 1
    await endDueBindings(server.parts)
    expect((await tv.hello()).status).toBe(200)
    server.clock.now = until
    expect(await refusalOf(tv)).toBe('device_not_bound')
    expect(await listOf(phone)).toMatchObject([{ id: lasting.tv.deviceId }])
    await endDueBindings(server.parts)
    await heard.until('DeviceUnbound')
    await endDueBindings(server.parts)
    await server.parts.notifier.notify(tv.deviceId, 'LinkOpened')
    await heard.until('LinkOpened')
    expect(heard.seen.filter(({ eventName }) => eventName === 'DeviceUnbound')).toHaveLength(1)
    expect((await lasting.tv.hello()).status).toBe(200)
  })
})

describe('a TV that another phone connected', () => {
  it('is new to this one until its person says otherwise', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const other = await phoneOf(server, 'dora')
    server.clock.now += 10
    await connect(server, other)
    expect(await listOf(other)).toMatchObject([{ new: false }])
    expect(await listOf(mine)).toMatchObject([{ new: true }])
    // To look is not to agree.
    expect(await listOf(mine)).toMatchObject([{ new: true }])
    expect((await mine.send('GET', '/session')).body['new_devices']).toBe(1)
    server.clock.now += 10
    expect((await mine.send('POST', '/devices/seen')).status).toBe(200)
    expect(await listOf(mine)).toMatchObject([{ new: false }])
    expect((await mine.send('GET', '/session')).body['new_devices']).toBe(0)
  })

  it('after the list was made stays new, whatever the person says of that list', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const other = await phoneOf(server, 'dora')
    const at = server.clock.now + 10
    server.clock.now = at + 10
    await connect(server, other)
    server.clock.now += 10
    await mine.post('/devices/seen', { at })
    expect(await listOf(mine)).toMatchObject([{ new: true }])
    await mine.post('/devices/seen', { at: server.clock.now + 9999 })
    server.clock.now += 1
    await connect(server, other)
    expect(await listOf(mine)).toMatchObject([{ new: true }, { new: false }])
  })
})

describe('"This wasn’t me"', () => {
  it('undoes all that the other phone did, and leaves this one alone', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const own = await connect(server, mine)
    const thief = await phoneOf(server, 'dora')
    const first = await connect(server, thief)
    const second = await connect(server, thief)
    const bobs = await connect(server, await phoneOf(server, 'bob'))
    await addPasskeys(server, mine, thief)

    const answer = await mine.send('POST', `/devices/${first.tv.deviceId}/disown`)
    expect([answer.status, answer.body]).toEqual([
      200,
      { devices: 2, sessions: 1, passkeys: 1, phone_keys: 0 },
    ])
    for (const { tv, heard } of [first, second]) {
      await heard.until('DeviceUnbound')
      expect(await refusalOf(tv)).toBe('device_not_bound')
    }
    expect((await thief.send('GET', '/session')).status).toBe(401)
    expect((await thief.approve((await first.tv.requestLink()).handle)).status).toBe(401)
    expect((await mine.send('GET', '/session')).status).toBe(200)
    expect((await own.tv.hello()).status).toBe(200)
    expect((await bobs.tv.hello()).status).toBe(200)
    const { accountId } = (await server.parts.store.accountByUsername('dora'))!
    const left = await server.parts.store.passkeysOf(accountId)
    expect(left.map(({ credentialId }) => credentialId)).toEqual(['mine'])
  })

  it('reaches the phone that began with a passkey of the other one, and what that one added', async () => {
    const server = await start()
    const url = `http://localhost:${server.port}`
    const [mine, tablet, thief, second, third] = Array.from(
      { length: 5 },
      () => new PasskeyPhone(url, url),
    ) as [PasskeyPhone, PasskeyPhone, PasskeyPhone, PasskeyPhone, PasskeyPhone]
    const [own, one, two] = [new SoftPasskey(), new SoftPasskey(), new SoftPasskey()]
    for (const phone of [mine, thief]) await phone.signIn('dora', passwordOf('dora'))
    expect((await mine.add(own)).status).toBe(200)
    expect((await tablet.signInWith(own)).status).toBe(200)
    const kept = [await connect(server, mine), await connect(server, tablet)]

    const first = await connect(server, thief)
    expect((await thief.add(one)).status).toBe(200)
    expect((await second.signInWith(one)).status).toBe(200)
    expect((await second.add(two)).status).toBe(200)
    const stolen = [first, await connect(server, second)]

    const answer = await mine.send('POST', `/devices/${first.tv.deviceId}/disown`)
    expect([answer.status, answer.body]).toEqual([
      200,
      { devices: 2, sessions: 2, passkeys: 2, phone_keys: 0 },
    ])
    for (const { tv, heard } of stolen) {
      await heard.until('DeviceUnbound')
      expect(await refusalOf(tv)).toBe('device_not_bound')
    }
    for (const phone of [thief, second]) {
      expect((await phone.send('GET', '/session')).status).toBe(401)
    }
    for (const passkey of [one, two]) {
      const refused = await third.signInWith(passkey)
      expect([refused.status, refused.body['code']]).toEqual([401, 'passkey_failed'])
    }
    for (const { tv } of kept) expect((await tv.hello()).status).toBe(200)
    for (const phone of [mine, tablet]) {
      expect((await phone.send('GET', '/session')).status).toBe(200)
    }
    expect((await third.signInWith(own)).status).toBe(200)
  })

  it('of a TV that this phone connected ends that one alone', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const first = await connect(server, mine)
    const second = await connect(server, mine)
    const { body } = await mine.send('POST', `/devices/${first.tv.deviceId}/disown`)
    expect(body).toEqual({ devices: 1, sessions: 0, passkeys: 0, phone_keys: 0 })
    expect((await second.tv.hello()).status).toBe(200)
    expect((await mine.send('GET', '/session')).status).toBe(200)
  })

  it('of somebody else’s TV is refused', async () => {
    const server = await start()
    const { tv } = await connect(server, await phoneOf(server, 'bob'))
    const answer = await (await phoneOf(server, 'dora')).send(
      'POST',
      `/devices/${tv.deviceId}/disown`,
    )
    expect([answer.status, answer.body['code']]).toEqual([404, 'not_found'])
    expect((await tv.hello()).status).toBe(200)
  })
})

describe('the calls behind it', () => {
  it('are for signed-in people, by their own pages, in their own form', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const { tv } = await connect(server, phone)
    const one = `/devices/${tv.deviceId}`
    const calls = [
      ['PATCH', one],
      ['DELETE', one],
      ['DELETE', '/devices'],
      ['POST', '/devices/seen'],
      ['POST', `${one}/disown`],
    ] as const
    const stranger = new Phone(server.url)
    expect((await stranger.send('GET', '/devices')).body['code']).toBe('sign_in_required')
    for (const [method, path] of calls) {
      const nobody = await stranger.send(method, path)
      expect(nobody.body['code'], path).toBe('sign_in_required')
      const elsewhere = await phone.send(method, path, undefined, {
        'sec-fetch-site': 'cross-site',
      })
      expect(elsewhere.body['code'], path).toBe('cross_site')
    }
    for (const [method, path, allowed] of [
      ['POST', '/devices', 'GET, DELETE'],
      ['GET', '/devices/seen', 'POST'],
      ['GET', one, 'PATCH, DELETE'],
      ['GET', `${one}/disown`, 'POST'],
    ] as const) {
      const answer = await phone.send(method, path)
      expect([answer.status, answer.headers.get('allow')], path).toEqual([405, allowed])
    }
    expect((await phone.send('DELETE', '/devices/no.such.form')).status).toBe(404)
    expect((await phone.send('PATCH', one, 'name=x')).status).toBe(415)
    expect((await phone.post('/devices/seen', { at: -1 })).status).toBe(400)
    expect((await phone.post('/devices/seen', {})).status).toBe(400)
    expect((await tv.hello()).status).toBe(200)
  })
})

/** One added on each phone, as `POST /passkeys` would have written them down. */
async function addPasskeys(server: TestServer, mine: Phone, thief: Phone): Promise<void> {
  const { accountId } = (await server.parts.store.accountByUsername('dora'))!
  for (const [credentialId, phone] of [
    ['mine', mine],
    ['theirs', thief],
  ] as const) {
    const { body } = await phone.send('GET', '/sessions')
    const sessions = body['sessions'] as { id: string; current: boolean }[]
    const sessionId = sessions.find(({ current }) => current)!.id
    const added = await server.parts.store.addPasskey(
      {
        credentialId,
        accountId,
        publicKey: 'key',
        counter: 0,
        transports: [],
        label: null,
        createdAt: server.clock.now,
        lastUsedAt: null,
        sessionId,
      },
      20,
    )
    expect(added).toBe('added')
  }
}
