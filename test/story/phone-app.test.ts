import { describe, expect, it } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { Phone } from '../support/phone.ts'
import {
  accounts,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
} from '../support/server.ts'
import { tablesIn } from '../support/tables.ts'
import { answerOf, Tv } from '../support/tv.ts'

const APP = 'https://app.example'
const NATIVE = 'capacitor://localhost'

/** The phone app of an operator who signs people in elsewhere. */
async function operator(more: Settings = {}): Promise<{ server: TestServer; token: string }> {
  const issuer = await Issuer.start()
  const server = await startServer({
    accounts: await accounts('ada', 'bob'),
    accountIssuers: [{ issuer: issuer.url, audience: 'couchlink', claim: 'preferred_username' }],
    phoneApp: { origins: [APP, NATIVE] },
    ...more,
  })
  const token = await issuer.sign({
    iss: issuer.url,
    aud: 'couchlink',
    sub: 'subject-of-ada',
    preferred_username: 'ada',
    exp: server.clock.now + 300,
  })
  return { server, token }
}

/** As a browser sends it for a page of that origin. */
function page(server: TestServer, origin: string, token?: string): Phone {
  return new Phone(server.url, {
    'sec-fetch-site': 'cross-site',
    origin,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  })
}

function preflight(server: TestServer, path: string, origin: string, method = 'POST') {
  return fetch(server.url + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type',
    },
  })
}

describe('a web view of the operator’s phone app', () => {
  it.each([APP, NATIVE])('from %s connects a TV with a token', async (origin) => {
    const { server, token } = await operator()
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const app = page(server, origin, token)
    const answers = [
      await app.send('GET', '/session'),
      await app.open(handle),
      await app.approve(handle),
    ]
    for (const { status, headers } of answers) {
      expect(status).toBe(200)
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toMatch(/\bOrigin\b/)
      expect(headers.get('access-control-expose-headers')).toContain('Retry-After')
      expect(headers.get('cache-control')).toBe('no-store')
    }
    expect((await tv.hello()).body.name).toBe('Ada')
    expect(app.cookie).toBe('')
  })

  it('is answered before it calls, for just those calls', async () => {
    const { server } = await operator()
    const open = { '/link/details': 'POST', '/authorize': 'POST', '/session': 'GET' }
    for (const [path, method] of Object.entries({ ...open, '/keys': 'GET, POST' })) {
      const { status, headers } = await preflight(server, path, APP)
      expect([path, status]).toEqual([path, 204])
      expect(headers.get('access-control-allow-origin')).toBe(APP)
      expect(headers.get('access-control-allow-methods')).toBe(method)
      expect(headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toMatch(/\bOrigin\b/)
    }
    for (const path of ['/sessions', '/account', '/devices', '/session/passkey', '/link']) {
      const { headers } = await preflight(server, path, APP)
      expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null])
    }
  })

  it('is the only one that is answered: no other origin is, and null never', async () => {
    const { server, token } = await operator()
    const { handle } = await (await Tv.boot(server.url)).requestLink()
    const others = [
      'null',
      'https://evil.example',
      'http://app.example',
      'https://app.example:8443',
      'https://app.example.evil.example',
      'https://APP.example',
      `${APP}/`,
      'capacitor://localhost.evil.example',
    ]
    for (const origin of others) {
      const { headers } = await preflight(server, '/authorize', origin)
      expect([origin, headers.get('access-control-allow-origin')]).toEqual([origin, null])
      expect(headers.get('vary')).toMatch(/\bOrigin\b/)
      const app = page(server, origin, token)
      const answer = await app.approve(handle)
      expect([origin, answer.status, answer.body['code']]).toEqual([origin, 403, 'cross_site'])
      const read = await app.send('GET', '/session')
      expect(read.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('is judged by its token alone: the cookie of the person’s browser is not looked at', async () => {
    const { server, token } = await operator()
    const { handle } = await (await Tv.boot(server.url)).requestLink()
    const browser = new Phone(server.url)
    await browser.signIn('bob', passwordOf('bob'))
    const without = page(server, APP)
    without.cookie = browser.cookie
    const before = tablesIn(server.dataDir)
    expect((await without.send('GET', '/session')).status).toBe(401)
    expect((await without.approve(handle)).body['code']).toBe('sign_in_required')
    expect(tablesIn(server.dataDir)).toEqual(before)
    const app = page(server, APP, token)
    app.cookie = browser.cookie
    expect((await app.send('GET', '/session')).body).toMatchObject({ username: 'ada' })
  })

  it('gets no session by a password, and leaves none behind', async () => {
    const { server } = await operator()
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const app = page(server, APP)
    const credentials = { username: 'ada', password: passwordOf('ada'), remember: true }
    expect((await app.approve(handle, credentials)).status).toBe(200)
    expect(app.cookie).toBe('')
    expect(tablesIn(server.dataDir)['sessions']).toEqual([])
    expect((await tv.hello()).body.name).toBe('Ada')
  })

  it('may stand at our own address, whose pages go on as they were', async () => {
    const { server } = await operator({ publicUrl: APP })
    const own = new Phone(server.url, { origin: APP })
    await own.signIn('ada', passwordOf('ada'))
    const me = await own.send('GET', '/session')
    expect([me.status, me.headers.get('access-control-allow-origin')]).toEqual([200, null])
    const http = new Phone(server.url, { 'sec-fetch-site': 'same-origin', origin: APP })
    http.cookie = own.cookie
    const { handle } = await (await Tv.boot(server.url)).requestLink()
    expect((await http.approve(handle)).status).toBe(200)
  })

  it('is nobody where none is configured', async () => {
    const { server } = await operator({ phoneApp: {} })
    const answer = await preflight(server, '/authorize', APP)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('vary') ?? '').not.toContain('Origin')
  })
})

describe('the link of the QR and the phone app', () => {
  const phoneApp = {
    appleAppIds: ['TEAMID1234.com.example.app', 'TEAMID1234.com.example.beta'],
    androidApps: [{ package: 'com.example.app', fingerprints: [Array(32).fill('0F').join(':')] }],
  }
  const APPLE = '/.well-known/apple-app-site-association'
  const ANDROID = '/.well-known/assetlinks.json'

  it('iOS is told which apps may open /L with a code, and nothing else', async () => {
    const server = await startServer({ phoneApp })
    const answer = await fetch(server.url + APPLE, { redirect: 'error' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.json()).toEqual({
      applinks: {
        details: [{ appIDs: phoneApp.appleAppIds, components: [{ '/': '/L', '#': '?*' }] }],
      },
    })
  })

  it('Android is told the package and who signs it', async () => {
    const server = await startServer({ phoneApp })
    const answer = await fetch(server.url + ANDROID, { redirect: 'error' })
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.json()).toEqual([
      {
        relation: ['delegate_permission/common.handle_all_urls'],
        target: {
          namespace: 'android_app',
          package_name: 'com.example.app',
          sha256_cert_fingerprints: phoneApp.androidApps[0]?.fingerprints,
        },
      },
    ])
  })

  it('names the path that a proxy leaves on our addresses, at both places where it may ask', async () => {
    const server = await startServer({ phoneApp, publicUrl: 'https://example.com/tv' })
    for (const path of [APPLE, `/tv${APPLE}`]) {
      const { applinks } = (await (await fetch(server.url + path)).json()) as {
        applinks: { details: { components: unknown[] }[] }
      }
      expect(applinks.details[0]?.components).toEqual([{ '/': '/tv/L', '#': '?*' }])
    }
  })

  it('is the QR’s own link', async () => {
    const server = await startServer({ phoneApp })
    const { verification_uri_complete } = await (await Tv.boot(server.url)).requestLink()
    const { pathname, hash } = new URL(verification_uri_complete)
    expect([pathname, hash.length]).toEqual(['/L', 27])
  })

  it('has no app while none is configured, and takes no other method', async () => {
    const server = await startServer({ phoneApp: { origins: [APP] } })
    for (const path of [APPLE, ANDROID]) {
      const answer = await answerOf(await fetch(server.url + path))
      expect([answer.status, answer.body['code']]).toEqual([404, 'not_found'])
    }
    const { url } = await startServer({ phoneApp })
    for (const path of [APPLE, ANDROID]) {
      expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(200)
      expect((await fetch(url + path, { method: 'POST' })).status).toBe(405)
    }
  })
})

describe('Safari’s banner', () => {
  const banner = '<meta name="apple-itunes-app" content="app-id=1234567890">'
  const settings = { phoneApp: { appStoreId: '1234567890' } }

  it('offers the app where the QR leads, and nowhere else', async () => {
    const { url } = await startServer(settings, { pages: true })
    const shown = async (path: string) => (await (await fetch(url + path)).text()).includes(banner)
    expect(await shown('/L')).toBe(true)
    for (const path of ['/link', '/login.html', '/devices']) {
      expect([path, await shown(path)]).toEqual([path, false])
    }
  })

  it('is not there while no app is in the store', async () => {
    const { url } = await startServer({}, { pages: true })
    expect(await (await fetch(`${url}/L`)).text()).not.toContain('apple-itunes-app')
  })
})
