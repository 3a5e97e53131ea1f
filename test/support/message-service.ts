import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

import { freePort } from './process.ts'

/** What the platform knows us by, as an operator writes it into config.json. */
export const OAUTH = {
  client_id: 'our-client',
  client_secret: 'our-secret-of-the-platform',
  audience: 'https://projects.synamedia.com',
}

/** How one of the two endpoints answers when it does not answer as it should. */
export type Trouble =
  | 'hangs'
  | 'stalls'
  | 'endless'
  | 'redirects'
  | 'fails'
  | 'no JSON'
  | 'no token'

/** A message as the service took it. */
export interface Taken {
  /** As it stood in the path, not decoded. */
  subject: string
  body: Record<string, unknown>
  token: string
}

/** What goes over the wire for a token that is asked for: `POST /oauth/token`, JSON. */
interface TokenAnswer {
  status: number
  body: unknown
}

/**
 * Senza's message service and the server that gives tokens for it, in the shapes that the platform documents: a real HTTP
 * server on loopback that keeps what it took, checks tokens by a clock, and has bad days.
 */
export class MessageServer {
  readonly #server: Server
  readonly #now: () => number
  #port = 0
  #given = 0
  /** Tokens by the moment they end. */
  readonly #tokens = new Map<string, number>()
  /** Bodies of requests for tokens, in order. */
  readonly asked: unknown[] = []
  readonly taken: Taken[] = []
  /** Calls to the message endpoint, whatever came of them, by the header `Authorization` as it stood. */
  readonly authorizations: string[] = []
  tokenTrouble: Trouble | null = null
  messageTrouble: Trouble | null = null
  /** As it is sent; the real life is `lifeSeconds`. */
  expiresIn: unknown = undefined
  lifeSeconds = 21_600
  /** Requests that wait here are answered when the test lets them go. */
  gate: Promise<void> = Promise.resolve()

  private constructor(now: () => number) {
    this.#now = now
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(now: () => number): Promise<MessageServer> {
    const service = new MessageServer(now)
    service.#port = await freePort()
    await service.comeBack()
    onTestFinished(() => service.goDown())
    return service
  }

  /** What config.json says so that this is the platform. */
  get settings() {
    const at = `http://127.0.0.1:${this.#port}`
    return { tokenUrl: `${at}/oauth/token`, url: at }
  }

  async comeBack(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async goDown(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  /** No token that was given so far is good any more, whatever was said of its life. */
  revokeAll(): void {
    this.#tokens.clear()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const isToken = request.url === '/oauth/token'
    if (isToken) this.asked.push(body)
    else this.authorizations.push(String(request.headers.authorization))
    await this.gate
    const trouble = isToken ? this.tokenTrouble : this.messageTrouble
    if (trouble !== null && behave(trouble, response)) return
    const { status, body: said } = isToken
      ? this.#giveToken(request, body)
      : this.#takeMessage(request, body)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(said))
  }

  #giveToken({ method, headers }: IncomingMessage, body: unknown): TokenAnswer {
    const { client_secret, grant_type } = body as Record<string, unknown>
    const isRight = client_secret === OAUTH.client_secret && grant_type === 'client_credentials'
    if (method !== 'POST' || headers['content-type'] !== 'application/json' || !isRight) {
      return { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } }
    }
    this.#given += 1
    const access_token = `platform-token-${this.#given}`
    this.#tokens.set(access_token, this.#now() + this.lifeSeconds)
    const expires_in = this.expiresIn ?? this.lifeSeconds
    const scope = 'hyperscale:messages:send-direct hyperscale:messages:send-group'
    return { status: 200, body: { access_token, scope, expires_in, token_type: 'Bearer' } }
  }

  #takeMessage({ method, url = '', headers }: IncomingMessage, body: unknown): TokenAnswer {
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
    if ((this.#tokens.get(token) ?? 0) <= this.#now()) {
      return { status: 401, body: { message: 'Unauthorized' } }
    }
    const [, subject] = /^\/message-broker\/1\.0\/messages\/devices\/([^/?#]+)$/.exec(url) ?? []
    if (method !== 'POST' || subject === undefined) return { status: 404, body: {} }
    this.taken.push({ subject, body: body as Record<string, unknown>, token })
    return { status: 202, body: {} }
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? null : JSON.parse(text)
}

/** Whether that was all there is of the answer. */
function behave(trouble: Trouble, response: ServerResponse): boolean {
  switch (trouble) {
    case 'hangs':
      return true
    case 'stalls':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"access_token":')
      return true
    case 'endless':
      response.writeHead(200).end('x'.repeat(1_000_000))
      return true
    case 'redirects':
      response.writeHead(307, { location: '/elsewhere' }).end()
      return true
    case 'fails':
      response.writeHead(500).end('{"message":"Internal Server Error"}')
      return true
    case 'no JSON':
      response.writeHead(200).end('<h1>Maintenance</h1>')
      return true
    case 'no token':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"scope":"everything"}')
      return true
  }
}
