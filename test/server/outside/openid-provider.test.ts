import { describe, expect, it } from 'vitest'

import { parseConfig } from '../../../server/config.ts'
import { OpenIdProvider } from '../../../server/outside/openid-provider.ts'
import { Window } from '../../support/window.ts'
import { type Lies, LyingProvider } from './lying-provider.ts'
import { OpenIdIssuer } from './openid-issuer.ts'

const REDIRECT = 'http://127.0.0.1:8080/session/oidc/callback'

/** Ours, beside a provider; its clock stands still until a test moves it. */
function beside(
  { settings }: { settings: object },
  more: { oidc?: object; timeoutMs?: number } = {},
): { ours: OpenIdProvider; clock: { now: number }; logged: string[] } {
  const parsed = parseConfig({
    identity: { oidc: { ...settings, ...more.oidc } },
    outside: { timeoutMs: more.timeoutMs ?? 10_000 },
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const { identity, outside } = parsed.config
  if (identity.oidc === null) throw new Error('no provider')
  const clock = { now: 1_000_000 }
  const logged: string[] = []
  const ours = new OpenIdProvider({
    provider: identity.oidc,
    limits: outside,
    now: () => clock.now,
    log: { warn: (fields, text) => void logged.push(JSON.stringify([fields, text])) },
  })
  return { ours, clock, logged }
}

async function leave(ours: OpenIdProvider, fresh = false) {
  const left = await ours.depart({ redirectUri: REDIRECT, fresh })
  if (left === 'unavailable') throw new Error('the provider is away')
  return left
}

/** Through the real provider and back, as far as the callback's query. */
async function throughBrowser(url: string, browser = new Window()): Promise<string> {
  const { url: back } = await browser.go(url, { stopBefore: (at) => at.startsWith(REDIRECT) })
  return new URL(back).search.slice(1)
}

describe('a person signs in at the operator’s OpenID provider', () => {
  async function withIssuer(oidc: object = {}) {
    const issuer = await OpenIdIssuer.start()
    await issuer.register(REDIRECT)
    return { issuer, ...beside(issuer, { oidc }) }
  }

  it('and is known by issuer and subject, with the claims that the operator has named', async () => {
    const { issuer, ours } = await withIssuer({ claims: { color: 'favourite' } })
    const { url, departure } = await leave(ours)
    expect(await ours.arrive(await throughBrowser(url), departure)).toEqual({
      issuer: issuer.url,
      subject: 'person-1',
      authenticatedAt: expect.any(Number),
      username: 'Dora',
      name: 'Dora Winter',
      color: '#123ABC',
    })
    expect(ours.warning()).toBe(null)
  })

  it('with a challenge, a state and a nonce of this departure alone', async () => {
    const { ours } = await withIssuer()
    const [one, other] = [await leave(ours), await leave(ours)]
    const asked = new URL(one.url).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      scope: 'openid profile',
      redirect_uri: REDIRECT,
      code_challenge_method: 'S256',
      state: one.departure.state,
      nonce: one.departure.nonce,
    })
    expect(asked.get('code_challenge')).not.toBe(one.departure.codeVerifier)
    for (const key of ['state', 'nonce', 'codeVerifier'] as const) {
      expect(one.departure[key]).not.toBe(other.departure[key])
    }
  })

  it('once for each code', async () => {
    const { ours } = await withIssuer()
    const { url, departure } = await leave(ours)
    const query = await throughBrowser(url)
    expect(await ours.arrive(query, departure)).toMatchObject({ subject: 'person-1' })
    expect(await ours.arrive(query, departure)).toBe('refused')
  })

  it('unless they would rather not', async () => {
    const { issuer, ours } = await withIssuer()
    issuer.unwilling = true
    const { url, departure } = await leave(ours)
    expect(await ours.arrive(await throughBrowser(url), departure)).toBe('refused')
    expect(ours.warning()).toBe(null)
  })

  it('and proves it again where that is asked for, though the provider remembers them', async () => {
    const { issuer, ours } = await withIssuer()
    const browser = new Window()
    for (const fresh of [false, false, true]) {
      const { url, departure } = await leave(ours, fresh)
      const arrived = await ours.arrive(await throughBrowser(url, browser), departure)
      expect(arrived).toMatchObject({ subject: 'person-1' })
    }
    expect(issuer.proofs).toBe(2)
  })

  it('not with what came back for another departure', async () => {
    const { ours } = await withIssuer()
    const [mine, theirs] = [await leave(ours), await leave(ours)]
    const query = await throughBrowser(theirs.url)
    expect(await ours.arrive(query, mine.departure)).toBe('refused')
    // Nor with the other's verifier, nonce or redirect alone.
    for (const key of ['state', 'nonce', 'codeVerifier'] as const) {
      const { url, departure } = await leave(ours)
      const mixed = { ...departure, [key]: theirs.departure[key] }
      expect(await ours.arrive(await throughBrowser(url), mixed), key).toBe('refused')
    }
  })

  it('not with a client that the provider does not know', async () => {
    const { ours, logged } = await withIssuer({ clientSecret: 'another one' })
    const { url, departure } = await leave(ours)
    expect(await ours.arrive(await throughBrowser(url), departure)).toBe('refused')
    expect(logged.join()).toContain('invalid_client')
  })
})

describe('a provider that is not to be believed', () => {
  const now = Math.floor(Date.now() / 1000)
  const REFUSED: Record<string, Lies> = {
    'an ID token signed by another key': { signed: 'by another key' },
    'one that is not signed': { signed: 'not at all' },
    'one signed with our secret': { signed: 'with the client secret' },
    'one signed with its public key as a secret': { signed: 'with the public key' },
    'a key that it does not publish': { header: { kid: 'key-2' } },
    'a critical header that nobody knows': { header: { crit: ['b64'], b64: true } },
    'another audience': { claims: { aud: 'somebody-else' } },
    'several audiences, and nobody it is for': { claims: { aud: ['couchlink', 'another'] } },
    'one that is for another of them': {
      claims: { aud: ['couchlink', 'another'], azp: 'another' },
    },
    'another issuer': { claims: { iss: 'https://accounts.example.com' } },
    'another nonce': { claims: { nonce: 'of another sign-in' } },
    'no nonce': { claims: { nonce: undefined } },
    'one that has ended': { claims: { iat: now - 900, exp: now - 600 } },
    'one that never ends': { claims: { exp: undefined } },
    'one that has not begun': { claims: { nbf: now + 600 } },
    'nobody in it': { claims: { sub: undefined } },
    'a subject that is no text': { claims: { sub: 1 } },
    'no ID token at all': { token: { id_token: undefined } },
    'something else in its place': { token: { id_token: 'eyJ.eyJ.eyJ' } },
    'no access token': { token: { access_token: undefined } },
    'a code that it does not know': { refuses: 'invalid_grant' },
    'somebody else in its user info': {
      claims: { preferred_username: undefined },
      userInfo: { sub: 'person-2', preferred_username: 'eliza' },
    },
  }

  it.each(Object.entries(REFUSED))('is refused with %s', async (_name, lies) => {
    const provider = await LyingProvider.start()
    const { ours, logged } = beside(provider)
    const { url, departure } = await leave(ours)
    provider.lies = lies
    expect(await ours.arrive(provider.visit(url), departure)).toBe('refused')
    // Why stands in the log, and what came with it does not.
    expect(logged).toHaveLength(1)
    expect(logged[0]).not.toMatch(/eyJ|a-code|of no use|Dora/)
    expect(ours.warning()).toBe(null)
    // The same with nothing wrong in it is taken, so that it was for this one reason.
    provider.lies = {}
    expect(await ours.arrive(provider.visit(url), departure)).toMatchObject({ subject: 'person-1' })
  })

  const CALLBACKS: Record<string, Record<string, string | undefined>> = {
    'without state': { state: undefined },
    'with another state': { state: 'of another sign-in' },
    'without a code': { code: undefined },
    'with an error': { error: 'access_denied' },
    'with an error and a code': { error: 'login_required', code: 'a-code' },
    'from another issuer (RFC 9207)': { iss: 'https://accounts.example.com' },
    'with an ID token in the address': { id_token: 'eyJ.eyJ.eyJ' },
    'with a signed response': { response: 'eyJ.eyJ.eyJ' },
  }

  it.each(Object.entries(CALLBACKS))('a callback %s asks nobody', async (_name, changes) => {
    const provider = await LyingProvider.start()
    const { ours } = beside(provider)
    const { url, departure } = await leave(ours)
    expect(await ours.arrive(provider.visit(url, changes), departure)).toBe('refused')
    expect(provider.forms).toEqual([])
  })

  it('a callback with a parameter twice asks nobody', async () => {
    const provider = await LyingProvider.start()
    const { ours } = beside(provider)
    const { url, departure } = await leave(ours)
    const query = provider.visit(url)
    for (const twice of ['code=another', 'state=another', 'iss=https://accounts.example.com']) {
      const doubled = `${query}&iss=${encodeURIComponent(provider.url)}&${twice}`
      expect(await ours.arrive(doubled, departure)).toBe('refused')
    }
    expect(provider.forms).toEqual([])
  })

  it('one that announces to name itself has to (RFC 9207)', async () => {
    const provider = await LyingProvider.start()
    provider.lies = { discovery: { authorization_response_iss_parameter_supported: true } }
    const { ours } = beside(provider)
    const { url, departure } = await leave(ours)
    expect(await ours.arrive(provider.visit(url), departure)).toBe('refused')
    const named = provider.visit(url, { iss: provider.url })
    expect(await ours.arrive(named, departure)).toMatchObject({ subject: 'person-1' })
  })

  it('where a fresh proof is asked for, an old one or none is refused', async () => {
    const provider = await LyingProvider.start()
    const { ours } = beside(provider)
    for (const auth_time of [now - 3600, undefined]) {
      const { url, departure } = await leave(ours, true)
      expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
        prompt: 'login',
        max_age: '0',
      })
      provider.lies = { claims: { auth_time } }
      expect(await ours.arrive(provider.visit(url), departure)).toBe('refused')
    }
    const { url, departure } = await leave(ours, false)
    expect(await ours.arrive(provider.visit(url), departure)).toMatchObject({
      authenticatedAt: null,
    })
  })
})

/** Only where an answer never comes does a test wait for the end of patience. */
function patience({ trouble = {} }: Lies): { timeoutMs?: number } {
  const silent = Object.values(trouble).some((is) => is === 'hangs' || is === 'stalls')
  return silent ? { timeoutMs: 3000 } : {}
}

describe('an outage of the provider', () => {
  const OUTAGES: Record<string, Lies> = {
    'a token endpoint that fails': { trouble: { '/token': 'fails' } },
    'one that hangs': { trouble: { '/token': 'hangs' } },
    'one that stops in the middle': { trouble: { '/token': 'stalls' } },
    'one that answers without end': { trouble: { '/token': 'endless' } },
    'one that sends us elsewhere': { trouble: { '/token': 'redirects' } },
    'one that answers no JSON': { trouble: { '/token': 'no JSON' } },
    'keys that are gone': { trouble: { '/jwks': 'gone' } },
    'keys without end': { trouble: { '/jwks': 'endless' } },
    'keys elsewhere': { trouble: { '/jwks': 'redirects' } },
    'user info that fails': {
      trouble: { '/userinfo': 'fails' },
      claims: { preferred_username: undefined },
    },
  }

  it.each(Object.entries(OUTAGES))('is told apart from a no: %s', async (_name, lies) => {
    const provider = await LyingProvider.start()
    const { ours } = beside(provider, patience(lies))
    const { url, departure } = await leave(ours)
    provider.lies = lies
    expect(await ours.arrive(provider.visit(url), departure)).toBe('unavailable')
    expect(ours.warning()).toContain(provider.url)
    // Endless answers are not read on, and nobody is asked behind a redirect.
    expect(provider.sentBytes).toBeLessThan(50 * 1024 * 1024)
    expect(provider.asked.filter((path) => path.startsWith('/moved'))).toEqual([])
    provider.lies = {}
    expect(await ours.arrive(provider.visit(url), departure)).toMatchObject({ subject: 'person-1' })
    expect(ours.warning()).toBe(null)
  })

  const UNUSABLE: Record<string, Lies> = {
    'is away': { trouble: { '/discovery': 'fails' } },
    hangs: { trouble: { '/discovery': 'hangs' } },
    'redirects us': { trouble: { '/discovery': 'redirects' } },
    'answers without end': { trouble: { '/discovery': 'endless' } },
    'answers no JSON': { trouble: { '/discovery': 'no JSON' } },
    'is another issuer’s': { discovery: { issuer: 'https://accounts.example.com' } },
    'names no place to sign in': { discovery: { authorization_endpoint: undefined } },
    'names one over plain http': {
      discovery: { authorization_endpoint: 'http://accounts.example.com/authorize' },
    },
    'names one that is no address': {
      discovery: { authorization_endpoint: 'javascript:alert(1)' },
    },
  }

  it.each(Object.entries(UNUSABLE))(
    'nobody leaves when its discovery document %s',
    async (_, lies) => {
      const provider = await LyingProvider.start()
      provider.lies = lies
      const { ours } = beside(provider)
      expect(await ours.depart({ redirectUri: REDIRECT, fresh: false })).toBe('unavailable')
    },
  )

  it('no secret goes to a token endpoint over plain http', async () => {
    const provider = await LyingProvider.start()
    provider.lies = { discovery: { token_endpoint: 'http://accounts.example.com/token' } }
    const { ours, logged } = beside(provider)
    const { url, departure } = await leave(ours)
    expect(await ours.arrive(provider.visit(url), departure)).toBe('unavailable')
    expect(logged.join()).toContain('neither https nor on this machine')
  })

  it('at the start everybody who leaves at once waits for the same answer', async () => {
    const provider = await LyingProvider.start()
    const { ours } = beside(provider)
    const left = await Promise.all(Array.from({ length: 20 }, () => leave(ours)))
    expect(new Set(left.map(({ url }) => url)).size).toBe(20)
    expect(provider.asked).toEqual(['/discovery'])
  })

  it('ends with the first question after the pause, and many at once are one', async () => {
    const provider = await LyingProvider.start()
    provider.lies = { trouble: { '/discovery': 'fails' } }
    const { ours, clock } = beside(provider)
    const depart = () => ours.depart({ redirectUri: REDIRECT, fresh: false })
    await Promise.all(Array.from({ length: 20 }, depart))
    expect(provider.asked).toHaveLength(1)
    expect(ours.warning()).toContain(provider.url)
    provider.lies = {}
    clock.now += 29
    expect(await depart()).toBe('unavailable')
    clock.now += 1
    expect(await depart()).toHaveProperty('url')
    expect(ours.warning()).toBe(null)
    expect(provider.asked).toHaveLength(2)
  })

  it('later, what is known of it goes on serving', async () => {
    const provider = await LyingProvider.start()
    const { ours, clock } = beside(provider)
    await leave(ours)
    provider.lies = { trouble: { '/discovery': 'hangs' } }
    clock.now += 600
    expect(await leave(ours)).toHaveProperty('url')
    expect(provider.asked.filter((path) => path === '/discovery').length).toBeLessThanOrEqual(2)
  })
})
