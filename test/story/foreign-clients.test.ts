import { decodeProtectedHeader } from 'jose'
import mqtt from 'mqtt'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { describe, expect, it, onTestFinished } from 'vitest'

import type { Notices } from '#contract/notice'

import { rotateKeys } from '../../server/credentials/keys.ts'
import { secretHash } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import {
  accounts,
  passwordOf,
  runningClock,
  startServer,
  type TestServer,
} from '../support/server.ts'
import { connectOptions } from '../support/tv.ts'

const SECRET = 'the-secret-of-backend'
/** Eight sorts of client, so many times each: 104 runs. */
const RUNS = 13
/** The tests' server speaks http on loopback, which both libraries refuse unless told otherwise. */
const INSECURE = { [oauth.allowInsecureRequests]: true }

interface Sort {
  confidential: boolean
  dpop: boolean
}

const SORTS: Sort[] = [false, true].flatMap((confidential) =>
  [false, true].map((dpop) => ({ confidential, dpop })),
)

async function startHouse(settings: object = {}): Promise<TestServer> {
  const common = { scopes: ['watch', 'rate'], intervalSeconds: 1 }
  return startServer(
    {
      accounts: await accounts('ann'),
      clients: {
        app: { name: 'The app', ...common },
        backend: { name: 'The back end', secret: secretHash(SECRET), ...common },
      },
      link: { clientLinksPerHour: 10_000 },
      ...settings,
    },
    { clock: runningClock() },
  )
}

async function signedInPhone(server: TestServer): Promise<Phone> {
  const phone = new Phone(server.url)
  await phone.signIn('ann', passwordOf('ann'))
  return phone
}

async function approve(phone: Phone, completeUri: string | undefined): Promise<void> {
  const answer = await phone.approve(new URL(completeUri ?? '').hash.slice(1))
  expect(answer.body).toEqual({ status: 'authorized' })
}

/** `oauth4webapi` as its own example of this grant has it, up to the link request. */
async function meetByOauth4webapi(server: TestServer, { confidential, dpop }: Sort) {
  const issuer = new URL(server.url)
  const discovery = { algorithm: 'oauth2', ...INSECURE } as const
  const found = await oauth.discoveryRequest(issuer, discovery)
  const as = await oauth.processDiscoveryResponse(issuer, found)
  const client: oauth.Client = { client_id: confidential ? 'backend' : 'app' }
  const proof = confidential ? oauth.ClientSecretPost(SECRET) : oauth.None()
  const options: oauth.DPoPRequestOptions & typeof INSECURE = { ...INSECURE }
  if (dpop) options.DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const asked = { scope: 'watch' }
  const response = await oauth.deviceAuthorizationRequest(as, client, proof, asked, INSECURE)
  const link = await oauth.processDeviceAuthorizationResponse(as, client, response)
  let questions = 0
  return {
    as,
    client,
    proof,
    options,
    link,
    /** How often the token endpoint was asked about the device code. */
    questions: () => questions,
    async redeem() {
      questions += 1
      const code = link.device_code
      const answer = await oauth.deviceCodeGrantRequest(as, client, proof, code, options)
      return oauth.processDeviceCodeResponse(as, client, answer)
    },
    async refresh(refreshToken = '') {
      const answer = await oauth.refreshTokenGrantRequest(as, client, proof, refreshToken, options)
      return oauth.processRefreshTokenResponse(as, client, answer)
    },
    hello: (token: string) =>
      oauth.protectedResourceRequest(
        token,
        'GET',
        new URL(`${server.url}/hello`),
        undefined,
        null,
        options,
      ),
    /** A service of the operator's own, which checks the token by our metadata alone. */
    async judged(token: string): Promise<oauth.JWTAccessTokenClaims> {
      const url = new URL('https://service.example.com/films')
      let claims: oauth.JWTAccessTokenClaims | undefined
      await oauth.protectedResourceRequest(token, 'GET', url, undefined, null, {
        ...options,
        [oauth.customFetch]: async (input: string, { headers }: { headers: HeadersInit }) => {
          const request = new Request(input, { headers })
          claims = await oauth.validateJwtAccessToken(as, request, server.url, INSECURE)
          return new Response('{}')
        },
      })
      if (claims === undefined) throw new Error('nobody asked')
      return claims
    },
  }
}

async function runOauth4webapi(server: TestServer, phone: Phone, sort: Sort): Promise<void> {
  const app = await meetByOauth4webapi(server, sort)
  await expect(app.redeem()).rejects.toMatchObject({ error: 'authorization_pending' })
  await approve(phone, app.link.verification_uri_complete)
  const tokens = await app.redeem()
  expect(tokens).toMatchObject({ token_type: sort.dpop ? 'dpop' : 'bearer', scope: 'watch' })
  const hello = await app.hello(tokens.access_token)
  expect([hello.status, (await hello.json()).name]).toEqual([200, 'Ann'])
  expect(await app.judged(tokens.access_token)).toMatchObject({
    client_id: app.client.client_id,
    scope: 'watch',
    device_id: expect.stringMatching(/^link_/),
  })
  const next = await app.refresh(tokens.refresh_token)
  expect(next.refresh_token).not.toBe(tokens.refresh_token)
  expect((await app.hello(next.access_token)).status).toBe(200)
  const { as, client, proof } = app
  const token = next.refresh_token ?? ''
  const revoked = await oauth.revocationRequest(as, client, proof, token, INSECURE)
  await oauth.processRevocationResponse(revoked)
  await expect(app.refresh(next.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' })
  await expect(app.hello(next.access_token)).rejects.toMatchObject({ status: 401 })
}

async function runOpenidClient(server: TestServer, phone: Phone, sort: Sort): Promise<void> {
  const { confidential, dpop } = sort
  const proof = confidential ? openid.ClientSecretBasic(SECRET) : openid.None()
  const clientId = confidential ? 'backend' : 'app'
  const config = await openid.discovery(new URL(server.url), clientId, undefined, proof, {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const options = dpop
    ? { DPoP: openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256')) }
    : {}
  const link = await openid.initiateDeviceAuthorization(config, { scope: 'watch rate' })
  const polling = openid.pollDeviceAuthorizationGrant(config, link, undefined, options)
  await approve(phone, link.verification_uri_complete)
  const tokens = await polling
  expect(tokens).toMatchObject({ token_type: dpop ? 'dpop' : 'bearer', scope: 'watch rate' })
  const hello = (token: string) =>
    openid.fetchProtectedResource(
      config,
      token,
      new URL(`${server.url}/hello`),
      'GET',
      undefined,
      undefined,
      options,
    )
  expect(await (await hello(tokens.access_token)).json()).toMatchObject({ name: 'Ann' })
  const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '', {}, options)
  expect((await hello(next.access_token)).status).toBe(200)
  await openid.tokenRevocation(config, next.access_token)
  await expect(hello(next.access_token)).rejects.toMatchObject({ status: 401 })
  const again = openid.refreshTokenGrant(config, next.refresh_token ?? '', {}, options)
  await expect(again).rejects.toMatchObject({ error: 'invalid_grant' })
}

const LIBRARIES = { oauth4webapi: runOauth4webapi, 'openid-client': runOpenidClient }

describe('a standard client, unmodified', () => {
  for (const [library, run] of Object.entries(LIBRARIES)) {
    it.each(SORTS)(`gets everything by ${library}: %j`, async (sort) => {
      const server = await startHouse()
      const phone = await signedInPhone(server)
      const runs = Array.from({ length: RUNS }, () => run(server, phone, sort))
      const outcomes = await Promise.allSettled(runs)
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([])
      expect(outcomes).toHaveLength(RUNS)
    })
  }

  it('is denied, and told so', async () => {
    const server = await startHouse()
    const app = await meetByOauth4webapi(server, { confidential: false, dpop: false })
    const handle = new URL(app.link.verification_uri_complete ?? '').hash.slice(1)
    await new Phone(server.url).deny(handle)
    await expect(app.redeem()).rejects.toMatchObject({ error: 'access_denied' })
  })

  it('waits for the notice instead of asking, and then asks once', async () => {
    const server = await startHouse()
    const phone = await signedInPhone(server)
    const app = await meetByOauth4webapi(server, { confidential: false, dpop: true })
    const notices = app.link['notices'] as unknown as Notices
    // `notices` names the address that televisions see; the tests' server listens on loopback alone.
    const { pathname } = new URL(notices.url)
    const broker = `${server.url.replace(/^http/, 'ws')}${pathname}`
    const client = mqtt.connect(broker, connectOptions(notices))
    onTestFinished(() => void client.end(true))
    await new Promise((resolve) => client.once('connect', resolve))
    await client.subscribeAsync(notices.topic)
    const authorized = new Promise<void>((resolve) => {
      client.on('message', (_topic, payload) => {
        if (JSON.parse(payload.toString()).eventName === 'DeviceAuthorized') resolve()
      })
    })
    await phone.open(new URL(app.link.verification_uri_complete ?? '').hash.slice(1))
    await approve(phone, app.link.verification_uri_complete)
    await authorized
    const tokens = await app.redeem()
    expect((await app.hello(tokens.access_token)).status).toBe(200)
    expect(app.questions()).toBe(1)
  })

  it('keeps its tokens when the keys are rotated', async () => {
    const server = await startHouse({ tokens: { keysReloadMs: 20 } })
    const phone = await signedInPhone(server)
    const app = await meetByOauth4webapi(server, { confidential: true, dpop: true })
    await approve(phone, app.link.verification_uri_complete)
    const before = await app.redeem()
    const rotated = await rotateKeys(server.dataDir, {
      now: server.clock.now,
      dropOld: false,
      overlapSeconds: 3600,
    })
    const { kid } = rotated as { kid: string }
    let tokens = before
    const signedBy = async () => {
      tokens = await app.refresh(tokens.refresh_token)
      return decodeProtectedHeader(tokens.access_token).kid
    }
    await expect.poll(signedBy).toBe(kid)
    expect(decodeProtectedHeader(before.access_token).kid).not.toBe(kid)
    for (const { access_token } of [before, tokens]) {
      expect((await app.hello(access_token)).status).toBe(200)
      expect((await app.judged(access_token)).client_id).toBe('backend')
    }
  })
})
