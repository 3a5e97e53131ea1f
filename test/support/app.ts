import { createHash, type KeyObject, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from 'jose'

import type { DeviceAuthorization } from '#contract/link'
import { DEVICE_CODE, REFRESH_TOKEN, type TokenResponse } from '#contract/token'
import { ecPair } from './key-pairs.ts'
import { type Answer, answerOf } from './tv.ts'

/** The three endpoints an RFC 8628 client calls; absolute URLs. */
export interface Endpoints {
  authorize: string
  token: string
  revoke: string
}

/** A P-256 key and the thumbprint that tokens are bound to (RFC 9449 §6.1). */
export interface AppKey {
  privateKey: KeyObject
  jwk: JWK
  jkt: string
}

/** What a form holds; `undefined` leaves a field out that would otherwise be sent. */
export type Fields = Record<string, string | undefined>

/** What is said of the client beside its id. */
export interface AppSelf {
  secret?: string
  /** How it proves itself (RFC 6749 §2.3.1); `none` is a public client. */
  by?: 'none' | 'basic' | 'post'
  /** With a key, every call for tokens carries a DPoP proof. */
  key?: AppKey
}

export async function makeKey(): Promise<AppKey> {
  const { privateKey, publicKey } = ecPair()
  const jwk = await exportJWK(publicKey)
  return { privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) }
}

/** How `clients` in config.json writes down a secret. */
export function secretHash(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('base64url')}`
}

/** An app that speaks RFC 8628, 6749, 7009 and 9449 by hand, so that it can also speak them wrongly. */
export class App {
  readonly endpoints: Endpoints
  readonly clientId: string
  readonly self: AppSelf
  /** Sent with each call, such as `X-Forwarded-For`. */
  headers: Record<string, string> = {}
  /** Epoch seconds, for tests that move the server's clock. */
  now: () => number = () => Math.floor(Date.now() / 1000)

  constructor(at: string | Endpoints, clientId: string, self: AppSelf = {}) {
    this.endpoints = typeof at === 'string' ? couchlinkEndpoints(at) : at
    this.clientId = clientId
    this.self = self
  }

  /** Asks for a link request (RFC 8628 §3.1). */
  ask(fields: Fields = {}): Promise<Answer> {
    return this.#asMyself(this.endpoints.authorize, fields)
  }

  /** The same where it must succeed. */
  async begin(fields: Fields = {}): Promise<DeviceAuthorization & { handle: string }> {
    const { status, body } = await this.ask(fields)
    if (status !== 200) throw new Error(`no link request: ${status} ${JSON.stringify(body)}`)
    const link = body as unknown as DeviceAuthorization
    return { ...link, handle: link.verification_uri_complete.split('#')[1] ?? '' }
  }

  /** Asks what a device code has come to (RFC 8628 §3.4). */
  poll(deviceCode: string, fields: Fields = {}): Promise<Answer> {
    const form = { grant_type: DEVICE_CODE, device_code: deviceCode, ...fields }
    return this.#asMyself(this.endpoints.token, form)
  }

  refresh(refreshToken: string, fields: Fields = {}): Promise<Answer> {
    const form = { grant_type: REFRESH_TOKEN, refresh_token: refreshToken, ...fields }
    return this.#asMyself(this.endpoints.token, form)
  }

  /** Tokens of a grant that stands, from `poll` or `refresh`. */
  async tokens(answer: Promise<Answer> | Answer): Promise<TokenResponse> {
    const { status, body } = await answer
    if (status !== 200) throw new Error(`no tokens: ${status} ${JSON.stringify(body)}`)
    return body as unknown as TokenResponse
  }

  async revoke(token: string, fields: Fields = {}): Promise<Answer> {
    const { authorization, form } = this.#credentials()
    return this.post(this.endpoints.revoke, { ...form, token, ...fields }, authorization)
  }

  /** Calls a resource with an access token, and its key's proof where it has a key. */
  async call(method: string, url: string, token: string): Promise<Answer> {
    const ath = createHash('sha256').update(token).digest('base64url')
    const proven: Record<string, string> =
      this.self.key === undefined
        ? { authorization: `Bearer ${token}` }
        : { authorization: `DPoP ${token}`, dpop: await this.proof(method, url, { ath }) }
    return answerOf(await fetch(url, { method, headers: { ...this.headers, ...proven } }))
  }

  /** A DPoP proof (RFC 9449 §4.2); a claim or header member that is `undefined` is left out. */
  proof(
    htm: string,
    htu: string,
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    key = this.self.key,
  ): Promise<string> {
    if (key === undefined) throw new Error('this app has no key')
    return new SignJWT({ jti: randomUUID(), iat: this.now(), htm, htu, ...claims })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk, ...header })
      .sign(key.privateKey)
  }

  /** A form to an endpoint with these headers, and nothing that was not named. */
  async post(
    endpoint: string,
    form: Fields | string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    method = 'POST',
  ): Promise<Answer> {
    const raw = typeof form === 'string' || form instanceof Uint8Array
    const response = await fetch(endpoint, {
      method,
      headers: {
        ...(raw ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...this.headers,
        ...headers,
      },
      body: raw ? form : new URLSearchParams(given(form)),
    })
    return answerOf(response)
  }

  async #asMyself(endpoint: string, fields: Fields): Promise<Answer> {
    const { authorization, form } = this.#credentials()
    const dpop = this.self.key === undefined ? {} : { dpop: await this.proof('POST', endpoint) }
    return this.post(endpoint, { ...form, ...fields }, { ...authorization, ...dpop })
  }

  #credentials(): { authorization: Record<string, string>; form: Fields } {
    const { secret = '', by = secret === '' ? 'none' : 'basic' } = this.self
    if (by === 'basic') return { authorization: basic(this.clientId, secret), form: {} }
    const form = { client_id: this.clientId }
    return { authorization: {}, form: by === 'post' ? { ...form, client_secret: secret } : form }
  }
}

/** HTTP Basic as RFC 6749 §2.3.1 wants it: both halves form-encoded first. */
export function basic(clientId: string, secret: string): { authorization: string } {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function couchlinkEndpoints(url: string): Endpoints {
  return {
    authorize: `${url}/auth/device_authorization`,
    token: `${url}/auth/token`,
    revoke: `${url}/auth/revoke`,
  }
}

function given(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
