import { describe, expect, it } from 'vitest'

import { parseConfig } from '../../server/config.ts'
import { Phone } from '../support/phone.ts'
import type { Settings } from '../support/server.ts'
import { type Answer, answerOf } from '../support/tv.ts'
import {
  CLIENTS,
  ELSEWHERE,
  expectOAuthError,
  expectProblem,
  HERE,
  type House,
  openHouse,
  PROXIED,
  SECRETS,
} from './house.ts'

async function metadata(house: House): Promise<Record<string, unknown>> {
  return (await answerOf(await fetch(`${house.url}/.well-known/oauth-authorization-server`))).body
}

/** Lets the server draw this link id so often, and goes on with fresh ones. */
function drawAgain(house: House, linkId: string, times: number): void {
  const { parts } = house
  const fresh = parts.randomId
  let left = times
  parts.randomId = () => {
    left -= 1
    return left < 0 ? fresh() : linkId
  }
}

describe('a device code', () => {
  it('DA13 is drawn again when its user code is taken, and never doubled', async () => {
    const house = await openHouse()
    const first = await house.app().begin()
    for (const times of [1, 2]) {
      drawAgain(house, first.link_id, times)
      const next = await house.app().begin()
      expect(next.user_code, `taken ${times} times`).not.toBe(first.user_code)
    }
    expect((await new Phone(house.url).open(first.handle)).status).toBe(200)
  })

  it('DA13 is refused with a time to come back when three draws were taken', async () => {
    const house = await openHouse()
    const first = await house.app().begin()
    drawAgain(house, first.link_id, 3)
    expectOAuthError(await house.app().ask(), 503, 'temporarily_unavailable')
    drawAgain(house, 'A'.repeat(22), 1)
    expect((await house.app().ask()).status).toBe(200)
  })

  it('beyond the budget of its network has to wait, and a back end’s is not counted', async () => {
    const house = await openHouse({ ...PROXIED, link: { clientLinksPerHour: 3 } })
    const app = house.app()
    app.headers = HERE
    for (const _ of [1, 2, 3]) await app.begin()
    const fourth = await app.ask()
    expectOAuthError(fourth, 429, 'slow_down')
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0)
    const backend = house.app('backend', { secret: SECRETS.backend })
    backend.headers = HERE
    await backend.begin()
    const elsewhere = house.app('narrow')
    elsewhere.headers = ELSEWHERE
    await elsewhere.begin()
    house.clock.now += 3601
    await app.begin()
  })

  it('DA14 is never to be cached, nor is any answer of the OAuth endpoints', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await house.approved(app)
    const { authorize, revoke } = app.endpoints
    const answers: [string, Promise<Answer>][] = [
      ['device code', app.ask()],
      ['its error', app.ask({ scope: 'pay' })],
      ['no client', app.post(authorize, { client_id: 'nobody' })],
      ['pending', app.poll((await app.begin()).device_code)],
      ['tokens', app.poll(link.device_code)],
      ['no grant', app.refresh('nothing')],
      ['revoked', app.revoke('nothing')],
      ['not revoked', app.post(revoke, '')],
    ]
    for (const [what, answer] of answers) {
      expect((await answer).headers.get('cache-control'), what).toContain('no-store')
    }
  })

  it('DA15 is neither offered nor given where no client may have one', async () => {
    for (const clients of [{}, { 'no-device': CLIENTS['no-device'] }]) {
      const house = await openHouse({ clients })
      const told = await metadata(house)
      expect(told).not.toHaveProperty('device_authorization_endpoint')
      expect(told['grant_types_supported']).not.toContain(
        'urn:ietf:params:oauth:grant-type:device_code',
      )
      expectOAuthError(await house.app('app').ask(), 401, 'invalid_client')
      const refused = await house.app('tv').ask()
      expectOAuthError(refused, 400, 'unauthorized_client', 'a television without its token')
    }
  })

  it('DA15 is offered where one may', async () => {
    const house = await openHouse({ clients: { app: CLIENTS.app } })
    const { authorize } = house.app().endpoints
    expect(await metadata(house)).toMatchObject({
      issuer: house.url,
      device_authorization_endpoint: authorize,
      token_endpoint_auth_methods_supported: ['none'],
    })
  })

  it('DA16 lives as long, and is asked for as often, as its client says', async () => {
    const house = await openHouse()
    expect(await house.app().begin()).toMatchObject({ expires_in: 600, interval: 5 })
    const quick = house.app('quick')
    const link = await quick.begin()
    expect(link).toMatchObject({ expires_in: 60, interval: 1 })
    for (let second = 0; second < 20; second += 2) {
      expectOAuthError(await quick.poll(link.device_code), 400, 'authorization_pending')
      house.clock.now += 2
    }
    house.clock.now += 40
    expectOAuthError(await quick.poll(link.device_code), 400, 'expired_token')
  })

  it('DA17 has 256 bits, and its user code eight consonants that look like no other', async () => {
    const house = await openHouse()
    const asked = Array.from({ length: 100 }, () => house.app().begin())
    const links = await Promise.all(asked)
    for (const link of links) {
      expect(link.device_code).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(link.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      expect(link.handle).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    }
    for (const member of ['device_code', 'user_code', 'handle', 'link_id'] as const) {
      expect(new Set(links.map((link) => link[member])).size, member).toBe(100)
    }
  })

  it.each<[string, Settings]>([
    ['publicUrl', { publicUrl: 'ftp://tv.example.com' }],
    ['publicUrl', { publicUrl: 'javascript:alert(1)' }],
    ['publicUrl', { publicUrl: 'tv.example.com' }],
    ['publicUrl', { publicUrl: 'https://' }],
    ['publicUrl', { publicUrl: 'https://tv.example.com/?next=x' }],
    ['publicUrl', { publicUrl: 'https://tv.example.com/#x' }],
    ['clients', { clients: { tv: { name: 'Posing as a TV' } } }],
    ['clients', { clients: { 'a b': { name: 'Blank' } } }],
    ['clients', { clients: { app: { name: 'App', secret: 'in clear' } } }],
    ['clients', { clients: { app: { name: 'App', grants: ['password'] } } }],
    ['clients', { clients: { app: { name: 'App', scopes: ['two words'] } } }],
    ['clients', { clients: { app: { name: 'App', ttlSeconds: 5 } } }],
    ['clients', { clients: { app: { name: 'App', intervalSeconds: 0 } } }],
    ['clients', { clients: { app: { name: 'App', otherNetwork: 'allow' } } }],
  ])(
    'DA18 is not given by a server whose %s is wrong: it does not start (%j)',
    (path, settings) => {
      const parsed = parseConfig(settings)
      expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.path.split('.')[0])).toContain(
        path,
      )
    },
  )

  it('DA19 comes with a URL that needs no escaping, whatever the address', async () => {
    for (const publicUrl of [
      'https://tv.example.com',
      'https://tv.example.com/',
      'https://tv.example.com:8443/couch/tv',
      'https://[2001:db8::1]:8443',
      'http://192.168.1.5:8080',
    ]) {
      const house = await openHouse({ publicUrl })
      const link = await house.app('backend', { secret: SECRETS.backend }).begin()
      const url = new URL(link.verification_uri_complete)
      expect(url.href, publicUrl).toBe(link.verification_uri_complete)
      const base = publicUrl.replace(/\/$/, '')
      expect(link.verification_uri_complete).toBe(`${base}/L#${link.handle}`)
      expect(link.verification_uri).toBe(`${base}/link`)
      expect(url.href).not.toContain(link.user_code)
      expectProblem(await house.phone().open('0'.repeat(26)), 404, 'link_unknown')
      expect((await house.phone().open(decodeURIComponent(url.hash.slice(1)))).status).toBe(200)
    }
  })
})
