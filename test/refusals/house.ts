import { expect } from 'vitest'

import type { DeviceAuthorization } from '#contract/link'
import type { TokenResponse } from '#contract/token'

import { App, type AppSelf, secretHash } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import {
  accounts,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
} from '../support/server.ts'
import { type Answer, Tv } from '../support/tv.ts'

export const SECRETS = { backend: 'the-secret-of-backend', bureau: 'the-secret-of-bureau' }

/** Every sort of client that the list needs. */
export const CLIENTS = {
  app: { name: 'The app', scopes: ['watch', 'rate'] },
  narrow: { name: 'The narrow app', scopes: ['watch'] },
  bare: { name: 'The app without scopes' },
  'no-refresh': { name: 'Asks each time', grants: ['device_code'] },
  'no-device': { name: 'Only refreshes', grants: ['refresh_token'] },
  quick: { name: 'The quick app', ttlSeconds: 60, intervalSeconds: 1 },
  'lan-only': { name: 'For this house', hostLanOnly: true },
  matcher: { name: 'Has a pad', otherNetwork: 'match' },
  backend: { name: 'The back end', secret: secretHash(SECRETS.backend) },
  bureau: { name: 'Another back end', secret: secretHash(SECRETS.bureau) },
}

/** Settings with which a test may say by `X-Forwarded-For` where its callers are. */
export const PROXIED = { trustedProxies: ['127.0.0.1'] }
/** Addresses of two homes, and of somebody in the house where the server stands. */
export const HERE = { 'x-forwarded-for': '203.0.113.7' }
export const ELSEWHERE = { 'x-forwarded-for': '198.51.100.9' }
export const IN_THE_HOUSE = { 'x-forwarded-for': '127.0.0.9' }

/** Enough for a test that asks a thousand times. */
const PLENTY = 100_000

/** A link request as an app got it, and the handle in its QR. */
export type Link = DeviceAuthorization & { handle: string }

/** One server with Ann and Bob, whoever stands in it, and a clock that tests move. */
export interface House extends TestServer {
  app(clientId?: keyof typeof CLIENTS | 'tv', self?: AppSelf): App
  /** A phone without an account session. */
  phone(headers?: Record<string, string>): Phone
  /** A phone on which this person is signed in. */
  phoneOf(name: 'ann' | 'bob'): Promise<Phone>
  tv(): Promise<Tv>
  /** A link request that Ann has approved. */
  approved(app: App, fields?: Record<string, string>): Promise<Link>
  /** The tokens of one. */
  signedIn(app: App): Promise<TokenResponse & { link: Link }>
  hello(app: App, token: string): Promise<Answer>
}

export async function openHouse(
  settings: Settings = {},
  options: { dataDir?: string; pages?: boolean; clock?: { now: number } } = {},
): Promise<House> {
  const { link = {}, ...others } = settings as { link?: object }
  const server = await startServer(
    {
      accounts: await accounts('ann', 'bob'),
      clients: CLIENTS,
      link: { clientLinksPerHour: PLENTY, ...link },
      ...others,
    },
    // With pages a server's clock would run; here nothing but the test moves it.
    { clock: { now: Math.floor(Date.now() / 1000) }, ...options },
  )
  const house: House = {
    ...server,
    app(clientId = 'app', self = {}) {
      const app = new App(server.url, clientId, self)
      app.now = () => server.clock.now
      return app
    },
    phone: (headers = {}) => new Phone(server.url, headers),
    async phoneOf(name) {
      const phone = new Phone(server.url)
      expect((await phone.signIn(name, passwordOf(name))).status).toBe(200)
      return phone
    },
    async tv() {
      const tv = await Tv.make(server.url)
      tv.now = () => server.clock.now
      expect((await tv.askToken()).status).toBe(200)
      return tv
    },
    async approved(app, fields = {}) {
      const asked = await app.begin(fields)
      const approval = await new Phone(server.url).approve(asked.handle, credentialsOf('ann'))
      expect(approval.status, JSON.stringify(approval.body)).toBe(200)
      return asked
    },
    async signedIn(app) {
      const approved = await house.approved(app)
      return { ...(await app.tokens(app.poll(approved.device_code))), link: approved }
    },
    hello: (app, token) => app.call('GET', `${server.url}/hello`, token),
  }
  return house
}

export function credentialsOf(name: 'ann' | 'bob'): { username: string; password: string } {
  return { username: name, password: passwordOf(name) }
}

/**
 * From now on the first `count` calls of this verb wait for each other with what they have read, so that all of them
 * decide by the same state, as they might with several processes.
 */
export function meetAt(house: House, verb: 'linkByDeviceCode' | 'grantById', count: number): void {
  const { store } = house.parts
  const read = store[verb] as (...asked: unknown[]) => Promise<unknown>
  const waiting: (() => void)[] = []
  const met = async (...asked: unknown[]) => {
    const found = await read(...asked)
    if (waiting.length === count) return found
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length === count) for (const goOn of waiting) goOn()
    })
    return found
  }
  house.parts.store = { ...store, [verb]: met }
}

/** A code that nobody has: the given one with its first letter changed. */
export function otherCode(userCode: string, step = 1): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ'
  const at = letters.indexOf(userCode.charAt(0))
  return letters.charAt((at + step) % 20) + userCode.slice(1)
}

/** The forms of an OAuth error (RFC 6749 §5.2): status and code as expected, JSON, never to be cached. */
export function expectOAuthError(answer: Answer, status: number, error: string, what = ''): void {
  const { headers, body } = answer
  expect([answer.status, body['error']], `${what} ${JSON.stringify(body)}`).toEqual([status, error])
  expect(headers.get('content-type'), what).toMatch(/^application\/json/)
  expect(headers.get('cache-control'), what).toContain('no-store')
  if (status === 401) expect(headers.get('www-authenticate'), what).toMatch(/^(Basic|DPoP) /)
  if (status === 503) expect(Number(headers.get('retry-after')), what).toBeGreaterThan(0)
}

/** A refusal on the phone's side: its status and stable code. */
export function expectProblem(answer: Answer, status: number, code: string, what = ''): void {
  const { headers, body } = answer
  expect([answer.status, body['code']], `${what} ${JSON.stringify(body)}`).toEqual([status, code])
  expect(headers.get('content-type'), what).toContain('application/problem+json')
  expect(headers.get('cache-control'), what).toContain('no-store')
}

/** Nothing has been decided: the app hears that the person still thinks. */
export async function expectUndecided(house: House, app: App, link: Link): Promise<void> {
  // Far enough apart that no answer is about the pace.
  house.clock.now += 40
  expectOAuthError(await app.poll(link.device_code), 400, 'authorization_pending')
}
