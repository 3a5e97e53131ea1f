import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { openBrowser } from '../support/browser.ts'
import { Authority } from '../support/certificate.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'

/** How an authenticator of Chromium's own making behaves (CDP `WebAuthn.VirtualAuthenticatorOptions`). */
const INTERNAL = { protocol: 'ctap2', transport: 'internal' } as const
const SECURITY_KEY = { protocol: 'ctap2', transport: 'usb' } as const

/** What came of a call of the page's, or the name of the browser's own refusal. */
interface Outcome {
  status: number | string
  body: Record<string, unknown>
}

/** A server, and a browser with an authenticator on which Dora has just signed in by password. */
async function setUp({ settings = {}, origin = 'http://localhost', args = [] as string[] } = {}) {
  const server = await startServer({ accounts: await accounts('dora'), ...settings })
  const browser = await openBrowser(args)
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  await page.goto(`${origin}:${server.port}/healthz`)
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const plugIn = async (options: typeof INTERNAL | typeof SECURITY_KEY) => {
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...options,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return authenticatorId
  }
  const internal = await plugIn(INTERNAL)
  const credentials = { username: 'dora', password: passwordOf('dora') }
  expect((await call(page, 'POST', '/session', credentials)).status).toBe(200)
  return { server, page, cdp, internal, plugIn }
}

function call(page: Page, method: string, path: string, json?: unknown): Promise<Outcome> {
  return page.evaluate(
    async ([verb, to, body]) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(to, {
        method: verb,
        headers,
        ...(body === null ? {} : { body }),
      })
      return { status: response.status, body: await response.json() }
    },
    [method, path, json === undefined ? null : JSON.stringify(json)] as const,
  )
}

/** Makes a passkey, as a page of ours would. */
function add(page: Page): Promise<Outcome> {
  return page.evaluate(async () => {
    const post = (path: string, body: unknown) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const asked = await post('/passkeys/options', {})
    const options = await asked.json()
    if (!asked.ok) return { status: asked.status, body: options }
    try {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
      const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
      const answer = await post('/passkeys', made.toJSON())
      return { status: answer.status, body: await answer.json() }
    } catch (error) {
      return { status: (error as Error).name, body: {} }
    }
  })
}

/** Signs in by whichever passkey the authenticator offers first. */
function signIn(page: Page): Promise<Outcome> {
  return page.evaluate(async () => {
    const post = (path: string, body: unknown) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const options = await (await post('/session/passkey/options', {})).json()
    try {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
      const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
      const answer = await post('/session/passkey', got.toJSON())
      return { status: answer.status, body: await answer.json() }
    } catch (error) {
      return { status: (error as Error).name, body: {} }
    }
  })
}

describe('a real browser', () => {
  it('makes a passkey, signs in with it without a name, and has proven who it is', async () => {
    const { page, cdp, internal } = await setUp()
    const made = await add(page)
    expect(made).toMatchObject({
      status: 200,
      body: { label: expect.stringContaining('Chrom'), last_used_at: null },
    })
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: internal })
    expect(credentials).toMatchObject([
      { isResidentCredential: true, rpId: 'localhost', userName: 'dora' },
    ])

    expect((await call(page, 'DELETE', '/session')).status).toBe(200)
    expect((await call(page, 'GET', '/session')).status).toBe(401)
    const signedIn = await signIn(page)
    expect(signedIn).toMatchObject({
      status: 200,
      body: { username: 'dora', name: 'Dora', method: 'passkey', passkeys: 1 },
    })
    expect(await call(page, 'GET', '/session')).toEqual(signedIn)
    // Its counter grows, so it may come again.
    expect((await signIn(page)).status).toBe(200)
    expect((await call(page, 'GET', '/passkeys')).body).toMatchObject({
      passkeys: [{ id: made.body['id'], last_used_at: expect.any(Number) }],
    })
  })

  it('gets no second passkey from the same authenticator, but one from a security key', async () => {
    const { page, cdp, internal, plugIn } = await setUp()
    expect((await add(page)).status).toBe(200)
    expect((await add(page)).status).toBe('InvalidStateError')
    const key = await plugIn(SECURITY_KEY)
    expect((await add(page)).status).toBe(200)
    expect((await call(page, 'GET', '/passkeys')).body['passkeys']).toHaveLength(2)
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: internal })
    await call(page, 'DELETE', '/session')
    expect(await signIn(page)).toMatchObject({ status: 200, body: { passkeys: 2 } })
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: key })
    expect(credentials).toHaveLength(1)
  })

  it('is not let in by a finger that is not the person’s', async () => {
    const { page, cdp, internal } = await setUp()
    expect((await add(page)).status).toBe(200)
    await call(page, 'DELETE', '/session')
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: internal, isUserVerified: false })
    expect((await signIn(page)).status).toBe('NotAllowedError')
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: internal, isUserVerified: true })
    // An authenticator that lies about it is not believed.
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId: internal, isBadUV: true })
    expect(await signIn(page)).toMatchObject({ status: 401, body: { code: 'passkey_failed' } })
    await cdp.send('WebAuthn.setResponseOverrideBits', {
      authenticatorId: internal,
      isBogusSignature: true,
    })
    expect(await signIn(page)).toMatchObject({ status: 401, body: { code: 'passkey_failed' } })
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId: internal })
    expect((await signIn(page)).status).toBe(200)
  })

  it('is not let in by a passkey that was removed here, or copied', async () => {
    const { page, cdp, internal, plugIn } = await setUp()
    expect((await add(page)).status).toBe(200)
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: internal })
    const [copied] = credentials
    expect((await signIn(page)).status).toBe(200)
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: internal })
    const authenticatorId = await plugIn(INTERNAL)
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: copied! })
    expect(await signIn(page)).toMatchObject({ status: 401, body: { code: 'passkey_failed' } })
    expect((await signIn(page)).status).toBe(200)

    const { body } = await call(page, 'GET', '/passkeys')
    const [{ id }] = body['passkeys'] as [{ id: string }]
    expect((await call(page, 'DELETE', `/passkeys/${id}`)).status).toBe(200)
    expect(await signIn(page)).toMatchObject({ status: 401, body: { code: 'passkey_failed' } })
    expect((await call(page, 'GET', '/session')).body).toMatchObject({ passkeys: 0 })
  })

  it('has one for the name of the configuration, over https', async () => {
    const { cert, key, spki } = new Authority().issue()
    const { page, cdp, internal } = await setUp({
      settings: { tls: { cert, key }, passkeys: { rpId: 'couch.test' } },
      origin: 'https://couch.test',
      args: [
        `--ignore-certificate-errors-spki-list=${spki}`,
        '--host-resolver-rules=MAP couch.test 127.0.0.1',
      ],
    })
    expect((await add(page)).status).toBe(200)
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: internal })
    expect(credentials).toMatchObject([{ rpId: 'couch.test' }])
    await call(page, 'DELETE', '/session')
    expect(await signIn(page)).toMatchObject({ status: 200, body: { method: 'passkey' } })
  })

  it.each([
    ['an IP address', 'http://127.0.0.1'],
    ['a name on plain http', 'http://couch.test'],
  ])('can have none at %s, and is told so', async (_where, origin) => {
    const args = ['--host-resolver-rules=MAP couch.test 127.0.0.1']
    const { page } = await setUp({ origin, args })
    expect((await call(page, 'GET', '/session')).body['passkeys']).toBeNull()
    expect(await add(page)).toMatchObject({ status: 409, body: { code: 'passkeys_unavailable' } })
  })
})
