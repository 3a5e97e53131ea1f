import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'

import type { Hello } from '#contract/hello'
import type { DeviceAuthorization } from '#contract/link'
import type { Notices } from '#contract/notice'
import { JWT_BEARER } from '#contract/token'
import { makeAssertion } from '../../tv-app/client/assertion.ts'
import type { PublicJwk } from '../../tv-app/client/device-key.ts'
import { type Answer, bodyOf, type Connections } from './connection.ts'
import { NoticeLine } from './notice-line.ts'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

let homes = 0

/** A TV in a home of its own, which speaks the wire as our client does, only cheaper. */
export class Television {
  /** The address of its home, as the proxy before the server would tell it. */
  readonly home: string
  /** What its QR holds, once it has a link request. */
  handle = ''
  readonly #connections: Connections
  readonly #key: Parameters<typeof makeAssertion>[0]
  #headers: Record<string, string>

  static async make(connections: Connections): Promise<Television> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk
    return new Television(connections, {
      jwk,
      deviceId: `key_${await calculateJwkThumbprint(jwk)}`,
      sign: async (text) =>
        sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
      sha256: () => Promise.reject(new Error('not needed to make an assertion')),
    })
  }

  private constructor(connections: Connections, key: Parameters<typeof makeAssertion>[0]) {
    this.#connections = connections
    this.#key = key
    homes += 1
    this.home = `10.${(homes >> 8) & 0xff}.${homes & 0xff}.10`
    this.#headers = { 'X-Forwarded-For': this.home }
  }

  async askToken(): Promise<void> {
    const assertion = await makeAssertion(this.#key, {
      audience: `http://127.0.0.1:${this.#connections.port}/auth/token`,
      nowAt: Math.floor(Date.now() / 1000),
      jti: randomUUID(),
    })
    const body = `grant_type=${encodeURIComponent(JWT_BEARER)}&assertion=${assertion}&device_name=Bench`
    const headers = { 'X-Forwarded-For': this.home }
    const answer = await this.#post('/auth/token', { ...headers, ...FORM }, body)
    const { access_token } = bodyOf<{ access_token: string }>(answer, 200)
    this.#headers = { ...headers, Authorization: `Bearer ${access_token}` }
  }

  /** The bytes of its hello. */
  get helloText(): string {
    return this.#connections.textOf({ method: 'GET', path: '/hello', headers: this.#headers })
  }

  hello(): Promise<Answer> {
    return this.#connections.sendText(this.helloText)
  }

  /** Its binding; that it has one is what everything here is about. */
  async boundHello(): Promise<string> {
    return bodyOf<Hello>(await this.hello(), 200).binding
  }

  async requestLink(): Promise<Notices> {
    const answer = await this.#post('/auth/device_authorization', { ...this.#headers, ...FORM }, '')
    const link = bodyOf<DeviceAuthorization>(answer, 200)
    this.handle = link.verification_uri_complete.split('#')[1] ?? ''
    return link.notices
  }

  listen(notices: Notices): Promise<NoticeLine> {
    return NoticeLine.open(this.#connections.port, notices)
  }

  async goodbye(binding: string): Promise<void> {
    const headers = { ...this.#headers, 'Content-Type': 'application/json' }
    bodyOf(await this.#post('/goodbye', headers, JSON.stringify({ binding })), 200)
  }

  #post(path: string, headers: Record<string, string>, body: string): Promise<Answer> {
    return this.#connections.send({ method: 'POST', path, headers, body })
  }
}
