import { createHash, randomBytes } from 'node:crypto'

import type { SignedInTokens } from '#contract/client-request'
import type { DeviceAuthorization } from '#contract/link'
import { AUTHORIZATION_CODE } from '#contract/token'

import { App, basic, type Fields, secretHash } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import type { TestServer } from '../support/server.ts'
import type { Answer } from '../support/tv.ts'

export const ELIZA = { username: 'eliza', password: 'Senza2024' }

/** Two web sites, the first with two addresses, and an app that is no web site. */
export const ORIGINS = { shop: 'https://shop.example', rival: 'https://rival.example' }
export const CLIENTS = {
  shop: {
    name: 'The shop',
    secret: secretHash('secret-of-shop'),
    web: { origins: [ORIGINS.shop, 'https://m.shop.example:8443'] },
    scopes: ['order'],
  },
  rival: {
    name: 'The rival',
    secret: secretHash('secret-of-rival'),
    web: { origins: [ORIGINS.rival] },
  },
  app: { name: 'The app' },
}

/** What a back end keeps for one browser, and what it gives to the page in it. */
export interface Pkce {
  verifier: string
  challenge: string
}

/** RFC 7636 §4.1, §4.2. */
export function makePkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export function challenged({ challenge }: Pkce): Fields {
  return { code_challenge: challenge, code_challenge_method: 'S256' }
}

/** A web site: pages in people's browsers, and a back end that has the secret. */
export class WebSite {
  readonly server: TestServer
  readonly clientId: 'shop' | 'rival'
  /** As the browser of its page says. */
  readonly page: App
  readonly backEnd: App

  constructor(server: TestServer, clientId: 'shop' | 'rival' = 'shop', origin = ORIGINS[clientId]) {
    this.server = server
    this.clientId = clientId
    this.page = new App(server.url, clientId)
    this.page.headers = { origin }
    this.backEnd = new App(server.url, clientId, { secret: `secret-of-${clientId}` })
    for (const app of [this.page, this.backEnd]) app.now = () => server.clock.now
  }

  /** Its page begins a sign-in with the challenge of its back end. */
  async begin(
    fields: Fields = {},
  ): Promise<{ pkce: Pkce; link: DeviceAuthorization & { handle: string } }> {
    const pkce = makePkce()
    return { pkce, link: await this.page.begin({ ...challenged(pkce), ...fields }) }
  }

  /** Its page asks what became of it. */
  ask(deviceCode: string, headers: Record<string, string> = {}): Promise<Answer> {
    const form = { client_id: this.clientId, device_code: deviceCode }
    return this.page.post(`${this.server.url}/auth/code`, form, headers)
  }

  /** A whole sign-in by eliza up to the one-time key. */
  async approved(): Promise<{ pkce: Pkce; link: DeviceAuthorization; code: string }> {
    const { pkce, link } = await this.begin()
    const yes = await new Phone(this.server.url).approve(link.handle, ELIZA)
    if (yes.status !== 200) throw new Error(`not approved: ${JSON.stringify(yes.body)}`)
    const { status, body } = await this.ask(link.device_code)
    if (status !== 200) throw new Error(`no code: ${status} ${JSON.stringify(body)}`)
    return { pkce, link, code: String(body['code']) }
  }

  /** Its back end exchanges a one-time key. */
  async redeem(code: string, verifier: string, more: Fields = {}): Promise<Answer> {
    const { token } = this.backEnd.endpoints
    const form = { grant_type: AUTHORIZATION_CODE, code, code_verifier: verifier, ...more }
    return this.backEnd.post(token, form, basic(this.clientId, `secret-of-${this.clientId}`))
  }

  /** The same where it must succeed. */
  async signedIn(): Promise<{
    tokens: SignedInTokens
    code: string
    pkce: Pkce
    deviceId: string
  }> {
    const { pkce, link, code } = await this.approved()
    const { status, body } = await this.redeem(code, pkce.verifier)
    if (status !== 200) throw new Error(`not signed in: ${status} ${JSON.stringify(body)}`)
    const tokens = body as unknown as SignedInTokens
    return { tokens, code, pkce, deviceId: `link_${link.link_id}` }
  }

  /** Whether its back end still finds the person signed in. */
  async isSignedIn({ access_token, refresh_token }: SignedInTokens): Promise<boolean> {
    const hello = await this.backEnd.call('GET', `${this.server.url}/hello`, access_token)
    const refreshed = await this.backEnd.refresh(refresh_token ?? '')
    if ((hello.status === 200) !== (refreshed.status === 200)) throw new Error('half signed in')
    return hello.status === 200
  }
}
