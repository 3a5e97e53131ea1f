import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'

import { DEVICE_CODE, type TokenResponse } from '#contract/token'

import { App, makeKey } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const CLIENTS = { app: { name: 'App', scopes: ['watch', 'list'] } }

/** An app that the person has let in. */
async function signedIn(
  server: TestServer,
  self: ConstructorParameters<typeof App>[2] = {},
): Promise<{ app: App; tokens: TokenResponse; deviceId: string }> {
  const app = new App(server.url, 'app', self)
  app.now = () => server.clock.now
  const link = await app.begin({ scope: 'watch' })
  expect((await new Phone(server.url).approve(link.handle, ELIZA)).status).toBe(200)
  const tokens = await app.tokens(app.poll(link.device_code))
  return { app, tokens, deviceId: `link_${link.link_id}` }
}

describe('two televisions of one app', () => {
  it('are two devices: signing one out never drops its sibling', async () => {
    const server = await startServer({ clients: CLIENTS })
    const [first, second] = [await signedIn(server), await signedIn(server)]
    const hello = `${server.url}/hello`
    await first.app.revoke(first.tokens.refresh_token ?? '')
    expect((await first.app.call('GET', hello, first.tokens.access_token)).status).toBe(401)
    expect((await first.app.refresh(first.tokens.refresh_token ?? '')).status).toBe(400)
    expect((await second.app.call('GET', hello, second.tokens.access_token)).status).toBe(200)
    expect((await second.app.refresh(second.tokens.refresh_token ?? '')).status).toBe(200)
  })
})

describe('an app’s access token', () => {
  it('is of the form of RFC 9068, and says whose, which app, which device and what for', async () => {
    const server = await startServer({ clients: CLIENTS })
    const key = await makeKey()
    const { tokens, deviceId } = await signedIn(server, { key })
    const account = (await server.parts.store.accountByUsername('eliza'))?.accountId
    expect(tokens).toMatchObject({ token_type: 'DPoP', expires_in: 600, scope: 'watch' })
    expect(decodeJwt(tokens.access_token)).toEqual({
      iss: server.url,
      aud: server.url,
      sub: account,
      account,
      client_id: 'app',
      device_id: deviceId,
      scope: 'watch',
      cnf: { jkt: key.jkt },
      iat: server.clock.now,
      exp: server.clock.now + 600,
      jti: expect.any(String),
    })
  })

  it('is asked hello with, gives the account up with, and is nothing after that', async () => {
    const server = await startServer({ clients: CLIENTS })
    const { app, tokens } = await signedIn(server)
    const hello = () => app.call('GET', `${server.url}/hello?notices`, tokens.access_token)
    expect((await hello()).body).toMatchObject({ name: 'Eliza', notices: { keepalive: 40 } })
    expect((await app.call('GET', `${server.url}/titles`, tokens.access_token)).status).toBe(200)
    expect((await app.call('POST', `${server.url}/goodbye`, tokens.access_token)).status).toBe(200)
    expect((await hello()).body['code']).toBe('invalid_token')
  })

  it('does not make an app a television: link requests are asked for by client_id', async () => {
    const server = await startServer({ clients: CLIENTS })
    const { tokens } = await signedIn(server)
    const tv = await Tv.make(server.url)
    const authorization = `Bearer ${tokens.access_token}`
    const answer = await tv.formWith({ authorization }, '/auth/device_authorization', {})
    expect([answer.status, answer.body['error']]).toEqual([400, 'unauthorized_client'])
  })
})

describe('an app’s grant', () => {
  it('ends when it was not used for ninety days, and in any case after a year', async () => {
    const server = await startServer({ clients: CLIENTS })
    const idle = await signedIn(server)
    server.clock.now += 90 * 86_400
    expect((await idle.app.refresh(idle.tokens.refresh_token ?? '')).body['error']).toBe(
      'invalid_grant',
    )
    const busy = await signedIn(server)
    let { refresh_token = '' } = busy.tokens
    for (let month = 1; month <= 12; month += 1) {
      server.clock.now += 30 * 86_400
      const answer = await busy.app.tokens(busy.app.refresh(refresh_token))
      refresh_token = answer.refresh_token ?? ''
    }
    server.clock.now += 6 * 86_400
    expect((await busy.app.refresh(refresh_token)).body['error']).toBe('invalid_grant')
  })
})

describe('a television with its own key', () => {
  it('may redeem its device code as any client does, and gets a token that names the account', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const form = { grant_type: DEVICE_CODE, device_code: link.device_code, client_id: 'tv' }
    const redeem = async (by: Tv) => {
      const claims = { htm: 'POST', htu: `${server.url}/auth/token`, ath: undefined }
      return by.formWith({ dpop: await by.proof(claims) }, '/auth/token', form)
    }
    expect((await redeem(tv)).body['error']).toBe('authorization_pending')
    await new Phone(server.url).approve(link.handle, ELIZA)
    expect((await redeem(await Tv.make(server.url))).body['error']).toBe('invalid_grant')
    expect((await tv.formWith({}, '/auth/token', form)).body['error']).toBe('invalid_grant')
    const { body } = await redeem(tv)
    expect(body).toMatchObject({ token_type: 'DPoP', expires_in: 600 })
    expect(body).not.toHaveProperty('refresh_token')
    const account = (await server.parts.store.accountByUsername('eliza'))?.accountId
    expect(decodeJwt(String(body['access_token']))).toMatchObject({ sub: tv.deviceId, account })
    tv.token = String(body['access_token'])
    expect((await tv.hello()).body.name).toBe('Eliza')
  })
})
