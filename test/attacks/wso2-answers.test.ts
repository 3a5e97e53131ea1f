import { expect, test } from 'vitest'

import { App } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import {
  authenticate,
  blueAnswer,
  checkStatus,
  newCode,
  redAnswer,
  startTenants,
  type Tenants,
  tokenOf,
} from '../support/tenants.ts'
import { Tv } from '../support/tv.ts'

function statusOf(both: Tenants, { device_code, handle }: { device_code: string; handle: string }) {
  return checkStatus(both.server.url, device_code, handle)
}

test('W-a: a person who denies is not signed in, whatever is sent after it', async () => {
  const both = await startTenants()
  const tv = await Tv.boot(both.server.url)
  const link = await tv.requestLink()
  const token = await tokenOf(both, both.red, 'ada')
  const no = { authResponse: { ...redAnswer(link.handle), response: 'DENIED' } }
  expect((await authenticate(both, token, no)).status).toBe(201)
  const yes = { authResponse: { ...redAnswer(link.handle), response: 'SUCCESSFUL' } }
  const other = await tokenOf(both, both.red, 'bob')
  for (const person of [token, other]) {
    expect((await authenticate(both, person, yes)).status).toBe(409)
  }
  expect((await statusOf(both, link)).body).toEqual({ status: 'DENIED' })
  expect((await tv.hello()).body['code']).toBe('device_not_bound')
})

test('W-b: a photograph of the QR polls nothing and completes nothing', async () => {
  const both = await startTenants()
  const link = await newCode(both)
  const token = await tokenOf(both, both.red, 'ada')
  const photograph = [link.handle, link.user_code, link.verification_uri_complete, link.link_id]
  const thief = new App(both.server.url, 'red-screen')
  const other = await newCode(both)
  const lookIn = async () => {
    for (const seen of [...photograph, other.device_code]) {
      const { status, body } = await checkStatus(both.server.url, seen, link.handle)
      expect([status, body['code'], 'status' in body ? body['status'] : 401]).toEqual([
        401,
        'invalid_token',
        401,
      ])
      // Moments apart, so that no answer is about the pace.
      both.server.clock.now += 2
    }
  }
  await lookIn()
  expect((await authenticate(both, token, redAnswer(link.handle))).status).toBe(201)
  await lookIn()
  for (const seen of photograph) {
    const stolen = await thief.poll(seen)
    expect([stolen.status, stolen.body['error']]).toEqual([400, 'invalid_grant'])
  }
  expect((await thief.poll(link.device_code)).status).toBe(200)
})

test('W-c: nothing completes before the yes, twice, too late, or for the last who answered', async () => {
  const both = await startTenants()
  const link = await newCode(both)
  const screen = new App(both.server.url, 'red-screen')
  expect((await screen.poll(link.device_code)).body['error']).toBe('authorization_pending')
  both.server.clock.now += 10

  const [ada, bob] = [await tokenOf(both, both.red, 'ada'), await tokenOf(both, both.red, 'bob')]
  const both2 = await Promise.all(
    [ada, bob].map((token) => authenticate(both, token, redAnswer(link.handle))),
  )
  expect(both2.map(({ status }) => status).sort()).toEqual([201, 409])
  const first = both2[0]?.status === 201 ? 'Ada' : 'Bob'
  const tokens = await screen.tokens(screen.poll(link.device_code))
  const hello = await screen.call('GET', `${both.server.url}/hello`, tokens.access_token)
  expect(hello.body['name']).toBe(first)
  // A second use is a theft (RFC 6749 §10.5): what the first one got ends as well.
  expect((await screen.poll(link.device_code)).body['error']).toBe('invalid_grant')

  const late = await newCode(both)
  both.server.clock.now += 901
  const token = await tokenOf(both, both.red, 'ada')
  expect((await authenticate(both, token, redAnswer(late.handle))).status).toBe(400)
  expect((await statusOf(both, late)).body).toEqual({ status: 'EXPIRED' })
})

test('W-f: another tenant, another tenant’s person and an unknown client are refused', async () => {
  const both = await startTenants()
  const link = await newCode(both)
  const blue = await newCode(both, 'blue-screen')
  const token = await tokenOf(both, both.red, 'ada')
  const good = redAnswer(link.handle)
  const cases: [string, string, object, number][] = [
    ['a tenant that is none', token, { ...good, tenantDomain: 'green.example' }, 400],
    ['the other tenant', token, { ...good, tenantDomain: 'blue.example' }, 401],
    ['the other tenant’s answer', token, blueAnswer(link.handle), 401],
    ['the other tenant’s screen', token, redAnswer(blue.handle), 400],
    ['no client', token, { ...good, clientID: 'somebody' }, 401],
    ['the other tenant’s client', token, { ...good, clientID: 'blue-app' }, 401],
    ['the other tenant’s person', await tokenOf(both, both.blue, 'ada'), good, 401],
  ]
  for (const [what, bearer, body, status] of cases) {
    expect((await authenticate(both, bearer, body)).status, what).toBe(status)
  }
  // Nor by the phone's own address, where no tenant is named.
  const authorization = `Bearer ${await tokenOf(both, both.blue, 'ada')}`
  const around = await new Phone(both.server.url, { authorization }).approve(link.handle)
  expect(around.status).toBeGreaterThanOrEqual(400)
  both.server.clock.now += 2
  expect((await statusOf(both, link)).body).toEqual({ status: 'PENDING' })
})

test('W-h: the QR is an address that any phone’s camera can open', async () => {
  const both = await startTenants()
  const { verification_uri_complete } = await newCode(both)
  const url = new URL(verification_uri_complete)
  expect(url.protocol).toMatch(/^https?:$/)
  expect(url.hash).toMatch(/^#[0-9A-HJKMNP-TV-Z]{26}$/)
  // Nothing that a referrer or a log of a proxy would keep.
  expect(url.search).toBe('')
})

test('W-i: before anybody says yes the phone is told which screen asks, and where that is', async () => {
  const both = await startTenants({ trustedProxies: ['127.0.0.1'] })
  const screen = new App(both.server.url, 'blue-screen')
  screen.headers = { 'x-forwarded-for': '203.0.113.9' }
  const link = await screen.begin()
  const phone = new Phone(both.server.url, { 'x-forwarded-for': '198.51.100.7' })
  const { body } = await phone.open(link.handle)
  expect(body).toMatchObject({
    place: 'other_network',
    tv_address: '203.0.113.…',
    phone_address: '198.51.100.…',
    user_code: link.user_code,
  })
  expect(JSON.stringify(body)).toContain('Blue')
})
