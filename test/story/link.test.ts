import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { crockfordBase32, handleText } from '#contract/ids'
import { DeviceAuthorization } from '#contract/link'

import { Phone } from '../support/phone.ts'
import { startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

describe('a link request', () => {
  it('has every member of RFC 8628 §3.2 and ours', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    expect(v.is(DeviceAuthorization, link)).toBe(true)
    expect(link.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    expect(link).toMatchObject({ expires_in: 600, interval: 5 })
    expect(link.notices.url).toBe(
      `${link.verification_uri.replace(/^http/, 'ws').replace('/link', '')}/mqtt`,
    )
  })

  it('has a handle that TV and server made together', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const digest = createHash('sha256')
      .update(handleText(link.link_id, null, tv.deviceId))
      .digest()
    expect(link.handle).toBe(crockfordBase32(digest.subarray(0, 16)))
  })

  it('puts no credential of the TV into the QR', async () => {
    const server = await startServer({ publicUrl: 'https://tv.example.com/couch' })
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    expect(link.verification_uri_complete).toMatch(
      /^https:\/\/tv\.example\.com\/couch\/L#[0-9A-HJKMNP-TV-Z]{26}$/,
    )
    expect(link.notices.url).toBe('wss://tv.example.com/couch/mqtt')
    const phone = new Phone(server.url, { authorization: `Bearer ${link.handle}` })
    expect((await phone.send('GET', '/hello')).status).toBe(401)
  })

  it('is opened at the address that a configured proxy forwards, path and scheme included', async () => {
    const server = await startServer({ trustedProxies: ['127.0.0.1'] })
    const forwarded = {
      'x-forwarded-for': '192.168.1.20',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'couch.home.arpa',
      'x-forwarded-prefix': '/tv-login',
    }
    const tv = await Tv.make(server.url)
    tv.headers = forwarded
    const base = 'https://couch.home.arpa/tv-login'
    const aud = `${base}/auth/token`
    expect((await tv.askToken({}, await tv.assertion({ aud }))).status).toBe(200)
    const path = '/auth/device_authorization'
    const dpop = await tv.proof({ htm: 'POST', htu: base + path })
    const answer = await tv.formWith({ authorization: `DPoP ${tv.token}`, dpop }, path, {})
    const link = answer.body as unknown as DeviceAuthorization
    expect(link.verification_uri).toBe('https://couch.home.arpa/tv-login/link')
    expect(link.notices.url).toBe('wss://couch.home.arpa/tv-login/mqtt')
  })

  it('never takes its address from a header that nobody configured', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    tv.headers = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
    expect((await tv.requestLink()).verification_uri_complete).not.toContain('evil')
  })

  it('supersedes the one before it', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const phone = new Phone(server.url)
    const first = await tv.requestLink()
    const second = await tv.requestLink()
    expect(second.handle).not.toBe(first.handle)
    const late = await phone.approve(first.handle, { username: 'eliza', password: 'Senza2024' })
    expect([late.status, late.body['code']]).toEqual([409, 'link_superseded'])
    expect((await phone.open(second.handle)).status).toBe(200)
  })

  it('ends when its time is up, and opening it gives the person time to type', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const phone = new Phone(server.url)
    const link = await tv.requestLink()
    server.clock.now += 590
    expect((await phone.open(link.handle)).body['expires_in']).toBe(300)
    server.clock.now += 299
    expect((await phone.open(link.handle)).body['expires_in']).toBe(11)
    server.clock.now += 11
    const late = await phone.approve(link.handle, { username: 'eliza', password: 'Senza2024' })
    expect([late.status, late.body['code']]).toEqual([409, 'link_expired'])
    expect((await phone.open(link.handle)).body['code']).toBe('link_expired')
    tv.now = () => server.clock.now
    await tv.askToken()
    expect((await tv.hello()).body.link).toMatchObject({ state: 'expired', expires_in: 0 })
  })

  it('shows "opened" for 90 s after the last time the page was opened', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    tv.now = () => server.clock.now
    const link = await tv.requestLink()
    await new Phone(server.url).open(link.handle)
    server.clock.now += 89
    expect((await tv.hello()).body.link?.state).toBe('opened')
    server.clock.now += 1
    expect((await tv.hello()).body.link?.state).toBe('pending')
  })

  it('can be had by one device only so often, and by so many new devices of one network', async () => {
    const server = await startServer({
      link: { perDevice: 3, newDevicesPerHour: 2 },
      trustedProxies: ['127.0.0.1'],
    })
    const tv = await Tv.boot(server.url)
    for (let request = 0; request < 3; request += 1) await tv.requestLink()
    const fourth = await tv.form('/auth/device_authorization', {})
    expect([fourth.status, fourth.body['error']]).toEqual([429, 'slow_down'])
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0)

    const far = { 'x-forwarded-for': '203.0.113.9' }
    for (let shelf = 0; shelf < 2; shelf += 1) {
      await (await Tv.boot(server.url, {}, far)).requestLink()
    }
    const third = await Tv.boot(server.url, {}, far)
    expect((await third.form('/auth/device_authorization', {})).status).toBe(429)
    const athome = await Tv.boot(server.url, {}, { 'x-forwarded-for': '127.0.0.2' })
    expect((await athome.form('/auth/device_authorization', {})).status).toBe(200)
  })
})
