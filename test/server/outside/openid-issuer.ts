import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import type { Configuration, Provider } from 'oidc-provider'
import { onTestFinished } from 'vitest'

import { quietly } from '../../support/oracle.ts'
import { freePort } from '../../support/process.ts'

/** Whoever sits before the browser at the provider's sign-in page. */
export interface Person {
  sub: string
  /** What the provider says of them beside that. */
  claims: Record<string, unknown>
}

export const CLIENT = { clientId: 'couchlink', clientSecret: 'a secret of both/sides+=' }

/** An operator's OpenID provider: a real `oidc-provider` on a free port of loopback, ended with the test. */
export class OpenIdIssuer {
  readonly server: Server
  url = ''
  person: Person = {
    sub: 'person-1',
    claims: { preferred_username: 'Dora', name: 'Dora Winter', favourite: '#123ABC' },
  }
  /** The person does not want to. */
  unwilling = false
  /** How often a person had to prove who they are. */
  proofs = 0
  readonly asked: string[] = []
  #port = 0
  #callback: ReturnType<Provider['callback']> | null = null
  #provider: Provider | null = null

  private constructor() {
    this.server = createServer((request, response) => void this.#answer(request, response))
  }

  /** It knows nobody until a client is registered. */
  static async start(): Promise<OpenIdIssuer> {
    const issuer = new OpenIdIssuer()
    issuer.#port = await freePort()
    await issuer.comeBack()
    onTestFinished(() => issuer.goDown())
    return issuer
  }

  /** As it would stand in `identity.oidc` of config.json. */
  get settings() {
    return { issuer: this.url, ...CLIENT, name: 'The house' }
  }

  async register(redirectUri: string): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }
    this.#provider = await quietly(async () => {
      const { Provider } = await import('oidc-provider')
      return new Provider(this.url, this.#configuration(key, redirectUri))
    })
    this.#callback = this.#provider.callback()
  }

  async goDown(): Promise<void> {
    if (!this.server.listening) return
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
  }

  async comeBack(): Promise<void> {
    this.server.listen(this.#port, '127.0.0.1')
    await once(this.server, 'listening')
    this.#port = (this.server.address() as AddressInfo).port
    this.url = `http://127.0.0.1:${this.#port}`
  }

  #configuration(key: object, redirectUri: string): Configuration {
    return {
      jwks: { keys: [key] },
      cookies: { keys: ['of no use here'] },
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'favourite'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_context, accountId) => ({
        accountId,
        claims: () => ({ sub: accountId, ...this.person.claims }),
      }),
      // Nobody is asked whether the operator's own server may know the name.
      loadExistingGrant: async ({ oidc }) => {
        const { client, session, provider } = oidc
        if (client === undefined || session?.accountId === undefined) return undefined
        const { accountId } = session
        const grant = new provider.Grant({ clientId: client.clientId, accountId })
        grant.addOIDCScope('openid profile')
        await grant.save()
        return grant
      },
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(request.url?.split('?')[0] ?? '')
    if (!request.url?.startsWith('/interaction/')) return this.#callback?.(request, response)
    if (this.unwilling) {
      await this.#provider?.interactionFinished(request, response, { error: 'access_denied' })
      return
    }
    this.proofs += 1
    const { sub: accountId } = this.person
    await this.#provider?.interactionFinished(request, response, { login: { accountId } })
  }
}
