import { DEVICE_CODE } from '#contract/token'

import { type Answer, answerOf } from './answer.ts'
import type { Server } from './server.ts'
import type { Wire } from './wire.ts'

/** Pairs, so that one name can come twice. */
export type Form = readonly (readonly [name: string, value: string])[]

/** An app on a television, as RFC 8628 has it: it can also ask for what it must not get. */
export class App {
  readonly #wire: Wire
  readonly #server: Server
  readonly clientId: string
  readonly #secret: string | null

  constructor(wire: Wire, server: Server, clientId: string, secret: string | null) {
    this.#wire = wire
    this.#server = server
    this.clientId = clientId
    this.#secret = secret
  }

  /** Whether it has to prove itself (RFC 6749 §2.1). */
  get confidential(): boolean {
    return this.#secret !== null
  }

  /** The same app with another secret or id. */
  as(self: { clientId?: string; secret?: string }): App {
    return new App(
      this.#wire,
      this.#server,
      self.clientId ?? this.clientId,
      self.secret ?? this.#secret,
    )
  }

  /** Asks for codes (RFC 8628 §3.1). */
  ask(more: Form = []): Promise<Answer> {
    return this.#post(this.#server.deviceEndpoint, more)
  }

  /** Asks what a device code has come to (RFC 8628 §3.4). */
  redeem(deviceCode: string, more: Form = []): Promise<Answer> {
    return this.token([['grant_type', DEVICE_CODE], ['device_code', deviceCode], ...more])
  }

  token(form: Form, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#post(this.#server.tokenEndpoint, form, headers)
  }

  /** A question in the address instead of the body, where logs would keep it. */
  async get(endpoint: string, form: Form): Promise<Answer> {
    const query = queryOf([...form, ['client_id', this.clientId]])
    const url = `${endpoint}${endpoint.includes('?') ? '&' : '?'}${query}`
    return answerOf(await this.#wire.send({ method: 'GET', url, headers: JSON_PLEASE }))
  }

  /** Gives back what the run was granted, where the server can take it back (RFC 7009). */
  async revoke(token: string): Promise<void> {
    const { revocationEndpoint } = this.#server
    if (revocationEndpoint !== null) await this.#post(revocationEndpoint, [['token', token]])
  }

  async #post(url: string, form: Form, more: Record<string, string> = {}): Promise<Answer> {
    const { headers, fields } = this.#credentials()
    const seen = await this.#wire.send({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...JSON_PLEASE,
        ...headers,
        ...more,
      },
      body: queryOf([...form, ...fields]),
    })
    return answerOf(seen)
  }

  /** By HTTP Basic, which every server must know (RFC 6749 §2.3.1), unless it says that it takes the other way only. */
  #credentials(): { headers: Record<string, string>; fields: Form } {
    const id = ['client_id', this.clientId] as const
    if (this.#secret === null) return { headers: {}, fields: [id] }
    const methods = this.#server.metadata?.['token_endpoint_auth_methods_supported']
    if (Array.isArray(methods) && !methods.includes('client_secret_basic')) {
      return { headers: {}, fields: [id, ['client_secret', this.#secret]] }
    }
    const pair = `${encodeURIComponent(this.clientId)}:${encodeURIComponent(this.#secret)}`
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
    return { headers: { authorization }, fields: [] }
  }
}

const JSON_PLEASE = { accept: 'application/json' }

function queryOf(form: Form): string {
  const query = new URLSearchParams()
  for (const [name, value] of form) query.append(name, value)
  return query.toString()
}
