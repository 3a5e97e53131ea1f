import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomUUID,
} from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from 'jose'
import mqtt from 'mqtt'
import { onTestFinished } from 'vitest'

import type { Hello } from '#contract/hello'
import type { DeviceAuthorization } from '#contract/link'
import type { Notice, Notices } from '#contract/notice'
import { JWT_BEARER } from '#contract/token'
import { ecPair } from './key-pairs.ts'

/** What a call came back with. */
export interface Answer<T = Record<string, unknown>> {
  status: number
  headers: Headers
  body: T
}

/** A TV that speaks the wire by hand: independent of our own client, so that both ends are judged. */
export class Tv {
  readonly url: string
  readonly deviceId: string
  readonly key: { privateKey: KeyObject; jwk: JWK }
  token = ''
  /** As the server named it; whoever sets a token by hand may say here what it is. */
  tokenType: 'DPoP' | 'Bearer' = 'DPoP'
  /** Headers sent with each call, such as `X-Forwarded-For`. */
  headers: Record<string, string> = {}
  /** Epoch seconds, for tests that move the server's clock. */
  now: () => number = () => Math.floor(Date.now() / 1000)

  private constructor(url: string, key: { privateKey: KeyObject; jwk: JWK }, deviceId: string) {
    this.url = url
    this.key = key
    this.deviceId = deviceId
  }

  /** A TV with a fresh key and no token yet. */
  static make(url: string): Promise<Tv> {
    return Tv.#of(url, ecPair().privateKey)
  }

  /** A TV with the key of this private JWK. */
  static ofKey(url: string, jwk: Record<string, string | undefined>): Promise<Tv> {
    return Tv.#of(url, createPrivateKey({ key: jwk, format: 'jwk' }))
  }

  static async #of(url: string, privateKey: KeyObject): Promise<Tv> {
    const jwk = await exportJWK(createPublicKey(privateKey))
    return new Tv(url, { privateKey, jwk }, `key_${await calculateJwkThumbprint(jwk)}`)
  }

  /** A TV that holds its device access token. */
  static async boot(url: string, self: Record<string, string> = {}, headers = {}): Promise<Tv> {
    const tv = await Tv.make(url)
    tv.headers = headers
    const answer = await tv.askToken(self)
    if (answer.status !== 200) throw new Error(`no token: ${JSON.stringify(answer.body)}`)
    return tv
  }

  /** The same TV, as it calls another address or a restarted server. */
  at(url: string): Tv {
    const tv = new Tv(url, this.key, this.deviceId)
    tv.headers = this.headers
    return tv
  }

  assertion(
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): Promise<string> {
    const now = this.now()
    return new SignJWT({
      iss: this.deviceId,
      sub: this.deviceId,
      aud: `${this.url}/auth/token`,
      iat: now,
      exp: now + 120,
      jti: randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', jwk: this.key.jwk, ...header })
      .sign(this.key.privateKey)
  }

  /**
   * A DPoP proof by this TV's key for its token, as it is at this moment (RFC 9449 §4.2). `htm` and `htu` are for the
   * caller to say; a claim or header that is `undefined` is left out, and any other replaces ours.
   */
  proof(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
    const ath = createHash('sha256').update(this.token).digest('base64url')
    const ours = { jti: randomUUID(), iat: this.now(), ...(this.token === '' ? {} : { ath }) }
    return new SignJWT({ ...ours, ...claims })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.key.jwk, ...header })
      .sign(this.key.privateKey)
  }

  /** What a call of this TV carries to prove itself: token and proof, or the token alone where it is a Bearer token. */
  async authorization(method: string, path: string): Promise<Record<string, string>> {
    if (this.token === '' || 'authorization' in this.headers) return {}
    const authorization = `${this.tokenType} ${this.token}`
    if (this.tokenType === 'Bearer') return { authorization }
    const [htu] = `${this.url}${path}`.split(/[?#]/)
    return { authorization, dpop: await this.proof({ htm: method, htu }) }
  }

  async askToken(self: Record<string, string> = {}, assertion?: string): Promise<Answer> {
    const answer = await this.form('/auth/token', {
      grant_type: JWT_BEARER,
      assertion: assertion ?? (await this.assertion()),
      ...self,
    })
    if (answer.status !== 200) return answer
    this.token = String(answer.body['access_token'])
    this.tokenType = answer.body['token_type'] === 'Bearer' ? 'Bearer' : 'DPoP'
    return answer
  }

  hello(query = ''): Promise<Answer<Hello & Record<string, unknown>>> {
    return this.call('GET', `/hello${query}`) as Promise<Answer<Hello & Record<string, unknown>>>
  }

  async requestLink(): Promise<DeviceAuthorization & { handle: string }> {
    const answer = await this.form('/auth/device_authorization', {})
    if (answer.status !== 200) throw new Error(`no link: ${JSON.stringify(answer.body)}`)
    const link = answer.body as unknown as DeviceAuthorization
    return { ...link, handle: link.verification_uri_complete.split('#')[1] ?? '' }
  }

  goodbye(binding?: string): Promise<Answer> {
    return this.call('POST', '/goodbye', binding === undefined ? undefined : { binding })
  }

  /** Listens as `notices` says; answers each notice in the order of arrival. */
  async listen(notices: Notices, url = notices.url): Promise<Listener> {
    const seen: Notice[] = []
    const client = mqtt.connect(url, connectOptions(notices))
    onTestFinished(() => void client.end(true))
    client.on('error', () => {})
    const waiting: (() => void)[] = []
    client.on('message', (_topic, payload) => {
      seen.push(JSON.parse(payload.toString()) as Notice)
      for (const wake of waiting.splice(0)) wake()
    })
    await new Promise((resolve) => client.once('connect', resolve))
    await client.subscribeAsync(notices.topic, { qos: 0 })
    return {
      seen,
      client,
      async until(eventName) {
        while (!seen.some((notice) => notice.eventName === eventName)) {
          await new Promise<void>((resolve) => waiting.push(resolve))
        }
      },
    }
  }

  async call(method: string, path: string, json?: unknown): Promise<Answer> {
    return this.callWith(await this.authorization(method, path), method, path, json)
  }

  /** The token endpoint is asked without a token: that is where it comes from. */
  async form(path: string, fields: Record<string, string>): Promise<Answer> {
    const proven = path === '/auth/token' ? {} : await this.authorization('POST', path)
    return this.formWith(proven, path, fields)
  }

  /** A call with these headers, and no token or proof but what they say. */
  async callWith(
    headers: Record<string, string>,
    method: string,
    path: string,
    json?: unknown,
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    return answerOf(response)
  }

  /** A form with these headers, and no token or proof but what they say. */
  async formWith(
    headers: Record<string, string>,
    path: string,
    fields: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { ...this.headers, ...headers },
      body: new URLSearchParams(fields),
    })
    return answerOf(response)
  }
}

export interface Listener {
  seen: Notice[]
  client: mqtt.MqttClient
  /** Resolves when a notice with this name has arrived. */
  until(eventName: string): Promise<void>
}

/** How a TV connects to the broker that `notices` names. */
export function connectOptions(notices: Notices): mqtt.IClientOptions {
  return {
    protocolVersion: 4,
    clientId: notices.client_id,
    username: notices.username,
    password: notices.token,
    keepalive: notices.keepalive,
    reconnectPeriod: 0,
  }
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json')
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : { text },
  }
}
