import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { SignedInTokens } from '#contract/client-request'

import { linkSecrets } from '../../server/credentials/link-secrets.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { CLIENTS, ELIZA, ORIGINS, WebSite } from './web-site.ts'

describe('a web site', () => {
  it('S1: offers QR and short code beside each other, and either signs in', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { link } = await site.begin()
    expect(link.verification_uri_complete).toMatch(/\/L#[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(link.verification_uri).toMatch(/\/link$/)
    const phone = new Phone(server.url)
    await phone.signIn(ELIZA.username, ELIZA.password)
    const typed = { user_code: link.user_code, decision: 'approve' }
    expect((await phone.post('/authorize', typed)).body).toEqual({ status: 'authorized' })
    expect((await site.ask(link.device_code)).status).toBe(200)
    const { tokens } = await site.signedIn()
    expect(await site.isSignedIn(tokens)).toBe(true)
  })

  it('S2: shows a QR that says nothing of anybody: an address and 128 random bits', async () => {
    const server = await startServer({ clients: CLIENTS, publicUrl: 'https://tv.example' })
    const { link, pkce } = await new WebSite(server).begin()
    const { origin, pathname, search, hash } = new URL(link.verification_uri_complete)
    expect([origin, pathname, search]).toEqual(['https://tv.example', '/L', ''])
    expect(hash).toMatch(/^#[0-9A-HJKMNP-TV-Z]{26}$/)
    for (const secret of [link.device_code, link.link_id, pkce.challenge, pkce.verifier]) {
      expect(link.verification_uri_complete).not.toContain(secret)
    }
    const { randomId, secret } = server.parts
    const handles = Array.from({ length: 10_000 }, () => {
      const linkId = randomId()
      return linkSecrets({ linkId, deviceId: `link_${linkId}`, linkKey: null }, secret).handle
    })
    expect(new Set(handles).size).toBe(10_000)
  })

  it('S3: hears "pending" until the yes, and then gets a key that serves once', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { pkce, link } = await site.begin()
    const first = await site.ask(link.device_code)
    expect(first).toMatchObject({ status: 400, body: { error: 'authorization_pending' } })
    expect(first.body['link']).toMatchObject({ id: link.link_id, state: 'pending' })
    expect((await site.ask(link.device_code)).body['error']).toBe('slow_down')
    const phone = new Phone(server.url)
    await phone.open(link.handle)
    server.clock.now += 10
    expect((await site.ask(link.device_code)).body['link']).toMatchObject({ state: 'opened' })
    await phone.approve(link.handle, ELIZA)
    // Asked at once, as a notice makes it do: the yes is not kept waiting by the pace of the questions before.
    const { status, body, headers } = await site.ask(link.device_code)
    expect([status, body]).toEqual([200, { code: expect.any(String), expires_in: 60 }])
    expect(body['code']).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    const code = String(body['code'])
    expect((await site.redeem(code, pkce.verifier)).status).toBe(200)
    const later = await site.ask(link.device_code)
    expect([later.status, later.body['error']]).toEqual([400, 'invalid_grant'])
    expect((await site.redeem(code, pkce.verifier)).body['error']).toBe('invalid_grant')
  })

  it('S4: is told on its own topic and nobody else is', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const [mine, other] = [(await site.begin()).link, (await site.begin()).link]
    const socket = `ws://127.0.0.1:${server.port}/mqtt`
    const tv = await Tv.make(server.url)
    const page = await tv.listen(mine.notices, socket)
    const bystander = await tv.listen(other.notices, socket)
    const [granted] = await bystander.client.subscribeAsync(mine.notices.topic).then(
      (grants) => grants.map(({ qos }) => qos),
      () => [128],
    )
    expect(granted).toBe(128)
    const phone = new Phone(server.url)
    await phone.open(mine.handle)
    await phone.approve(mine.handle, ELIZA)
    await page.until('DeviceAuthorized')
    expect(page.seen.map(({ eventName, payload }) => [eventName, payload])).toEqual([
      ['LinkOpened', {}],
      ['DeviceAuthorized', { authorized: true }],
    ])
    expect(bystander.seen).toEqual([])
  })

  it('S5: learns by its back end who signed in, as a device of its own that can be ended', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { tokens, deviceId } = await site.signedIn()
    const account = await server.parts.store.accountByUsername('eliza')
    expect(v.parse(SignedInTokens, tokens)).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: expect.any(String),
      scope: 'order',
      account: { id: account?.accountId, name: 'Eliza', color: account?.color },
    })
    const again = await site.signedIn()
    expect(again.deviceId).not.toBe(deviceId)
    const phone = new Phone(server.url)
    await phone.signIn(ELIZA.username, ELIZA.password)
    const listed = (await phone.send('GET', '/devices')).body['devices'] as { id: string }[]
    expect(listed.map(({ id }) => id).sort()).toEqual([deviceId, again.deviceId].sort())
    expect((await phone.send('DELETE', `/devices/${deviceId}`)).status).toBe(200)
    expect(await site.isSignedIn(tokens)).toBe(false)
    expect(await site.isSignedIn(again.tokens)).toBe(true)
  })

  it('S7: is not moved by whoever only looks at what the QR says', async () => {
    const server = await startServer(
      { clients: CLIENTS },
      { pages: true, clock: { now: Math.floor(Date.now() / 1000) } },
    )
    const site = new WebSite(server)
    const { link } = await site.begin()
    for (const path of ['/L', '/link', '/auth/code', `/auth/code?device_code=${randomUUID()}`]) {
      for (const method of ['GET', 'HEAD']) {
        for (let time = 0; time < 5; time += 1) await fetch(server.url + path, { method })
      }
    }
    const { body } = await site.ask(link.device_code)
    expect(body['link']).toMatchObject({ state: 'pending' })
  })

  it('S8: is told of a no at once, and begins anew', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { link } = await site.begin()
    await new Phone(server.url).deny(link.handle)
    expect((await site.ask(link.device_code)).body['error']).toBe('access_denied')
    expect((await new Phone(server.url).approve(link.handle, ELIZA)).body['code']).toBe(
      'link_denied',
    )
    expect((await site.ask(link.device_code)).body['error']).toBe('access_denied')
    const { link: late } = await site.begin()
    server.clock.now += late.expires_in
    expect((await site.ask(late.device_code)).body['error']).toBe('expired_token')
    expect(await site.isSignedIn((await site.signedIn()).tokens)).toBe(true)
  })

  it('S8: is named to the person by its own address before anything is asked', async () => {
    const server = await startServer({ clients: CLIENTS })
    const second = new WebSite(server, 'shop', 'https://m.shop.example:8443')
    const details = async (handle: string) => (await new Phone(server.url).open(handle)).body
    expect(await details((await second.begin()).link.handle)).toMatchObject({
      client_name: 'The shop',
      site: 'https://m.shop.example:8443',
    })
    // A back end that begins by itself has no page to say which of its addresses is meant.
    const pkce = { code_challenge: 'A'.repeat(43), code_challenge_method: 'S256' }
    const byBackEnd = await new WebSite(server).backEnd.begin(pkce)
    expect(await details(byBackEnd.handle)).toMatchObject({ site: ORIGINS.shop })
    const tv = await Tv.boot(server.url)
    expect(await details((await tv.requestLink()).handle)).toMatchObject({ site: null })
  })
})

describe('a web site whose desktop and phone are in two networks', () => {
  const HOME = { 'x-forwarded-for': '203.0.113.9' }
  const AWAY = { 'x-forwarded-for': '198.51.100.7' }

  it('S8: is refused unless it can ask for the digits of the phone, and then signs in by them', async () => {
    const clients = { ...CLIENTS, shop: { ...CLIENTS.shop, otherNetwork: 'match' } }
    const server = await startServer({
      clients,
      accounts: await accounts('dora'),
      trustedProxies: ['127.0.0.1'],
    })
    const dora = { username: 'dora', password: passwordOf('dora') }
    const [rival, shop] = [new WebSite(server, 'rival'), new WebSite(server)]
    for (const { page } of [rival, shop]) Object.assign(page.headers, HOME)
    const phone = new Phone(server.url, AWAY)
    const refused = await phone.approve((await rival.begin()).link.handle, dora)
    expect(refused.body['code']).toBe('not_at_home')
    const { link, pkce } = await shop.begin()
    const { number } = (await phone.approve(link.handle, dora)).body
    expect((await shop.ask(link.device_code)).body['link']).toMatchObject({ state: 'matching' })
    const answer = await (await Tv.make(server.url)).callWith(
      { ...HOME, origin: ORIGINS.shop },
      'POST',
      '/link/match',
      { device_code: link.device_code, number },
    )
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    const { code } = (await shop.ask(link.device_code)).body
    expect((await shop.redeem(String(code), pkce.verifier)).body['account']).toMatchObject({
      name: 'Dora',
    })
  })
})
