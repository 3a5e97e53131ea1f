import type { QrAuthResponse } from '#contract/qr-auth'

import { Issuer } from '../server/outside/issuer.ts'
import { App } from './app.ts'
import { accounts, type Settings, startServer, type TestServer } from './server.ts'
import { type Answer, answerOf } from './tv.ts'

/** Two tenants on one server, each with an issuer, a phone app and a screen of its own. */
export interface Tenants {
  server: TestServer
  red: Issuer
  blue: Issuer
}

/** The screens are `red-screen` and `blue-screen`, which has the pad; televisions are red. Ada and bob have accounts. */
export async function startTenants(
  settings: Settings = {},
  options: Parameters<typeof startServer>[1] = {},
): Promise<Tenants> {
  const [red, blue] = [await Issuer.start(), await Issuer.start()]
  const server = await startServer(
    {
      accounts: await accounts('ada', 'bob'),
      accountIssuers: [red, blue].map(({ url }) => ({
        issuer: url,
        audience: 'couchlink',
        claim: 'preferred_username',
      })),
      clients: {
        'red-screen': { name: 'Red' },
        'blue-screen': { name: 'Blue', otherNetwork: 'match' },
        'grey-screen': { name: 'Grey' },
      },
      tenants: {
        'red.example': {
          clientIds: ['red-app'],
          screens: ['red-screen', 'tv'],
          issuers: [red.url],
        },
        'blue.example': {
          clientIds: ['blue-app'],
          screens: ['blue-screen'],
          issuers: [blue.url],
        },
      },
      ...settings,
    },
    options,
  )
  return { server, red, blue }
}

/** The token by which a phone app proves whose it is. */
export function tokenOf(
  { server }: Tenants,
  issuer: Issuer,
  username: string,
  changes: Record<string, unknown> = {},
): Promise<string> {
  return issuer.sign({
    iss: issuer.url,
    aud: 'couchlink',
    sub: `subject-of-${username}`,
    preferred_username: username,
    exp: server.clock.now + 300,
    ...changes,
  })
}

/** What the red phone app sends for this code. */
export function redAnswer(handle: string): Partial<Record<keyof QrAuthResponse, unknown>> {
  return { sessionDataKey: handle, tenantDomain: 'red.example', clientID: 'red-app' }
}

export function blueAnswer(handle: string): Partial<Record<keyof QrAuthResponse, unknown>> {
  return { sessionDataKey: handle, tenantDomain: 'blue.example', clientID: 'blue-app' }
}

/** `POST /qr-auth/authenticate` as a phone app sends it: a token, and no word of where from. */
export async function authenticate(
  { server }: Tenants,
  token: string | null,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${server.url}/qr-auth/authenticate`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return answerOf(response)
}

/** `GET /qr-auth/check-status` as a screen asks it. */
export async function checkStatus(
  url: string,
  deviceCode: string | null,
  handle: string,
): Promise<Answer> {
  const query = new URLSearchParams({ sessionDataKey: handle })
  const headers: Record<string, string> =
    deviceCode === null ? {} : { authorization: `Bearer ${deviceCode}` }
  return answerOf(await fetch(`${url}/qr-auth/check-status?${query}`, { headers }))
}

/** A screen of this client shows a code. */
export function newCode({ server }: Tenants, clientId = 'red-screen') {
  return new App(server.url, clientId).begin()
}
