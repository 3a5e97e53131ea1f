import { createSecretKey, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { onTestFinished } from 'vitest'

import { rsaPair } from '../../support/key-pairs.ts'
import { CLIENT } from './openid-issuer.ts'

/** What an endpoint does instead of answering. */
export type Trouble = 'fails' | 'hangs' | 'stalls' | 'endless' | 'redirects' | 'no JSON' | 'gone'

/** What is not as it should be; without any it is an honest provider. */
export interface Lies {
  /** By path. */
  trouble?: Partial<Record<'/discovery' | '/token' | '/jwks' | '/userinfo', Trouble>>
  discovery?: Record<string, unknown>
  /** Over the claims of the ID token; `undefined` leaves one out. */
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  signed?: 'by another key' | 'not at all' | 'with the client secret' | 'with the public key'
  /** Over the token endpoint's answer. */
  token?: Record<string, unknown>
  /** The token endpoint says no. */
  refuses?: string
  userInfo?: Record<string, unknown>
}

/** 200 MB, should anybody read on. */
const ENDLESS_BYTES = 200 * 1024 * 1024

const KEYS = {
  own: rsaPair(),
  another: rsaPair(),
}

/** A provider that says what a test wants: a real HTTP server on a free port of loopback, ended with the test. */
export class LyingProvider {
  readonly server: Server
  lies: Lies = {}
  url = ''
  readonly asked: string[] = []
  /** The forms that its token endpoint got. */
  readonly forms: URLSearchParams[] = []
  /** What it has sent of an endless answer. */
  sentBytes = 0
  /** What the browser would have brought to it. */
  nonce = ''

  private constructor() {
    this.server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<LyingProvider> {
    const provider = new LyingProvider()
    provider.server.listen(0, '127.0.0.1')
    await once(provider.server, 'listening')
    provider.url = `http://127.0.0.1:${(provider.server.address() as AddressInfo).port}`
    onTestFinished(async () => {
      provider.server.close()
      provider.server.closeAllConnections()
      await once(provider.server, 'close')
    })
    return provider
  }

  get settings() {
    return { issuer: this.url, ...CLIENT, name: 'Not to be believed' }
  }

  /**
   * The person's browser is sent here, and back with a code.
   *
   * @param changes over the parameters that come back; `undefined` leaves one out
   * @returns the query of the callback
   */
  visit(url: string, changes: Record<string, string | undefined> = {}): string {
    const asked = new URL(url).searchParams
    this.nonce = asked.get('nonce') ?? ''
    const back = { code: 'a-code', state: asked.get('state') ?? '', ...changes }
    return new URLSearchParams(
      Object.entries(back).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ).toString()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace('/.well-known/openid-configuration', '/discovery')
    this.asked.push(path)
    if (path === '/token') {
      let form = ''
      for await (const chunk of request) form += String(chunk)
      this.forms.push(new URLSearchParams(form))
    }
    const trouble = this.lies.trouble?.[path as '/token']
    if (trouble !== undefined) return this.#misbehave(trouble, path, response)
    if (path.endsWith('/discovery')) return json(response, this.#discovery())
    if (path.endsWith('/jwks')) return json(response, { keys: [publicJwk(KEYS.own.publicKey)] })
    if (path.endsWith('/userinfo')) {
      return json(response, { sub: 'person-1', ...this.lies.userInfo })
    }
    if (!path.endsWith('/token')) return void response.writeHead(404).end('{}')
    if (this.lies.refuses !== undefined) {
      response.statusCode = 400
      return json(response, { error: this.lies.refuses })
    }
    json(response, {
      access_token: 'of no use',
      token_type: 'Bearer',
      id_token: await this.#idToken(),
      ...this.lies.token,
    })
  }

  #discovery(): object {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/jwks`,
      userinfo_endpoint: `${this.url}/userinfo`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      // As somebody would say who wants everything to be taken.
      id_token_signing_alg_values_supported: ['RS256', 'ES256', 'HS256', 'none'],
      ...this.lies.discovery,
    }
  }

  async #idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.url,
      aud: CLIENT.clientId,
      sub: 'person-1',
      iat: now,
      exp: now + 300,
      auth_time: now,
      nonce: this.nonce,
      preferred_username: 'Dora',
      name: 'Dora Winter',
      ...this.lies.claims,
    }
    const { signed } = this.lies
    if (signed === 'not at all') return new UnsecuredJWT(claims).encode()
    const [alg, key] = signingKey(signed)
    const header = { alg, kid: 'key-1', ...this.lies.header }
    return new SignJWT(claims).setProtectedHeader(header).sign(key)
  }

  #misbehave(trouble: Trouble, path: string, response: ServerResponse): void {
    if (trouble === 'fails') response.writeHead(500).end('{"error":"server_error"}')
    else if (trouble === 'gone') response.writeHead(404).end('<html>')
    else if (trouble === 'no JSON') response.end('<html>')
    else if (trouble === 'stalls') response.write('{"keys":[')
    else if (trouble === 'redirects') {
      response.writeHead(307, { location: `${this.url}/moved${path}` }).end()
    } else if (trouble === 'endless') this.#pour(response)
  }

  /** A body that is well-formed for as long as it goes on. */
  #pour(response: ServerResponse): void {
    const chunk = Buffer.alloc(65_536, ' ')
    const goOn = () => {
      while (this.sentBytes < ENDLESS_BYTES && !response.destroyed) {
        this.sentBytes += chunk.length
        if (!response.write(chunk)) return void response.once('drain', goOn)
      }
      response.end()
    }
    goOn()
  }
}

function signingKey(signed: Lies['signed']): [string, KeyObject] {
  if (signed === 'with the client secret') {
    return ['HS256', createSecretKey(Buffer.from(CLIENT.clientSecret))]
  }
  if (signed === 'with the public key') {
    const pem = KEYS.own.publicKey.export({ type: 'spki', format: 'pem' })
    return ['HS256', createSecretKey(Buffer.from(pem))]
  }
  return ['RS256', signed === 'by another key' ? KEYS.another.privateKey : KEYS.own.privateKey]
}

function publicJwk(key: KeyObject): JWK {
  return { ...(key.export({ format: 'jwk' }) as JWK), kid: 'key-1', alg: 'RS256', use: 'sig' }
}

function json(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}
