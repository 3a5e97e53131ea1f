import { describe, expect, it } from 'vitest'

import { sessionHashOf } from '../../server/credentials/account-session.ts'
import { type Lies, LyingProvider } from '../server/outside/lying-provider.ts'
import { OpenIdIssuer } from '../server/outside/openid-issuer.ts'
import { Phone } from '../support/phone.ts'
import {
  accounts,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
} from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { type Arrived, Window } from '../support/window.ts'

const CALLBACK = '/session/oidc/callback'

/** A server that signs people in at an OpenID provider. */
async function beside(settings: Settings = {}, oidc: object = {}, identity: object = {}) {
  const issuer = await OpenIdIssuer.start()
  const server = await startServer({
    accounts: await accounts('bob'),
    identity: { oidc: { ...issuer.settings, ...oidc }, ...identity },
    ...settings,
  })
  await issuer.register(server.url + CALLBACK)
  return { issuer, server }
}

/** Signs in at the provider, all the way, in this window. */
function signIn({ url }: TestServer, browser: Window, query = 'to=link'): Promise<Arrived> {
  return browser.go(`${url}/session/oidc?${query}`)
}

/** As far as the callback, which is not asked. */
async function upToCallback({ url }: TestServer, browser: Window, query = ''): Promise<string> {
  const stopBefore = (at: string) => at.startsWith(url + CALLBACK)
  return (await browser.go(`${url}/session/oidc?${query}`, { stopBefore })).url
}

/** The phone's page in this window: it calls with the cookies that are there. */
function pageIn({ url }: TestServer, browser: Window): Phone {
  return new Phone(url, { cookie: browser.cookieHeader(url) })
}

async function whoIsSignedIn(server: TestServer, browser: Window) {
  return (await pageIn(server, browser).send('GET', '/session')).body
}

describe('a person with an account at the operator’s provider', () => {
  it('connects a TV without ever having had an account here', async () => {
    const { server } = await beside({}, { claims: { color: 'favourite' } })
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const browser = new Window()

    const back = await signIn(server, browser)
    expect(new URL(back.url).pathname).toBe('/L')
    const phone = pageIn(server, browser)
    expect((await phone.send('GET', '/session')).body).toMatchObject({
      username: 'dora',
      name: 'Dora Winter',
      color: '#123ABC',
      method: 'oidc',
    })
    expect((await phone.open(handle)).status).toBe(200)
    expect((await phone.approve(handle)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).body).toMatchObject({ name: 'Dora Winter', color: '#123ABC' })
  })

  it('is the same one next time, by whatever name the provider calls them', async () => {
    const { issuer, server } = await beside()
    await signIn(server, new Window())
    issuer.person.claims = { preferred_username: 'dora.sommer', name: 'Dora Sommer' }
    const browser = new Window()
    await signIn(server, browser)
    expect(await whoIsSignedIn(server, browser)).toMatchObject({
      username: 'dora',
      name: 'Dora Sommer',
    })
  })

  it('is another one with another subject, and never whoever has that name here', async () => {
    const { issuer, server } = await beside()
    issuer.person.claims = { preferred_username: 'Bob', name: 'Not that Bob' }
    const browser = new Window()
    const back = await signIn(server, browser)
    expect(back.url).toBe(`${server.url}/link?problem=username_taken`)
    expect(await whoIsSignedIn(server, browser)).toMatchObject({ code: 'sign_in_required' })
    const bob = new Phone(server.url)
    expect((await bob.signIn('bob', passwordOf('bob'))).body).toMatchObject({ name: 'Bob' })
  })

  it('goes on to their TVs where they came from there, and to nowhere else', async () => {
    const { server } = await beside()
    const ends: Record<string, string> = {
      'to=devices': '/devices',
      'to=link': '/L',
      'to=//evil.example': '/L',
      'to=https://evil.example/': '/L',
      'to=devices&to=https://evil.example/': '/L',
      '': '/L',
    }
    for (const [query, path] of Object.entries(ends)) {
      const { url } = await signIn(server, new Window(), query)
      expect(url, query).toBe(server.url + path)
    }
  })

  it('comes back to the public address, with a proxy’s path and https', async () => {
    const publicUrl = 'https://tv.example.com/tv-login'
    const { server } = await beside({ publicUrl })
    const address = `${server.url}/tv-login/session/oidc`
    const response = await fetch(address, { redirect: 'manual' })
    expect(response.status).toBe(303)
    const there = new URL(response.headers.get('location') ?? '')
    expect(there.searchParams.get('redirect_uri')).toBe(publicUrl + CALLBACK)
    expect(response.headers.getSetCookie().join()).toMatch(/^__Host-couchlink-oidc=.*Secure/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('cannot sign in when the account is disabled here', async () => {
    const { server } = await beside()
    await signIn(server, new Window())
    await server.parts.store.setDisabled('dora', true)
    const browser = new Window()
    const back = await signIn(server, browser)
    expect(back.url).toBe(`${server.url}/link?problem=provider_refused`)
    expect(await whoIsSignedIn(server, browser)).toMatchObject({ code: 'sign_in_required' })
  })
})

describe('how fresh a sign-in at the provider is', () => {
  const proven = async (server: TestServer, browser: Window) => {
    const id = sessionHashOf(browser.cookieHeader(server.url), false) ?? ''
    return (await server.parts.store.sessionByHash(id, server.clock.now))?.provenAt
  }

  it('is what the provider says: who is only remembered there has not proven it again', async () => {
    const issuer = await LyingProvider.start()
    const server = await startServer({ identity: { oidc: issuer.settings } })
    const { now } = server.clock
    for (const [authTime, provenAt] of [
      [now - 86_400, now - 86_400],
      [undefined, 0],
      [now + 3600, now],
    ]) {
      issuer.lies = { claims: { auth_time: authTime } }
      const browser = new Window()
      await arriveFrom(issuer, server, browser)
      expect(await proven(server, browser)).toBe(provenAt)
    }
  })

  it('is now where it was asked for, and the session before ends', async () => {
    const { issuer, server } = await beside()
    const browser = new Window()
    await signIn(server, browser)
    const before = browser.cookieHeader(server.url)
    await signIn(server, browser, 'to=devices&fresh')
    expect(issuer.proofs).toBe(2)
    expect(browser.cookieHeader(server.url)).not.toBe(before)
    const old = new Phone(server.url, { cookie: before })
    expect((await old.send('GET', '/session')).status).toBe(401)
    expect(await whoIsSignedIn(server, browser)).toMatchObject({ username: 'dora' })
  })
})

/** The browser is sent to a provider of a test's own, and comes back at once. */
async function arriveFrom(
  provider: LyingProvider,
  server: TestServer,
  browser: Window,
  changes: Record<string, string | undefined> = {},
  headers: Record<string, string> = {},
): Promise<Arrived> {
  const stopBefore = (at: string) => at.startsWith(provider.url)
  const { url } = await browser.go(`${server.url}/session/oidc`, { stopBefore })
  return browser.go(`${server.url}${CALLBACK}?${provider.visit(url, changes)}`, { headers })
}

describe('coming back from the provider', () => {
  const problem = (server: TestServer, code: string) => `${server.url}/link?problem=${code}`

  it('signs in nobody who did not leave: another’s code is no way into this browser', async () => {
    const { server } = await beside()
    const theirs = await upToCallback(server, new Window())
    // Neither in a browser that never left …
    const victim = new Window()
    const back = await victim.go(theirs)
    expect(back.url).toBe(problem(server, 'provider_refused'))
    // … nor in one that left on its own account, with its own state.
    await upToCallback(server, victim)
    expect((await victim.go(theirs)).url).toBe(problem(server, 'provider_refused'))
    expect(await whoIsSignedIn(server, victim)).toMatchObject({ code: 'sign_in_required' })
  })

  it('is done once: the same address and cookie again sign nobody in', async () => {
    const provider = await LyingProvider.start()
    const server = await startServer({ identity: { oidc: provider.settings } })
    const browser = new Window()
    const { url } = await browser.go(`${server.url}/session/oidc`, {
      stopBefore: (at) => at.startsWith(provider.url),
    })
    const cookie = browser.cookieHeader(server.url)
    const back = `${server.url}${CALLBACK}?${provider.visit(url)}`
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => new Window().go(back, { headers: { cookie } })),
    )
    const ends = answers.map((answer) => answer.url.replace(server.url, ''))
    expect(ends.filter((end) => end === '/L')).toHaveLength(1)
    expect(ends.filter((end) => end === '/link?problem=provider_refused')).toHaveLength(4)
    expect(provider.forms).toHaveLength(1)
  })

  it('takes ten minutes at most', async () => {
    const { server } = await beside()
    const browser = new Window()
    const back = await upToCallback(server, browser)
    server.clock.now += 600
    expect((await browser.go(back)).url).toBe(problem(server, 'provider_refused'))
  })

  it('is told the person where they said no', async () => {
    const { issuer, server } = await beside()
    issuer.unwilling = true
    const browser = new Window()
    expect((await signIn(server, browser)).url).toBe(problem(server, 'provider_refused'))
    expect(browser.cookieHeader(server.url)).toBe('')
  })

  const LIES: Record<string, [string, Lies, Record<string, string | undefined>?]> = {
    'another state': ['provider_refused', {}, { state: 'another' }],
    'an error': ['provider_refused', {}, { error: 'access_denied' }],
    'another issuer in the address': ['provider_refused', {}, { iss: 'https://evil.example' }],
    'a nonce of another sign-in': ['provider_refused', { claims: { nonce: 'another' } }],
    'a token for somebody else': ['provider_refused', { claims: { aud: 'somebody-else' } }],
    'a token of another issuer': ['provider_refused', { claims: { iss: 'https://evil.example' } }],
    'a token that has ended': ['provider_refused', { claims: { exp: 1_000_000_000 } }],
    'an unsigned token': ['provider_refused', { signed: 'not at all' }],
    'a token signed by another key': ['provider_refused', { signed: 'by another key' }],
    'a token signed with a secret': ['provider_refused', { signed: 'with the client secret' }],
    'a code that was used': ['provider_refused', { refuses: 'invalid_grant' }],
    'a token endpoint that fails': ['provider_unavailable', { trouble: { '/token': 'fails' } }],
    'a token endpoint that hangs': ['provider_unavailable', { trouble: { '/token': 'hangs' } }],
    'a huge answer': ['provider_unavailable', { trouble: { '/token': 'endless' } }],
    'keys that are gone': ['provider_unavailable', { trouble: { '/jwks': 'gone' } }],
  }

  it.each(Object.entries(LIES))(
    'with %s signs nobody in and writes nothing',
    async (_name, lie) => {
      const [code, lies, changes] = lie
      const provider = await LyingProvider.start()
      const server = await startServer({
        identity: { oidc: provider.settings },
        ...(lies.trouble?.['/token'] === 'hangs' ? { outside: { timeoutMs: 3000 } } : {}),
      })
      const browser = new Window()
      // Known before, so that only the callback finds the provider so.
      await browser.go(`${server.url}/session/oidc`, { stopBefore: () => true })
      provider.lies = lies
      const back = await arriveFrom(provider, server, browser, changes)
      expect(back.url).toBe(problem(server, code))
      expect(back.status).not.toBe(500)
      expect(browser.cookieHeader(server.url)).toBe('')
      expect(await server.parts.store.accountByUsername('dora')).toBe(null)
      expect(server.logged()).not.toMatch(/"level":50/)
    },
  )

  it('is for a window: no frame, image or script, and no HEAD', async () => {
    const provider = await LyingProvider.start()
    const server = await startServer({ identity: { oidc: provider.settings } })
    for (const destination of ['iframe', 'image', 'script', 'empty', 'object']) {
      const headers = { 'sec-fetch-dest': destination }
      const left = await new Window().go(`${server.url}/session/oidc`, { headers })
      expect([left.status, JSON.parse(left.text).code]).toEqual([403, 'cross_site'])
      const browser = new Window()
      const back = await arriveFrom(provider, server, browser, {}, headers)
      expect(back.status).toBe(403)
      expect(await whoIsSignedIn(server, browser)).toMatchObject({ code: 'sign_in_required' })
    }
    const browser = new Window()
    const { url } = await browser.go(`${server.url}/session/oidc`, {
      stopBefore: (at) => at.startsWith(provider.url),
    })
    const back = `${server.url}${CALLBACK}?${provider.visit(url)}`
    for (const method of ['HEAD', 'POST', 'DELETE']) {
      expect((await browser.go(back, { method })).status).toBe(405)
    }
    const arrived = await browser.go(back, { headers: { 'sec-fetch-dest': 'document' } })
    expect(arrived.url).toBe(`${server.url}/L`)
  })
})

describe('while the provider is away', () => {
  it('people hear it, and nothing else stops', async () => {
    const { issuer, server } = await beside()
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const dora = new Window()
    await signIn(server, dora)
    const back = await upToCallback(server, dora)
    await issuer.goDown()

    expect((await dora.go(back)).url).toBe(`${server.url}/link?problem=provider_unavailable`)
    expect(server.parts.provider?.warning()).toContain(issuer.url)
    expect(await whoIsSignedIn(server, dora)).toMatchObject({ username: 'dora' })
    expect((await pageIn(server, dora).approve(handle)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).body.name).toBe('Dora Winter')
    const bob = new Phone(server.url)
    expect((await bob.signIn('bob', passwordOf('bob'))).status).toBe(200)

    await issuer.comeBack()
    const browser = new Window()
    expect((await signIn(server, browser)).url).toBe(`${server.url}/L`)
    expect(server.parts.provider?.warning()).toBe(null)
  })

  it('a server that starts meanwhile finds it as soon as it is back', async () => {
    const issuer = await OpenIdIssuer.start()
    await issuer.goDown()
    const server = await startServer({ identity: { oidc: issuer.settings } })
    await issuer.register(server.url + CALLBACK)
    const away = await signIn(server, new Window())
    expect(away.url).toBe(`${server.url}/link?problem=provider_unavailable`)
    await issuer.comeBack()
    server.clock.now += 30
    expect((await signIn(server, new Window())).url).toBe(`${server.url}/L`)
  })
})

describe('where people sign in at the provider alone', () => {
  it('no password counts, not even a right one', async () => {
    const { server } = await beside({}, {}, { local: false })
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const bob = new Phone(server.url)
    const right = { username: 'bob', password: passwordOf('bob') }
    expect((await bob.signIn(right.username, right.password)).body.code).toBe('sign_in_failed')
    expect((await bob.approve(handle, right)).body.code).toBe('sign_in_failed')
    expect((await tv.hello()).status).toBe(401)
  })

  it('an account without a password has none to guess', async () => {
    const { server } = await beside()
    await signIn(server, new Window())
    const phone = new Phone(server.url)
    for (const password of [' ', 'null', 'undefined', 'password']) {
      const { body } = await phone.signIn('dora', password)
      expect(body.code).toBe('sign_in_failed')
    }
  })
})

describe('where no provider is configured', () => {
  it('there is no way to one', async () => {
    const server = await startServer()
    for (const path of ['/session/oidc', CALLBACK]) {
      expect((await new Window().go(server.url + path)).status).toBe(404)
    }
  })
})
