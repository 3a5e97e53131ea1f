import { expect } from 'vitest'

import { Phone } from '../support/phone.ts'
import {
  accounts,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
} from '../support/server.ts'
import { Tv } from '../support/tv.ts'

export const ANN = { username: 'ann', password: passwordOf('ann') }
export const BOB = { username: 'bob', password: passwordOf('bob') }

/** Two places with different public addresses, as a proxy would report them. */
export const SOFA = { 'x-forwarded-for': '203.0.113.7' }
export const FAR = { 'x-forwarded-for': '198.51.100.9' }

/** A running Couchlink in which Ann and Bob have accounts. */
export async function openHouse(settings: Settings = {}): Promise<TestServer> {
  return startServer({ accounts: await accounts('ann', 'bob'), ...settings })
}

/** The same behind a proxy, so that a test may say where its callers are. */
export function openProxiedHouse(settings: Settings = {}): Promise<TestServer> {
  return openHouse({ trustedProxies: ['127.0.0.1'], ...settings })
}

/** A TV of Ann's that is on: it goes by the server's clock. */
export async function annsTv(server: TestServer): Promise<Tv> {
  const tv = await tvOf(server)
  const { handle } = await tv.requestLink()
  expect((await new Phone(server.url).approve(handle, ANN)).status).toBe(200)
  return tv
}

/** A TV that nobody has connected yet. */
export async function tvOf(server: TestServer, headers: Record<string, string> = {}): Promise<Tv> {
  const tv = await Tv.make(server.url)
  tv.headers = headers
  tv.now = () => server.clock.now
  expect((await tv.askToken()).status).toBe(200)
  return tv
}

/** Whose the TV is; `null` while it is nobody's. */
export async function ownerOf(tv: Tv): Promise<string | null> {
  const { status, body } = await tv.hello()
  if (status === 200) return body.name
  expect(body['code']).toBe('device_not_bound')
  return null
}
