import { request } from 'node:http'
import { describe, expect, it } from 'vitest'

import { startServer } from '../support/server.ts'

/** What has led other servers off their own site. */
const PAYLOADS = [
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '//evil.example/%2e%2e',
  '//evil.example/..',
  '/\\evil.example',
  '\\\\evil.example',
  '/%5cevil.example',
  '%2f%2fevil.example',
  '/%2f%2fevil.example',
  '/%09/evil.example',
  '/%0a/evil.example',
  '/%0d%0aLocation:%20https://evil.example',
  '/%2e%2e//evil.example',
  '/..//evil.example',
  '/.evil.example',
  '.evil.example',
  '@evil.example',
  ':80@evil.example',
  '/;@evil.example',
  'https:evil.example',
  'https://evil.example',
  'https:///evil.example',
  'https:%2f%2fevil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil%E3%80%82example',
  '//[::ffff:192.0.2.1]',
  '//user@evil.example',
  '/tv?//evil.example',
]

/** The places of a request that a redirect could be made from. */
const SPOTS: [spot: string, ask: (payload: string) => Asked][] = [
  ['the path', (payload) => ({ path: slashed(payload) })],
  ['the path before a folder', (payload) => ({ path: `${slashed(payload)}/tv` })],
  ['the path before a folder of files', (payload) => ({ path: `${slashed(payload)}/tv/media` })],
  ['the path behind a folder', (payload) => ({ path: `/tv${slashed(payload)}` })],
  ['the path behind the emulator', (payload) => ({ path: `/emulator${slashed(payload)}` })],
  ['the path behind the scripts', (payload) => ({ path: `/phone${slashed(payload)}` })],
  [
    'a query of the phone’s page',
    (payload) => ({ path: `/link?next=${payload}&problem=${payload}` }),
  ],
  ['a query of my devices', (payload) => ({ path: `/devices?done=${payload}&to=${payload}` })],
  ['a query to the provider', (payload) => ({ path: `/session/oidc?to=${payload}` })],
  [
    'a query from the provider',
    (payload) => ({ path: `/session/oidc/callback?state=${payload}&to=${payload}` }),
  ],
  [
    'a form to sign out',
    (payload) => ({ path: `/session/end?to=${payload}`, form: `to=${payload}` }),
  ],
  ['a form of my devices', (payload) => ({ path: '/devices/form', form: `action=${payload}` })],
  ['a form to sign in', (payload) => ({ path: '/devices/sign-in', form: `username=${payload}` })],
]

interface Asked {
  path: string
  form?: string
  headers?: Record<string, string>
}

const SETTINGS = {
  identity: {
    // Nobody listens there, so that the way to the provider leads back.
    oidc: { issuer: 'http://127.0.0.1:1', clientId: 'couchlink', name: 'Nobody' },
  },
}

describe('no redirect leaves this server', () => {
  it.each(SPOTS)('by %s', async (_spot, ask) => {
    const server = await startServer(SETTINGS, { pages: true })
    for (const payload of PAYLOADS) await staysHere(server.url, ask(payload))
  })

  it('by the name it is called', async () => {
    const server = await startServer(SETTINGS, { pages: true })
    for (const path of ['/tv', '/tv/media', '/session/oidc', '/session/oidc/callback']) {
      for (const name of ['host', 'x-forwarded-host', 'x-forwarded-prefix', 'x-original-url']) {
        const value = name === 'x-forwarded-prefix' ? '//evil.example' : 'evil.example'
        const { status } = await staysHere(server.url, { path, headers: { [name]: value } })
        if (name === 'host') expect(status).toBe(421)
      }
    }
  })

  it('although there are some', async () => {
    const server = await startServer(SETTINGS, { pages: true })
    const locationOf = async (asked: Asked) => (await staysHere(server.url, asked)).location
    expect(await locationOf({ path: '/tv' })).toBe('tv/')
    expect(await locationOf({ path: '/session/oidc?to=devices' })).toMatch(/^\.\.\/link\?problem=/)
    expect(await locationOf({ path: '/session/end', form: '' })).toBe('../link')
    expect(await locationOf({ path: '/devices/sign-in', form: '' })).toMatch(/^\.\.\/devices\?/)
  })
})

/** Asks as no library would: with the path as it stands. */
function staysHere(url: string, { path, form, headers = {} }: Asked) {
  const { host, port } = new URL(url)
  return new Promise<{ status: number; location: string | undefined }>((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port,
      path,
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        host,
        'sec-fetch-site': 'same-origin',
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
    })
    call.once('error', reject)
    call.once('response', (response) => {
      response.resume()
      const { statusCode: status = 0, headers: said } = response
      const { location } = said
      if (location !== undefined) {
        // As a browser that stands at this very address would go on.
        const at = `${url}${path}`
        expect(new URL(location, at).origin, `${path} → ${location}`).toBe(url)
      }
      expect(said['refresh']).toBeUndefined()
      expect(status, path).toBeLessThan(500)
      response.once('end', () => resolve({ status, location }))
    })
    call.end(form)
  })
}

function slashed(payload: string): string {
  return payload.startsWith('/') ? payload : `/${payload}`
}
