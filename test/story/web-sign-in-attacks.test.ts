import { describe, expect, it } from 'vitest'

import { AUTHORIZATION_CODE } from '#contract/token'

import { App, makeKey } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { tablesIn } from '../support/tables.ts'
import type { Answer } from '../support/tv.ts'
import { CLIENTS, challenged, ELIZA, makePkce, ORIGINS, WebSite } from './web-site.ts'

function said({ status, body }: Answer): [number, unknown] {
  return [status, body['error']]
}

/** Lets so many requests see a one-time key as it is before any of them goes on to use it. */
function readTogether({ parts: { store } }: TestServer, count: number): void {
  const read = store.linkByCode.bind(store)
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let reading = 0
  store.linkByCode = async (...of) => {
    const link = await read(...of)
    reading += 1
    if (reading === count) open()
    await gate
    return link
  }
}

const NOT_FOR_YOU = [400, 'unauthorized_client']
const NO_PROOF = [401, 'invalid_client']
const NO_GRANT = [400, 'invalid_grant']

describe('beginning in a web site’s name', () => {
  it.each([
    ORIGINS.rival,
    'null',
    'http://shop.example',
    'https://shop.example:444',
    'https://shop.example.evil.example',
    'https://SHOP.example',
    'https://shop.example/',
    'https://shop.example, https://rival.example',
    'https://evil.example',
  ])('is refused to a page at %s', async (origin) => {
    const server = await startServer({ clients: CLIENTS })
    const before = tablesIn(server.dataDir)
    const page = new WebSite(server, 'shop', origin).page
    expect(said(await page.ask(challenged(makePkce())))).toEqual(NOT_FOR_YOU)
    expect(tablesIn(server.dataDir)).toEqual(before)
  })

  it('is refused without Origin or secret, and with a wrong one', async () => {
    const server = await startServer({ clients: CLIENTS })
    const form = challenged(makePkce())
    expect(said(await new App(server.url, 'shop').ask(form))).toEqual(NO_PROOF)
    for (const by of ['basic', 'post'] as const) {
      const guessing = new App(server.url, 'shop', { secret: 'wrong', by })
      guessing.headers = { origin: ORIGINS.shop }
      expect(said(await guessing.ask(form)), by).toEqual(NO_PROOF)
    }
    const nobody = new App(server.url, 'nobody')
    nobody.headers = { origin: ORIGINS.shop }
    expect(said(await nobody.ask(form))).toEqual(NO_PROOF)
  })

  it('is refused without a challenge, and with one that says its verifier', async () => {
    const server = await startServer({ clients: CLIENTS })
    const { page, backEnd } = new WebSite(server)
    const { challenge } = makePkce()
    for (const app of [page, backEnd]) {
      expect(said(await app.ask())).toEqual([400, 'invalid_request'])
      for (const code_challenge_method of [undefined, 'plain']) {
        const form = { code_challenge: challenge, code_challenge_method }
        expect(said(await app.ask(form))).toEqual([400, 'invalid_request'])
      }
    }
  })

  it('costs a page its network’s budget, and its back end none', async () => {
    const server = await startServer({ clients: CLIENTS, link: { clientLinksPerHour: 2 } })
    const { page, backEnd } = new WebSite(server)
    for (const _ of [1, 2]) await page.begin(challenged(makePkce()))
    expect(said(await page.ask(challenged(makePkce())))).toEqual([429, 'slow_down'])
    await backEnd.begin(challenged(makePkce()))
  })
})

describe('a device code that lies open in a page', () => {
  it('gets no tokens at all, and no key for another site, another page, an app or a TV', async () => {
    const server = await startServer({ clients: CLIENTS })
    const [site, rival] = [new WebSite(server), new WebSite(server, 'rival')]
    const { link, pkce } = await site.begin()
    await new Phone(server.url).approve(link.handle, ELIZA)
    const before = tablesIn(server.dataDir)
    const { device_code } = link
    const verifier = { code_verifier: pkce.verifier }
    expect(said(await site.backEnd.poll(device_code, verifier))).toEqual(NOT_FOR_YOU)
    expect(said(await site.page.poll(device_code, verifier))).toEqual(NO_PROOF)
    expect(said(await rival.ask(device_code))).toEqual(NO_GRANT)
    expect(said(await site.ask(device_code, { origin: ORIGINS.rival }))).toEqual(NOT_FOR_YOU)
    for (const clientId of ['app', 'tv']) {
      const form = { client_id: clientId, device_code }
      const answer = await site.page.post(`${server.url}/auth/code`, form)
      expect(said(answer), clientId).toEqual(NOT_FOR_YOU)
    }
    const bare = new App(server.url, 'shop')
    const form = { client_id: 'shop', device_code }
    expect(said(await bare.post(`${server.url}/auth/code`, form))).toEqual(NO_PROOF)
    expect(tablesIn(server.dataDir)).toEqual(before)
    expect((await site.ask(device_code)).status).toBe(200)
  })

  it('is no one-time key, nor is a one-time key a device code or a refresh token', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { link, pkce, code } = await site.approved()
    expect(said(await site.redeem(link.device_code, pkce.verifier))).toEqual(NO_GRANT)
    expect(said(await site.ask(code))).toEqual(NO_GRANT)
    expect(said(await site.backEnd.refresh(code))).toEqual(NO_GRANT)
    expect((await site.redeem(code, pkce.verifier)).status).toBe(200)
  })

  it('does not write a key for each question', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { link } = await site.approved()
    const before = tablesIn(server.dataDir)
    for (let time = 0; time < 5; time += 1) {
      expect(said(await site.ask(link.device_code))).toEqual([400, 'slow_down'])
    }
    expect(tablesIn(server.dataDir)).toEqual(before)
  })
})

describe('a one-time key', () => {
  it('S5: is nothing to the browser of somebody else, to another site, or to the page itself', async () => {
    const server = await startServer({ clients: CLIENTS })
    const [site, rival] = [new WebSite(server), new WebSite(server, 'rival')]
    const { pkce, code } = await site.approved()
    // A key that is slipped to another browser meets the verifier of that browser's own sign-in.
    const victim = await site.begin()
    expect(said(await site.redeem(code, victim.pkce.verifier))).toEqual(NO_GRANT)
    expect(said(await site.redeem(code, pkce.challenge))).toEqual(NO_GRANT)
    expect(said(await rival.redeem(code, pkce.verifier))).toEqual(NO_GRANT)
    const form = { grant_type: AUTHORIZATION_CODE, code, client_id: 'shop' }
    const { page } = site
    const { token } = page.endpoints
    expect(said(await page.post(token, { ...form, code_verifier: pkce.verifier }))).toEqual(
      NO_PROOF,
    )
    expect(said(await site.redeem(code, ''))).toEqual([400, 'invalid_request'])
    const app = new App(server.url, 'app')
    const asApp = { ...form, client_id: 'app', code_verifier: pkce.verifier }
    expect(said(await app.post(token, asApp))).toEqual(NOT_FOR_YOU)
    expect((await site.redeem(code, pkce.verifier)).status).toBe(200)
  })

  it('S5: is void after a minute, or what the operator sets, and then the page may ask anew', async () => {
    const server = await startServer({ clients: CLIENTS, link: { oneTimeKeySeconds: 20 } })
    const site = new WebSite(server)
    const { pkce, code, link } = await site.approved()
    server.clock.now += 20
    expect(said(await site.redeem(code, pkce.verifier))).toEqual(NO_GRANT)
    const { body } = await site.ask(link.device_code)
    expect(body['expires_in']).toBe(20)
    server.clock.now += 19
    expect((await site.redeem(String(body['code']), pkce.verifier)).status).toBe(200)
  })

  it('S5: is void when the page has asked for another', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { pkce, code, link } = await site.approved()
    server.clock.now += 5
    const { body } = await site.ask(link.device_code)
    expect(said(await site.redeem(code, pkce.verifier))).toEqual(NO_GRANT)
    expect((await site.redeem(String(body['code']), pkce.verifier)).status).toBe(200)
  })

  it('S5: that comes twice ends what it brought; a page that asks once too often ends nothing', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { pkce, code, link } = await site.approved()
    const { body } = await site.redeem(code, pkce.verifier)
    const tokens = body as never
    server.clock.now += 10
    expect(said(await site.ask(link.device_code))).toEqual(NO_GRANT)
    expect(said(await site.redeem(code, makePkce().verifier))).toEqual(NO_GRANT)
    const hello = `${server.url}/hello`
    const token = String(body['access_token'])
    expect((await site.backEnd.call('GET', hello, token)).status).toBe(200)
    // Long after its minute, too: whoever copied it may take their time.
    server.clock.now += 120
    expect(said(await site.redeem(code, pkce.verifier))).toEqual(NO_GRANT)
    expect(await site.isSignedIn(tokens)).toBe(false)
  })

  it('S5: that two bring at once serves one of them, and stays with nobody', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { pkce, code } = await site.approved()
    readTogether(server, 2)
    const both = await Promise.all([1, 2].map(() => site.redeem(code, pkce.verifier)))
    const [won, ...others] = both.sort((one, other) => one.status - other.status)
    expect(won?.status).toBe(200)
    expect(others.map(said)).toEqual([NO_GRANT])
    expect(await site.isSignedIn(won?.body as never)).toBe(false)
  })

  it('S5: brings nobody back who has signed out, or was unbound or disabled before', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const { tokens, code, pkce } = await site.signedIn()
    await site.backEnd.revoke(tokens.refresh_token ?? '')
    expect(said(await site.redeem(code, pkce.verifier))).toEqual(NO_GRANT)
    expect(await site.isSignedIn(tokens)).toBe(false)

    const unbound = await site.approved()
    const phone = new Phone(server.url)
    await phone.signIn(ELIZA.username, ELIZA.password)
    await phone.send('DELETE', `/devices/link_${unbound.link.link_id}`)
    expect(said(await site.redeem(unbound.code, unbound.pkce.verifier))).toEqual(NO_GRANT)
    server.clock.now += 5
    expect(said(await site.ask(unbound.link.device_code))).toEqual(NO_GRANT)

    const disabled = await site.approved()
    await server.parts.store.setDisabled('eliza', true)
    expect(said(await site.redeem(disabled.code, disabled.pkce.verifier))).toEqual(NO_GRANT)
  })

  it('S5: belongs to the key with which the sign-in began, where there was one', async () => {
    const server = await startServer({ clients: CLIENTS })
    const site = new WebSite(server)
    const [key, otherKey] = [await makeKey(), await makeKey()]
    const secret = 'secret-of-shop'
    const backEnd = new App(server.url, 'shop', { secret, by: 'post', key })
    backEnd.now = () => server.clock.now
    const pkce = makePkce()
    const link = await backEnd.begin(challenged(pkce))
    await new Phone(server.url).approve(link.handle, ELIZA)
    const code = String((await site.ask(link.device_code)).body['code'])
    const { token } = backEnd.endpoints
    const redeem = async (by: typeof key | null) => {
      const form = { grant_type: AUTHORIZATION_CODE, code, code_verifier: pkce.verifier }
      const self = { client_id: 'shop', client_secret: secret }
      const dpop = by === null ? '' : await backEnd.proof('POST', token, {}, { jwk: by.jwk }, by)
      return backEnd.post(token, { ...form, ...self }, dpop === '' ? {} : { dpop })
    }
    expect(said(await redeem(null))).toEqual(NO_GRANT)
    expect(said(await redeem(otherKey))).toEqual(NO_GRANT)
    expect((await redeem(key)).body).toMatchObject({ token_type: 'DPoP' })
  })

  it('is neither kept nor logged as it is', async () => {
    const server = await startServer({ clients: CLIENTS })
    const { tokens, code, pkce } = await new WebSite(server).signedIn()
    const kept = JSON.stringify(tablesIn(server.dataDir)) + server.logged()
    for (const secret of [code, pkce.verifier, tokens.access_token, tokens.refresh_token]) {
      expect(kept).not.toContain(secret)
    }
  })
})
