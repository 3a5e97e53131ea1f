import { describe, expect, it } from 'vitest'

import { SoftPasskey } from '../support/authenticator.ts'
import { PasskeyPhone } from '../support/passkey-phone.ts'
import { Phone } from '../support/phone.ts'
import { startServer, type TestServer } from '../support/server.ts'
import type { Answer } from '../support/tv.ts'
import { Tv } from '../support/tv.ts'
import { CLIENTS, ELIZA, WebSite } from './web-site.ts'

const { shop, rival } = CLIENTS
/** The shop asks for more than the operator does; the rival does not. */
const STEP_UP = { shop: { ...shop, stepUp: true }, rival }
const OPT_IN = { shop: { ...shop, optIn: true }, rival }

async function signedInPhone(server: TestServer): Promise<Phone> {
  const phone = new Phone(server.url)
  await phone.signIn(ELIZA.username, ELIZA.password)
  return phone
}

function said({ status, body }: Answer): [number, unknown] {
  return [status, body['code'] ?? body['status']]
}

function switchOptIn(phone: Phone, on: unknown): Promise<Answer> {
  const type = { 'content-type': 'application/json' }
  return phone.send('PATCH', '/account', JSON.stringify({ site_sign_in: on }), type)
}

const YES = [200, 'authorized']

describe('step-up', () => {
  it('S9: asks for the password again before the yes to a site that wants it, and to no other', async () => {
    const server = await startServer({ clients: STEP_UP })
    const phone = await signedInPhone(server)
    server.clock.now += 601
    const { link } = await new WebSite(server).begin()
    const refused = await phone.approve(link.handle)
    expect(said(refused)).toEqual([403, 'reauthenticate'])
    expect(refused.body['methods']).toEqual(['password'])
    const unhurried = await new WebSite(server, 'rival').begin()
    expect(said(await phone.approve(unhurried.link.handle))).toEqual(YES)
    const site = new WebSite(server)
    // Whoever is about to prove themselves holds it meanwhile.
    expect((await site.ask(link.device_code)).body).toMatchObject({
      error: 'authorization_pending',
      link: { claimed_by: 'E…' },
    })
    expect(said(await phone.approve(link.handle, ELIZA))).toEqual(YES)
    expect((await site.ask(link.device_code)).status).toBe(200)
  })

  it('S9: takes a passkey in place of the password', async () => {
    const server = await startServer({ clients: STEP_UP })
    const url = `http://localhost:${server.port}`
    const phone = new PasskeyPhone(url, url)
    await phone.signIn(ELIZA.username, ELIZA.password)
    const soft = new SoftPasskey()
    expect((await phone.add(soft)).status).toBe(200)
    server.clock.now += 601
    const { link } = await new WebSite(server).begin()
    const refused = await phone.approve(link.handle)
    expect(refused.body).toMatchObject({ methods: ['password', 'passkey'] })
    expect((await phone.signInWith(soft)).status).toBe(200)
    expect(said(await phone.approve(link.handle))).toEqual(YES)
  })

  it('S9: asks nothing of a session that was proven just now', async () => {
    const server = await startServer({ clients: STEP_UP })
    const phone = await signedInPhone(server)
    server.clock.now += 599
    const { link } = await new WebSite(server).begin()
    expect(said(await phone.approve(link.handle))).toEqual(YES)
  })

  it('S9: is asked for every TV and app where the operator wants it', async () => {
    const server = await startServer({ clients: CLIENTS, link: { stepUp: true } })
    const phone = await signedInPhone(server)
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    server.clock.now += 590
    await phone.open(handle)
    server.clock.now += 11
    for (const of of [handle, (await new WebSite(server).begin()).link.handle]) {
      expect(said(await phone.approve(of))).toEqual([403, 'reauthenticate'])
    }
    await phone.signIn(ELIZA.username, ELIZA.password)
    expect(said(await phone.approve(handle))).toEqual(YES)
  })

  it('S9: never stands in the way of a no', async () => {
    const server = await startServer({ clients: STEP_UP })
    const phone = await signedInPhone(server)
    server.clock.now += 601
    const { link } = await new WebSite(server).begin()
    expect((await phone.deny(link.handle)).status).toBe(200)
  })
})

describe('opt-in', () => {
  it('S10: is asked of an account that has not switched it on, and of none at another site', async () => {
    const server = await startServer({ clients: OPT_IN })
    const phone = await signedInPhone(server)
    const site = new WebSite(server)
    const { link } = await site.begin()
    const refused = await phone.approve(link.handle)
    expect(said(refused)).toEqual([403, 'opt_in_required'])
    expect(refused.body['title']).toMatch(/switch it on/i)
    expect(said(await phone.approve(link.handle, ELIZA))).toEqual([403, 'opt_in_required'])
    expect((await site.ask(link.device_code)).body['error']).toBe('authorization_pending')
    const other = await new WebSite(server, 'rival').begin()
    expect(said(await phone.approve(other.link.handle))).toEqual(YES)
    expect((await switchOptIn(phone, true)).body).toEqual({ site_sign_in: true })
    expect(said(await phone.approve(link.handle))).toEqual(YES)
    expect((await site.ask(link.device_code)).status).toBe(200)
  })

  it('S10: is switched on by a fresh proof alone, and off at once', async () => {
    const server = await startServer({ clients: OPT_IN })
    const phone = await signedInPhone(server)
    server.clock.now += 601
    expect(said(await switchOptIn(phone, true))).toEqual([403, 'reauthenticate'])
    const { link } = await new WebSite(server).begin()
    expect(said(await phone.approve(link.handle, ELIZA))).toEqual([403, 'opt_in_required'])
    await phone.signIn(ELIZA.username, ELIZA.password)
    expect((await switchOptIn(phone, true)).status).toBe(200)
    server.clock.now += 601
    expect((await switchOptIn(phone, false)).body).toEqual({ site_sign_in: false })
    const { link: later } = await new WebSite(server).begin()
    expect(said(await phone.approve(later.handle, ELIZA))).toEqual([403, 'opt_in_required'])
  })

  it('S10: that is switched off leaves those signed in who were', async () => {
    const server = await startServer({ clients: OPT_IN })
    await switchOptIn(await signedInPhone(server), true)
    const site = new WebSite(server)
    const { tokens } = await site.signedIn()
    await switchOptIn(await signedInPhone(server), false)
    expect(await site.isSignedIn(tokens)).toBe(true)
  })

  it('S10: is each account’s own, and nobody’s who is not signed in', async () => {
    const server = await startServer({ clients: OPT_IN })
    expect(said(await switchOptIn(new Phone(server.url), true))).toEqual([401, 'sign_in_required'])
    const phone = await signedInPhone(server)
    for (const on of ['yes', 1, null, undefined]) {
      expect(said(await switchOptIn(phone, on))).toEqual([400, 'bad_request'])
    }
  })

  it('S10: is asked of every TV and app where the operator wants it', async () => {
    const server = await startServer({ clients: CLIENTS, link: { optIn: true } })
    const phone = await signedInPhone(server)
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    expect(said(await phone.approve(handle))).toEqual([403, 'opt_in_required'])
    await switchOptIn(phone, true)
    expect(said(await phone.approve(handle))).toEqual(YES)
  })
})
