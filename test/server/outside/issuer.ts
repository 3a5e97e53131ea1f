import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type JWK, type JWTPayload, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

import { ecPair, rsaPair } from '../../support/key-pairs.ts'
import { freePort } from '../../support/process.ts'

/** How an issuer answers when it does not answer as it should. */
export type Trouble =
  | 'hangs'
  | 'stalls'
  | 'endless'
  | 'redirects'
  | 'fails'
  | 'no JSON'
  | 'no keys'
  | 'another issuer'
  | 'keys over http'

interface IssuerKey {
  kid: string
  alg: 'RS256' | 'ES256'
  privateKey: KeyObject
  jwk: JWK
}

/** RSA keys are slow to make, so the issuers of a file share two, in turn: two at a time are never of one key. */
const rsaKeys: KeyObject[] = []
let rsaTurn = 0

/** Where an issuer that redirects would answer all the same. */
const MOVED = '/moved'

/** 200 MB, should anybody read on. */
const ENDLESS_BYTES = 200 * 1024 * 1024

/** Somebody else's issuer: a real HTTP server on loopback that signs, publishes its keys, and has bad days. */
export class Issuer {
  readonly server: Server
  readonly keys: IssuerKey[] = []
  /** The paths it was asked for, in order. */
  readonly asked: string[] = []
  /** What it has sent of an endless answer. */
  sentBytes = 0
  trouble: Trouble | null = null
  /** What is published beside its own keys. */
  readonly otherKeys: unknown[] = []
  url = ''
  #port = 0

  private constructor() {
    this.server = createServer((request, response) => this.#answer(request, response))
  }

  /** An issuer with one key, `key-1` for RS256; it ends with the test, or when its caller says so. */
  static async start(atEnd: (end: () => Promise<void>) => void = onTestFinished): Promise<Issuer> {
    const issuer = new Issuer()
    issuer.#port = await freePort()
    await issuer.comeBack()
    issuer.addKey('key-1', 'RS256')
    atEnd(() => issuer.goDown())
    return issuer
  }

  get jwksUri(): string {
    return `${this.url}/jwks`
  }

  addKey(kid: string, alg: 'RS256' | 'ES256' = 'ES256'): IssuerKey {
    const privateKey = alg === 'RS256' ? rsaKey() : ecPair().privateKey
    const {
      d: _d,
      p: _p,
      q: _q,
      dp: _dp,
      dq: _dq,
      qi: _qi,
      ...jwk
    } = privateKey.export({ format: 'jwk' })
    const key: IssuerKey = { kid, alg, privateKey, jwk: { ...(jwk as JWK), kid, alg, use: 'sig' } }
    this.keys.push(key)
    return key
  }

  removeKey(kid: string): void {
    this.keys.splice(
      this.keys.findIndex((key) => key.kid === kid),
      1,
    )
  }

  sign(claims: JWTPayload, header: Record<string, unknown> = {}, kid = 'key-1'): Promise<string> {
    const key = this.keys.find((known) => known.kid === kid)
    if (key === undefined) throw new Error(`no key ${kid}`)
    return new SignJWT(claims)
      .setProtectedHeader({ alg: key.alg, kid, typ: 'JWT', ...header })
      .sign(key.privateKey)
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
    this.#port = (this.server.address() as { port: number }).port
    this.url = `http://127.0.0.1:${this.#port}`
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? ''
    this.asked.push(path)
    if (this.trouble !== null && this.#misbehave(this.trouble, path, response)) return
    const asked = path.startsWith(MOVED) ? path.slice(MOVED.length) : path
    if (asked === '/jwks') {
      json(response, { keys: [...this.keys.map(({ jwk }) => jwk), ...this.otherKeys] })
    } else if (asked === '/.well-known/openid-configuration') {
      json(response, { issuer: this.url, jwks_uri: this.jwksUri })
    } else {
      response.writeHead(404).end()
    }
  }

  /** Whether that was the answer. */
  #misbehave(trouble: Trouble, path: string, response: ServerResponse): boolean {
    const discovery = path.startsWith('/.well-known/')
    if (trouble === 'hangs') return true
    if (trouble === 'stalls') response.write('{"keys":[')
    else if (trouble === 'endless') this.#pour(response)
    else if (trouble === 'redirects' && !path.startsWith(MOVED)) {
      response.writeHead(302, { location: MOVED + path }).end()
    } else if (trouble === 'fails') response.writeHead(500).end('{"keys":[]}')
    else if (trouble === 'no JSON') response.end('<html>')
    else if (trouble === 'no keys') json(response, { error: 'none' })
    else if (trouble === 'another issuer' && discovery) {
      json(response, { issuer: `${this.url}/`, jwks_uri: this.jwksUri })
    } else if (trouble === 'keys over http' && discovery) {
      json(response, { issuer: this.url, jwks_uri: 'http://issuer.example.com/jwks' })
    } else return false
    return true
  }

  /** A body that is well-formed for as long as it goes on. */
  #pour(response: ServerResponse): void {
    const chunk = Buffer.alloc(65_536, ' ')
    const goOn = () => {
      while (this.sentBytes < ENDLESS_BYTES && !response.destroyed) {
        this.sentBytes += chunk.length
        if (!response.write(chunk)) {
          response.once('drain', goOn)
          return
        }
      }
      response.end()
    }
    goOn()
  }
}

function json(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}

function rsaKey(): KeyObject {
  rsaTurn = 1 - rsaTurn
  const key = rsaKeys[rsaTurn] ?? rsaPair().privateKey
  rsaKeys[rsaTurn] = key
  return key
}
