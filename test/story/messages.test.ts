import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'

import { MESSAGE_SCOPE } from '#contract/operator-message'
import { mosquitto } from '../server/mqtt/mosquitto.ts'
import { App, basic, type Fields, makeKey, secretHash } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import { freePort } from '../support/process.ts'
import { type Settings, startServer, type TestServer } from '../support/server.ts'
import { type Answer, answerOf, Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const SECRET = 'the-back-end-keeps-this-to-itself'
const BACK_END = {
  name: 'Back end',
  secret: secretHash(SECRET),
  grants: ['client_credentials'],
  scopes: [MESSAGE_SCOPE, 'catalogue:write'],
}

function withBackEnd(more: Settings = {}): Promise<TestServer> {
  const clients = {
    shop: BACK_END,
    silent: { ...BACK_END, scopes: ['catalogue:write'] },
    'demo-tv': { name: 'Demo', hostLanOnly: true },
    app: { ...BACK_END, grants: ['device_code'] },
    afar: { ...BACK_END, hostLanOnly: true },
  }
  return startServer({ clients, ...more })
}

function askToken(
  server: TestServer,
  fields: Fields = {},
  headers: Record<string, string> = basic('shop', SECRET),
): Promise<Answer> {
  const form = { grant_type: 'client_credentials', ...fields }
  return new App(server.url, 'shop').post(`${server.url}/auth/token`, form, headers)
}

async function tokenFor(server: TestServer, fields: Fields = {}, client = 'shop'): Promise<string> {
  const { status, body } = await askToken(server, fields, basic(client, SECRET))
  if (status !== 200) throw new Error(JSON.stringify(body))
  return String(body['access_token'])
}

const MESSAGE = { eventName: 'Recommend', payload: { title: 'tide' } }

async function send(
  server: TestServer,
  deviceId: string,
  headers: Record<string, string>,
  message: unknown = MESSAGE,
): Promise<Answer> {
  const path = `/message-broker/1.0/messages/devices/${deviceId}`
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })
  return answerOf(response)
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A TV that shows its code and listens. */
async function listeningTv(server: TestServer) {
  const tv = await Tv.boot(server.url)
  const { notices, handle } = await tv.requestLink()
  const listener = await tv.listen(notices, `ws://127.0.0.1:${server.port}/mqtt`)
  return { tv, notices, handle, listener }
}

describe('Z23: a back end’s token for this server', () => {
  test('Z23: is for its own scopes, ten minutes, in its own name, and without a refresh token', async () => {
    const server = await withBackEnd()
    const { status, body, headers } = await askToken(server)
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 600,
        scope: `${MESSAGE_SCOPE} catalogue:write`,
      },
    ])
    expect(headers.get('cache-control')).toBe('no-store')
    expect(decodeJwt(String(body['access_token']))).toEqual({
      iss: server.url,
      aud: server.url,
      sub: 'shop',
      client_id: 'shop',
      scope: `${MESSAGE_SCOPE} catalogue:write`,
      jti: expect.any(String),
      iat: server.clock.now,
      exp: server.clock.now + 600,
    })
    const less = await askToken(server, { scope: MESSAGE_SCOPE })
    expect(less.body['scope']).toBe(MESSAGE_SCOPE)
  })

  test('is refused to whoever has no secret, no such grant, no such scope, or is no such client', async () => {
    const server = await withBackEnd({ trustedProxies: ['127.0.0.1'] })
    const shop = basic('shop', SECRET)
    const cases: [string, Fields, Record<string, string>, number, string][] = [
      ['wrong secret', {}, basic('shop', 'wrong'), 401, 'invalid_client'],
      ['no secret', { client_id: 'shop' }, {}, 401, 'invalid_client'],
      ['unknown', {}, basic('__proto__', SECRET), 401, 'invalid_client'],
      ['a television', { client_id: 'tv' }, {}, 400, 'unauthorized_client'],
      ['a public client', { client_id: 'demo-tv' }, {}, 400, 'unauthorized_client'],
      ['another grant', {}, basic('app', SECRET), 400, 'unauthorized_client'],
      ['another scope', { scope: 'everything' }, shop, 400, 'invalid_scope'],
      ['another resource', { resource: 'https://other.example' }, shop, 400, 'invalid_target'],
      [
        'from afar',
        {},
        { ...basic('afar', SECRET), 'x-forwarded-for': '203.0.113.9' },
        400,
        'unauthorized_client',
      ],
    ]
    for (const [what, fields, headers, status, error] of cases) {
      const answer = await askToken(server, fields, headers)
      expect([answer.status, answer.body['error']], what).toEqual([status, error])
    }
  })

  test('is for no client that cannot keep a secret: config.json takes none', async () => {
    const clients = { shop: { ...BACK_END, secret: null } }
    await expect(startServer({ clients })).rejects.toThrow('clients.shop: a "secret"')
  })

  test('is no device’s and no person’s: every call of a TV or phone refuses it', async () => {
    const server = await withBackEnd()
    const token = await tokenFor(server)
    const tv = await Tv.boot(server.url)
    const calls: [string, string, unknown?][] = [
      ['GET', '/hello'],
      ['POST', '/goodbye'],
      ['GET', '/titles'],
      ['GET', '/titles/tide/media'],
      ['POST', '/link/match', { link_id: 'A'.repeat(22), number: '123' }],
      ['POST', '/link/cancel', { link_id: 'A'.repeat(22) }],
    ]
    for (const [method, path, json] of calls) {
      const answer = await tv.callWith(bearer(token), method, path, json)
      expect([answer.status, answer.body['code']], path).toEqual([401, 'invalid_token'])
      const dpop = await tv.proof({ htm: method, htu: server.url + path })
      const proven = { authorization: `DPoP ${token}`, dpop }
      expect((await tv.callWith(proven, method, path, json)).status, path).toBe(401)
    }
    const link = await tv.formWith(bearer(token), '/auth/device_authorization', {})
    expect([link.status, link.body['error']]).toEqual([401, 'invalid_token'])
    const phone = new Phone(server.url, bearer(token))
    const { handle } = await tv.requestLink()
    expect((await phone.approve(handle)).status).toBe(401)
    expect((await phone.send('GET', '/devices')).status).toBe(401)
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })
})

describe('Z24: a message of the operator', () => {
  test('Z24: is heard by the one device it is for, by mqtt.js and by mosquitto_sub', async () => {
    const server = await withBackEnd({ mqtt: { tcpPort: 0 } })
    const token = await tokenFor(server, { scope: MESSAGE_SCOPE })
    const [one, other, foreign] = await Promise.all([1, 2, 3].map(() => listeningTv(server)))
    if (!one || !other || !foreign) throw new Error('three TVs')
    const { client_id: clientId, username, token: password, topic } = foreign.notices
    const pass = { clientId, username, password }
    await new Promise<void>((resolve) => {
      foreign.listener.client.end(true, {}, () => resolve())
    })
    const sub = mosquitto('mosquitto_sub', server.mqttPort ?? 0, pass, ['-t', topic, '-C', '1'])
    await expect.poll(() => sub.printed()).toContain('Subscribed')

    const message = { eventName: 'Recommend', payload: { title: 'Flüchtig 🌊', at: 7 } }
    const sent = await send(server, one.tv.deviceId, bearer(token), message)
    expect([sent.status, sent.body]).toEqual([202, { id: expect.any(String) }])
    const toForeign = await send(server, foreign.tv.deviceId, bearer(token), {
      ...message,
      payload: 'for mosquitto',
      target: 'application',
      origin: 'internal',
    })
    expect(toForeign.status).toBe(202)
    await one.listener.until('Recommend')
    expect(await sub.exited).toBe(0)
    expect(one.listener.seen).toEqual([{ id: sent.body['id'], ...message }])
    expect(sub.printed()).toContain('for mosquitto')
    expect(sub.printed()).not.toContain('Flüchtig')

    // What the other hears next is its own, so nothing was on its way to it.
    await new Phone(server.url).open(other.handle)
    await other.listener.until('LinkOpened')
    expect(other.listener.seen.map(({ eventName }) => eventName)).toEqual(['LinkOpened'])
  })

  test('Z24: is kept for nobody, and reaches a device that belongs to somebody as well', async () => {
    const server = await withBackEnd()
    const token = await tokenFor(server)
    const tv = await Tv.boot(server.url)
    const { notices, handle } = await tv.requestLink()
    expect((await send(server, tv.deviceId, bearer(token))).status).toBe(202)
    const listener = await tv.listen(notices, `ws://127.0.0.1:${server.port}/mqtt`)
    await new Phone(server.url).approve(handle, ELIZA)
    await listener.until('DeviceAuthorized')
    await send(server, tv.deviceId, bearer(token), { eventName: 'Later', payload: 'x' })
    await listener.until('Later')
    const names = listener.seen.map(({ eventName }) => eventName)
    expect(names).not.toContain('Recommend')
  })

  test('Z24: is refused without a token that may: 401, and 403 without the scope', async () => {
    const server = await withBackEnd()
    const { tv, listener, handle } = await listeningTv(server)
    const app = new App(server.url, 'demo-tv', { key: await makeKey() })
    const link = await app.begin()
    await new Phone(server.url).approve(link.handle, ELIZA)
    const tokens = await app.tokens(app.poll(link.device_code))
    const good = await tokenFor(server)
    const unauthorized: Record<string, Record<string, string>> = {
      nothing: {},
      'no token at all': bearer(''),
      'its secret': basic('shop', SECRET),
      'the TV’s own token': bearer(tv.token),
      'the TV’s own token and proof': await tv.authorization(
        'POST',
        `/message-broker/1.0/messages/devices/${tv.deviceId}`,
      ),
      'an app’s token': bearer(tokens.access_token),
      'the TV’s token for notices': bearer((await tv.requestLink()).notices.token),
      'a good one by another scheme': { authorization: `DPoP ${good}` },
      'a good one with another signature': bearer(`${good.slice(0, -6)}AAAAAA`),
      'a property of every object': bearer('constructor'),
    }
    for (const [what, headers] of Object.entries(unauthorized)) {
      const answer = await send(server, tv.deviceId, headers)
      expect([answer.status, answer.body['code']], what).toEqual([401, 'invalid_token'])
      expect(answer.headers.get('www-authenticate'), what).toContain('Bearer')
    }
    for (const token of [
      await tokenFor(server, {}, 'silent'),
      await tokenFor(server, { scope: 'catalogue:write' }),
    ]) {
      const answer = await send(server, tv.deviceId, bearer(token))
      expect([answer.status, answer.body['code']]).toEqual([403, 'insufficient_scope'])
      expect(answer.headers.get('www-authenticate')).toBe(
        `Bearer error="insufficient_scope", scope="${MESSAGE_SCOPE}"`,
      )
    }
    server.clock.now += 600
    expect((await send(server, tv.deviceId, bearer(good))).status).toBe(401)
    await new Phone(server.url).deny(handle)
    expect(listener.seen.map(({ eventName }) => eventName)).not.toContain('Recommend')
  })

  test('Z24: to a device that is not known is 404, in the same form whatever it is called', async () => {
    const server = await withBackEnd()
    const token = await tokenFor(server)
    const stranger = await Tv.boot(server.url)
    const names = [stranger.deviceId, 'key_x', '__proto__', 'a%2Fb', '%00', 'x'.repeat(300), '+']
    for (const name of names) {
      const answer = await send(server, name, bearer(token))
      expect([answer.status, answer.body['code']], name).toEqual([404, 'device_unknown'])
    }
    const undecodable = await send(server, '%', bearer(token))
    expect([undecodable.status, undecodable.body['code']]).toEqual([400, 'bad_request'])
  })

  test('Z16: may not bear the name of a notice, nor be longer than 3 KiB, nor anything else but a message', async () => {
    const server = await withBackEnd()
    const { tv, listener, handle } = await listeningTv(server)
    const token = await tokenFor(server)
    const long = (bytes: number, sign: string) => ({
      eventName: 'Long',
      payload: sign.repeat(bytes / Buffer.byteLength(sign)),
    })
    const refused: [string, unknown, number][] = [
      ['a notice', { eventName: 'DeviceAuthorized', payload: { authorized: true } }, 400],
      ['another notice', { eventName: 'DeviceUnbound', payload: '' }, 400],
      ['no name', { payload: 'x' }, 400],
      ['an empty name', { eventName: '', payload: 'x' }, 400],
      ['a name with a blank', { eventName: 'a b', payload: 'x' }, 400],
      ['no payload', { eventName: 'Recommend' }, 400],
      ['a number', { eventName: 'Recommend', payload: 7 }, 400],
      ['another target', { ...MESSAGE, target: 'system' }, 400],
      ['more than 3 KiB', long(3072, 'x'), 400],
      ['more than 3 KiB in fewer signs', long(3072, '€'), 400],
      ['no JSON', '{"eventName":', 400],
      ['a list', [MESSAGE], 400],
      ['more than any body may be', long(9000, 'x'), 413],
    ]
    for (const [what, message, status] of refused) {
      const answer = await send(server, tv.deviceId, bearer(token), message)
      expect(answer.status, what).toBe(status)
    }
    const asForm = { ...bearer(token), 'content-type': 'application/x-www-form-urlencoded' }
    expect((await send(server, tv.deviceId, asForm)).status).toBe(415)
    // Quotation marks around it are a part of its JSON.
    expect((await send(server, tv.deviceId, bearer(token), long(3070, 'x'))).status).toBe(202)
    await new Phone(server.url).open(handle)
    await listener.until('LinkOpened')
    expect(listener.seen.map(({ eventName }) => eventName)).toEqual(['Long', 'LinkOpened'])
  })

  test('is taken so many times a second from one back end, and from another all the same', async () => {
    const clients = { shop: BACK_END, other: BACK_END }
    const server = await withBackEnd({ clients, messages: { perSecond: 3 } })
    const { tv } = await listeningTv(server)
    const token = await tokenFor(server)
    const statuses: number[] = []
    for (let sent = 0; sent < 5; sent += 1) {
      statuses.push((await send(server, tv.deviceId, bearer(token))).status)
    }
    expect(statuses).toEqual([202, 202, 202, 429, 429])
    const refused = await send(server, tv.deviceId, bearer(token))
    expect(refused.headers.get('retry-after')).toBe('1')
    const others = await tokenFor(server, {}, 'other')
    expect((await send(server, tv.deviceId, bearer(others))).status).toBe(202)
    server.clock.now += 1
    expect((await send(server, tv.deviceId, bearer(token))).status).toBe(202)
  })

  test('ends with what config.json allows, though the token lives on', async () => {
    const port = await freePort()
    const before = await withBackEnd({ port })
    const token = await tokenFor(before)
    const { dataDir } = before
    await before.close()
    for (const [clients, status] of [
      [{}, 401],
      [{ shop: { ...BACK_END, grants: ['device_code'] } }, 401],
      [{ shop: { ...BACK_END, scopes: [] } }, 403],
      [{ shop: BACK_END }, 202],
    ] as const) {
      const publicUrl = `http://127.0.0.1:${port}`
      const server = await startServer({ clients, publicUrl, port }, { dataDir })
      const { tv } = await listeningTv(server)
      expect((await send(server, tv.deviceId, bearer(token))).status).toBe(status)
      await server.close()
    }
  })

  test('is for POST alone, and no page of another site is told that it may', async () => {
    const server = await withBackEnd()
    const path = '/message-broker/1.0/messages/devices/key_x'
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await fetch(server.url + path, { method, headers: { origin: 'null' } })
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  test('leaves no token and no secret in the log', async () => {
    const server = await withBackEnd()
    const { tv } = await listeningTv(server)
    const token = await tokenFor(server)
    await send(server, tv.deviceId, bearer(token), { eventName: 'Secret', payload: 'only for it' })
    expect(server.logged()).not.toMatch(new RegExp(`${SECRET}|${token}|only for it`))
  })
})
