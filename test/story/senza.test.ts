import { createPublicKey, randomUUID } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { MessageServer, OAUTH } from '../support/message-service.ts'
import { Phone } from '../support/phone.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Answer, Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const DEVICE = '7e6d37c30d21af04'
const SUBJECT = 'urn:synamedia:oauth:identifier:hyperscale:'
const AUDIENCE = 'https://hello.example/auth/token'

/** An operator's server as Senza's tutorial has it: the platform vouches for TVs, and its message service tells them. */
async function house() {
  const clock = { now: Math.floor(Date.now() / 1000) }
  const [issuer, service] = await Promise.all([
    Issuer.start(),
    MessageServer.start(() => clock.now),
  ])
  const subject = `${SUBJECT}{deviceId}`
  const server = await startServer(
    {
      platforms: [{ name: 'senza', issuer: issuer.url, audience: AUDIENCE, subject }],
      notifier: 'senza',
      oauth: OAUTH,
      messages: service.settings,
    },
    { clock },
  )
  /** An assertion of the platform's own form, which lives for a day. */
  const claims = (more: Record<string, unknown> = {}) => ({
    iss: issuer.url,
    aud: AUDIENCE,
    sub: `${SUBJECT}${DEVICE}`,
    iat: clock.now,
    exp: clock.now + 86_400,
    jti: randomUUID(),
    ...more,
  })
  return { clock, issuer, service, server, claims }
}

type House = Awaited<ReturnType<typeof house>>

/** The app on the platform's set: no key of its own, as the tutorial's has none. */
async function senzaTv({ server, issuer, claims }: House, deviceId = DEVICE): Promise<Tv> {
  const tv = await Tv.make(server.url)
  const assertion = await issuer.sign(claims({ sub: `${SUBJECT}${deviceId}` }))
  const answer = await tv.askToken({}, assertion)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return tv
}

async function approved(server: TestServer, tv: Tv): Promise<Answer> {
  const { handle } = await tv.requestLink()
  return new Phone(server.url).approve(handle, ELIZA)
}

const told = ({ service }: House) =>
  service.taken.map(({ subject, body }) => [subject, body['eventName'], body['payload']])

describe('a TV of the platform', () => {
  test('Z1: shows its assertion and is that device', async () => {
    const { server, issuer, claims } = await house()
    const tv = await Tv.make(server.url)
    const { status, body } = await tv.askToken({}, await issuer.sign(claims()))
    expect([status, body]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'Bearer', expires_in: 600 },
    ])
    expect(decodeJwt(tv.token)).toMatchObject({ sub: `senza_${DEVICE}`, client_id: 'tv' })
    const missing = await tv.form('/auth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    })
    // The tutorial's `{"message":"Invalid Request"}`, in the words of RFC 6749.
    expect([missing.status, missing.body['error']]).toEqual([400, 'invalid_request'])
  })

  test('Z2: is refused with 401 for whatever is wrong with the assertion', async () => {
    const { clock, server, issuer, claims } = await house()
    const tv = await Tv.make(server.url)
    const good = await issuer.sign(claims())
    const [head = '', , signature = ''] = good.split('.')
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jwk = issuer.keys[0]?.jwk ?? {}
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const others = `${SUBJECT}0000000000000000`
    const forged: Record<string, string> = {
      'another subject': `${head}.${encode(claims({ sub: others }))}.${signature}`,
      'a changed signature': `${good.slice(0, -4)}AAAA`,
      'alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims())}.`,
      'HS256 with the public key': await new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: 'key-1', typ: 'JWT' })
        .sign(Buffer.from(pem)),
      'another audience': await issuer.sign(claims({ aud: 'https://projects.synamedia.com' })),
      'another issuer': await issuer.sign(claims({ iss: 'https://evil.example' })),
      ended: await issuer.sign(claims({ iat: clock.now - 90_000, exp: clock.now - 61 })),
      'not yet': await issuer.sign(claims({ nbf: clock.now + 61 })),
      'a life of years': await issuer.sign(claims({ exp: clock.now + 1e8 })),
    }
    for (const [what, assertion] of Object.entries(forged)) {
      const answer = await tv.askToken({}, assertion)
      expect([answer.status, answer.body['error']], what).toEqual([401, 'invalid_grant'])
    }
    expect((await tv.askToken({}, good)).status).toBe(200)
    expect((await tv.askToken({}, good)).status).toBe(401)
  })

  test('Z3: of an issuer that nobody configured is refused, and nobody is asked', async () => {
    const { server, issuer, claims } = await house()
    const stranger = await Issuer.start()
    const tv = await Tv.make(server.url)
    const answer = await tv.askToken({}, await stranger.sign(claims({ iss: stranger.url })))
    expect(answer.status).toBe(401)
    expect([stranger.asked, issuer.asked]).toEqual([[], []])
  })

  test('Z13: hears of the yes by the platform’s message service and by MQTT, and is Eliza’s', async () => {
    const home = await house()
    const { server } = home
    const tv = await senzaTv(home)
    const { notices, handle } = await tv.requestLink()
    const listener = await tv.listen(notices, `ws://127.0.0.1:${server.port}/mqtt`)
    const { body } = await new Phone(server.url).approve(handle, ELIZA)
    expect(body).toEqual({ status: 'authorized' })
    await listener.until('DeviceAuthorized')
    await expect
      .poll(() => told(home))
      .toContainEqual([DEVICE, 'DeviceAuthorized', { authorized: true }])
    expect((await tv.hello()).body).toMatchObject({ name: 'Eliza', color: '#CCCDFD' })
    await tv.goodbye()
    await expect.poll(() => told(home).at(-1)).toEqual([DEVICE, 'DeviceUnbound', {}])
    // What goes through other people's hands names neither the person nor anything that opens.
    const sent = JSON.stringify(home.service.taken.map(({ body }) => body))
    expect(sent).not.toMatch(new RegExp(`eliza|${handle}|${tv.token}`, 'i'))
  })

  test('Z13: is told alone: a TV with a key of its own is none of the platform’s', async () => {
    const home = await house()
    expect((await approved(home.server, await Tv.boot(home.server.url))).status).toBe(200)
    expect(home.service.asked).toEqual([])
  })

  test('Z23: hours later still hears, by a token that was renewed', async () => {
    const home = await house()
    home.service.lifeSeconds = 2
    const tv = await senzaTv(home)
    await approved(home.server, tv)
    await expect.poll(() => told(home).length).toBe(1)
    home.clock.now += 5
    await approved(home.server, tv)
    await expect.poll(() => told(home).length).toBe(2)
    expect(home.service.authorizations).toEqual([
      'Bearer platform-token-1',
      'Bearer platform-token-2',
    ])
  })

  test.each(['gone', 'hangs', 'fails', 'no token'] as const)(
    'Z23: belongs to Eliza also while the message service is broken: %s',
    async (how) => {
      const home = await house()
      const { server, service } = home
      if (how === 'gone') await service.goDown()
      else service.tokenTrouble = how
      const tv = await senzaTv(home)
      expect((await approved(server, tv)).status).toBe(200)
      expect((await tv.hello()).body.name).toBe('Eliza')
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
      if (how === 'gone') await service.comeBack()
      service.tokenTrouble = null
      if (how === 'hangs') return
      await expect.poll(() => server.logged()).toContain('gives us no token')
      home.clock.now += 10
      await tv.goodbye()
      await expect.poll(() => told(home)).toEqual([[DEVICE, 'DeviceUnbound', {}]])
    },
  )

  test('Z24: gets the operator’s messages by both ways', async () => {
    const home = await house()
    const { server } = home
    const tv = await senzaTv(home)
    const { notices } = await tv.requestLink()
    const listener = await tv.listen(notices, `ws://127.0.0.1:${server.port}/mqtt`)
    const message = { id: 'its-id', eventName: 'Recommend', payload: { title: 'tide' } }
    await server.parts.notifier.send(`senza_${DEVICE}`, message)
    await listener.until('Recommend')
    expect(listener.seen).toEqual([message])
    await expect.poll(() => told(home)).toEqual([[DEVICE, 'Recommend', { title: 'tide' }]])
  })

  test('its secrets stand in no log, whatever happens to the message service', async () => {
    const home = await house()
    const { server, service } = home
    const tv = await senzaTv(home)
    for (const trouble of [null, 'fails', 'redirects'] as const) {
      service.messageTrouble = trouble
      await approved(server, tv)
    }
    await expect.poll(() => server.logged()).toContain('did not reach the platform')
    expect(server.logged()).not.toMatch(/our-secret-of-the-platform|platform-token/)
  })
})
