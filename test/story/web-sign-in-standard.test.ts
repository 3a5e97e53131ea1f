import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { describe, expect, it } from 'vitest'

import { AUTHORIZATION_CODE, CLIENT_CREDENTIALS, DEVICE_CODE } from '#contract/token'

import { secretHash } from '../support/app.ts'
import { runningClock, startServer, type TestServer } from '../support/server.ts'
import { CLIENTS, WebSite } from './web-site.ts'

const SECRET = 'secret-of-shop'
/** A site has nowhere to be sent back to, but both libraries name an address, as most servers want. */
const CALLBACK = 'https://shop.example/signed-in'
/** The tests' server speaks http on loopback, which both libraries refuse unless told otherwise. */
const INSECURE = { [oauth.allowInsecureRequests]: true }

function start(clients: object = CLIENTS): Promise<TestServer> {
  return startServer({ clients }, { clock: runningClock() })
}

async function metadataOf(server: TestServer): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(server.url)
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...INSECURE })
  return oauth.processDiscoveryResponse(issuer, found)
}

describe('the back end of a web site', () => {
  it('S5: exchanges its one-time key by oauth4webapi, unmodified', async () => {
    const server = await start()
    const as = await metadataOf(server)
    const client: oauth.Client = { client_id: 'shop' }
    const proof = oauth.ClientSecretBasic(SECRET)
    const { pkce, code } = await new WebSite(server).approved()
    const callback = new URLSearchParams({ code })
    const params = oauth.validateAuthResponse(as, client, callback, oauth.expectNoState)
    const ask = () =>
      oauth.authorizationCodeGrantRequest(
        as,
        client,
        proof,
        params,
        CALLBACK,
        pkce.verifier,
        INSECURE,
      )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, await ask())
    expect(tokens).toMatchObject({ token_type: 'bearer', account: { name: 'Eliza' } })
    const again = oauth.processAuthorizationCodeResponse(as, client, await ask())
    await expect(again).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('S5: exchanges its one-time key by openid-client, and refreshes and revokes', async () => {
    const server = await start()
    const config = await openid.discovery(
      new URL(server.url),
      'shop',
      undefined,
      openid.ClientSecretPost(SECRET),
      { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
    )
    const { pkce, code } = await new WebSite(server).approved()
    const callback = new URL(CALLBACK)
    callback.searchParams.set('code', code)
    const checks = { pkceCodeVerifier: pkce.verifier }
    const tokens = await openid.authorizationCodeGrant(config, callback, checks)
    expect(tokens['account']).toMatchObject({ name: 'Eliza' })
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
    await openid.tokenRevocation(config, next.refresh_token ?? '')
    const after = openid.refreshTokenGrant(config, next.refresh_token ?? '')
    await expect(after).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('the metadata', () => {
  it('offers the code grant where there is a web site, and to none where there is none', async () => {
    const { shop, app } = CLIENTS
    const grants = async (clients: object) =>
      (await metadataOf(await start(clients))).grant_types_supported
    const both = await grants({ shop, app })
    expect(both).toEqual(expect.arrayContaining([AUTHORIZATION_CODE, DEVICE_CODE]))
    expect(await grants({ app })).not.toContain(AUTHORIZATION_CODE)
    // A site begins as a device does and gets nothing for its device code.
    const alone = await metadataOf(await start({ shop }))
    expect(alone.grant_types_supported).not.toContain(DEVICE_CODE)
    expect(alone.device_authorization_endpoint).toBe(`${alone.issuer}/auth/device_authorization`)
    expect(alone.code_challenge_methods_supported).toEqual(['S256'])
    const refreshOnly = { ...shop, grants: ['refresh_token'] }
    expect(await grants({ shop: refreshOnly })).not.toContain(AUTHORIZATION_CODE)
  })

  it('offers client credentials where a client may use them', async () => {
    const { app } = CLIENTS
    const backEnd = { name: 'B', secret: secretHash('x'), grants: ['client_credentials'] }
    const offered = async (clients: object) =>
      (await metadataOf(await start(clients))).grant_types_supported?.includes(CLIENT_CREDENTIALS)
    expect(await offered({ app })).toBe(false)
    expect(await offered({ app, backEnd })).toBe(true)
  })
})
