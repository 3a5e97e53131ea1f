import { describe, expect, test } from 'vitest'

import { App } from '../support/app.ts'
import { temporaryFolder } from '../support/server.ts'
import {
  authenticate,
  blueAnswer,
  checkStatus,
  newCode,
  redAnswer,
  startTenants,
  tokenOf,
} from '../support/tenants.ts'
import { Tv } from '../support/tv.ts'

const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }

describe('a phone app of a tenant says yes', () => {
  test('W1: the QR is an https URL with the session key behind #, and nothing that can poll', async () => {
    const both = await startTenants({ publicUrl: 'https://tv.example.com' })
    const link = await newCode(both)
    expect(link.verification_uri_complete).toBe(`https://tv.example.com/L#${link.handle}`)
    expect(link.handle).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    for (const secret of [link.device_code, link.notices.token]) {
      expect(link.verification_uri_complete).not.toContain(secret)
    }
  })

  test('W2: the screen reads PENDING before that, also while the page stands open', async () => {
    const both = await startTenants()
    const link = await newCode(both)
    const asked = () => checkStatus(both.server.url, link.device_code, link.handle)
    expect([(await asked()).status, (await asked()).body]).toEqual([200, { status: 'PENDING' }])
    const token = await tokenOf(both, both.red, 'ada')
    await fetch(`${both.server.url}/link/details`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ handle: link.handle }),
    })
    expect((await asked()).body).toEqual({ status: 'PENDING' })
  })

  test.each([
    ['plain', (fields: object) => fields],
    ['wrapped', (fields: object) => ({ authResponse: fields })],
    [
      'wrapped, and SUCCESSFUL',
      (fields: object) => ({
        authResponse: { ...fields, response: 'SUCCESSFUL' },
      }),
    ],
  ])('W3: %s, it is answered 201, and the screen reads COMPLETED', async (_form, body) => {
    const both = await startTenants()
    const link = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    const answer = await authenticate(both, token, body(redAnswer(link.handle)))
    expect([answer.status, answer.body]).toEqual([201, {}])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const status = await checkStatus(both.server.url, link.device_code, link.handle)
    expect([status.status, status.body]).toEqual([200, { status: 'COMPLETED' }])
    const tokens = await new App(both.server.url, 'red-screen').poll(link.device_code)
    expect(tokens.status).toBe(200)
  })

  test('W3: a television is a screen as well, and is bound by it', async () => {
    const both = await startTenants()
    const tv = await Tv.boot(both.server.url)
    const link = await tv.requestLink()
    const token = await tokenOf(both, both.red, 'ada')
    expect((await authenticate(both, token, redAnswer(link.handle))).status).toBe(201)
    expect((await tv.hello()).body.name).toBe('Ada')
    const { body } = await checkStatus(both.server.url, link.device_code, link.handle)
    expect(body).toEqual({ status: 'COMPLETED' })
  })

  test('W7: who that is says the token alone, whatever the body says', async () => {
    const both = await startTenants()
    const tv = await Tv.boot(both.server.url)
    const { handle } = await tv.requestLink()
    const body = {
      ...redAnswer(handle),
      username: 'bob',
      user: 'bob',
      account: 'bob',
      password: 'x',
    }
    const token = await tokenOf(both, both.red, 'ada')
    expect((await authenticate(both, token, { authResponse: body, username: 'bob' })).status).toBe(
      201,
    )
    expect((await tv.hello()).body.name).toBe('Ada')
  })

  test('W8: DENIED is a no: the screen reads DENIED, and a later yes binds nothing', async () => {
    const both = await startTenants()
    const tv = await Tv.boot(both.server.url)
    const link = await tv.requestLink()
    const token = await tokenOf(both, both.red, 'ada')
    const no = { ...redAnswer(link.handle), response: 'DENIED' }
    for (let twice = 0; twice < 2; twice += 1) {
      const answer = await authenticate(both, token, { authResponse: no })
      expect([answer.status, answer.body]).toEqual([201, {}])
    }
    const late = await authenticate(both, token, redAnswer(link.handle))
    expect([late.status, late.body['code']]).toEqual([409, 'link_denied'])
    const { body } = await checkStatus(both.server.url, link.device_code, link.handle)
    expect(body).toEqual({ status: 'DENIED' })
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  test('W11: the screen may ask as often as it likes, also after it has its tokens', async () => {
    const both = await startTenants()
    const link = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    await authenticate(both, token, redAnswer(link.handle))
    const asked = async () =>
      (await checkStatus(both.server.url, link.device_code, link.handle)).body['status']
    expect([await asked(), await asked(), await asked()]).toEqual(Array(3).fill('COMPLETED'))
    await new App(both.server.url, 'red-screen').tokens(
      new App(both.server.url, 'red-screen').poll(link.device_code),
    )
    both.server.clock.now += 10
    expect(await asked()).toBe('COMPLETED')
  })

  test('W14: what was answered 201 is still COMPLETED after a restart', async () => {
    const dataDir = temporaryFolder()
    const both = await startTenants({}, { dataDir })
    const link = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    expect((await authenticate(both, token, redAnswer(link.handle))).status).toBe(201)
    await both.server.close()
    const again = await startTenants({}, { dataDir })
    const { body } = await checkStatus(again.server.url, link.device_code, link.handle)
    expect(body).toEqual({ status: 'COMPLETED' })
  })
})

describe('a phone app and a screen that are not known to be at home', () => {
  test('W3: settle it by the number match: 202 until it is entered, then 201', async () => {
    const both = await startTenants({ trustedProxies: ['127.0.0.1'] })
    const screen = new App(both.server.url, 'blue-screen')
    screen.headers = HOME
    const link = await screen.begin()
    const token = await tokenOf(both, both.blue, 'ada')
    const yes = () => authenticate(both, token, blueAnswer(link.handle), AWAY)
    const first = await yes()
    expect([first.status, first.body]).toEqual([
      202,
      { status: 'MATCH', number: expect.stringMatching(/^[1-9]{3}$/) },
    ])
    expect((await yes()).body).toEqual(first.body)
    const { number } = first.body
    const asked = () => checkStatus(both.server.url, link.device_code, link.handle)
    expect((await asked()).body).toEqual({ status: 'PENDING' })
    const tv = await Tv.make(both.server.url)
    await tv.callWith({}, 'POST', '/link/match', { device_code: link.device_code, number })
    expect((await yes()).status).toBe(201)
    expect((await asked()).body).toEqual({ status: 'COMPLETED' })
  })

  test('W8: a number that is missed is a no', async () => {
    const both = await startTenants({ trustedProxies: ['127.0.0.1'] })
    const screen = new App(both.server.url, 'blue-screen')
    screen.headers = HOME
    const link = await screen.begin()
    const token = await tokenOf(both, both.blue, 'ada')
    const yes = () => authenticate(both, token, blueAnswer(link.handle), AWAY)
    const { number } = (await yes()).body
    const tv = await Tv.make(both.server.url)
    const missed = { device_code: link.device_code, number: number === '111' ? '222' : '111' }
    await tv.callWith({}, 'POST', '/link/match', missed)
    const late = await yes()
    expect([late.status, late.body['code']]).toEqual([409, 'match_missed'])
    const { body } = await checkStatus(both.server.url, link.device_code, link.handle)
    expect(body).toEqual({ status: 'DENIED' })
  })

  test('W3: a warning of the operator’s table asks for a second yes', async () => {
    const both = await startTenants({
      trustedProxies: ['127.0.0.1'],
      risk: { otherNetwork: 'warn' },
    })
    const screen = new App(both.server.url, 'blue-screen')
    screen.headers = HOME
    const link = await screen.begin()
    const token = await tokenOf(both, both.blue, 'ada')
    const yes = (more: object) =>
      authenticate(both, token, { ...blueAnswer(link.handle), ...more }, AWAY)
    const warned = await yes({})
    expect([warned.status, warned.body['code']]).toEqual([403, 'risk_warned'])
    expect((await yes({ acknowledged: true })).status).toBe(202)
  })
})
