import { randomUUID } from 'node:crypto'

import type { Hello } from '#contract/hello'
import type { DeviceAuthorization } from '#contract/link'
import type { Notices } from '#contract/notice'
import { JWT_BEARER } from '#contract/token'
import { makeAssertion } from '../../tv-app/client/assertion.ts'
import type { DeviceKey } from '../../tv-app/client/device-key.ts'
import { type Answer, bodyOf, type Connections } from './connection.ts'
import { athOf, newDeviceKey, proofOf } from './dpop.ts'
import { newHome, type Screen } from './homes.ts'
import { NoticeLine } from './notice-line.ts'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** A TV in a home of its own, which speaks the wire as our client does, only cheaper. */
export class Television implements Screen {
  readonly home = newHome()
  /** What its QR holds, once it has a link request. */
  handle = ''
  readonly #connections: Connections
  readonly #key: DeviceKey
  #token = { text: '', ath: '' }

  static async make(connections: Connections): Promise<Television> {
    return new Television(connections, await newDeviceKey())
  }

  private constructor(connections: Connections, key: DeviceKey) {
    this.#connections = connections
    this.#key = key
  }

  async askToken(): Promise<void> {
    const assertion = await makeAssertion(this.#key, {
      audience: this.#connections.urlOf('/auth/token'),
      nowAt: Math.floor(Date.now() / 1000),
      jti: randomUUID(),
    })
    const body = `grant_type=${encodeURIComponent(JWT_BEARER)}&assertion=${assertion}&device_name=Bench`
    const headers = { 'X-Forwarded-For': this.home, ...FORM }
    const request = { method: 'POST', path: '/auth/token', headers, body } as const
    const answer = await this.#connections.send(request)
    const { access_token: text, token_type } = bodyOf<{ access_token: string; token_type: string }>(
      answer,
      200,
    )
    if (token_type !== 'DPoP') throw new Error(`a ${token_type} token is not bound to the key`)
    this.#token = { text, ath: athOf(text) }
  }

  /** The bytes of one hello, its proof signed now: it serves within the minute. */
  async helloText(): Promise<string> {
    const headers = await this.#authorized('GET', '/hello')
    return this.#connections.textOf({ method: 'GET', path: '/hello', headers })
  }

  async hello(): Promise<Answer> {
    return this.#connections.sendText(await this.helloText())
  }

  /** Its binding; that it has one is what everything here is about. */
  async boundHello(): Promise<string> {
    return bodyOf<Hello>(await this.hello(), 200).binding
  }

  async requestLink(): Promise<Notices> {
    const link = await this.#post<DeviceAuthorization>('/auth/device_authorization', FORM, '')
    this.handle = link.verification_uri_complete.split('#')[1] ?? ''
    return link.notices
  }

  listen(notices: Notices): Promise<NoticeLine> {
    return NoticeLine.open(this.#connections.port, notices)
  }

  async goodbye(binding: string): Promise<void> {
    const json = { 'Content-Type': 'application/json' }
    await this.#post('/goodbye', json, JSON.stringify({ binding }))
  }

  async #post<T>(path: string, content: Record<string, string>, body: string): Promise<T> {
    const headers = { ...(await this.#authorized('POST', path)), ...content }
    return bodyOf<T>(await this.#connections.send({ method: 'POST', path, headers, body }), 200)
  }

  async #authorized(method: string, path: string): Promise<Record<string, string>> {
    const { text, ath } = this.#token
    const url = this.#connections.urlOf(path)
    return {
      'X-Forwarded-For': this.home,
      Authorization: `DPoP ${text}`,
      DPoP: await proofOf(this.#key, { method, url, ath }),
    }
  }
}
