import type { DeviceAuthorization } from '#contract/link'
import { DEVICE_CODE } from '#contract/token'
import { bodyOf, type Connections } from './connection.ts'
import { newHome, type Screen } from './homes.ts'
import { CLIENT_ID } from './peer/names.ts'

/** A standard app on a TV (RFC 8628): a client without a secret and without a key. It asks once and is thrown away. */
export class App implements Screen {
  readonly home = newHome()
  handle = ''
  #deviceCode = ''
  #token = ''
  readonly #connections: Connections

  constructor(connections: Connections) {
    this.#connections = connections
  }

  async askCode(): Promise<void> {
    const link = await this.#post<DeviceAuthorization>('/auth/device_authorization', {})
    this.handle = link.verification_uri_complete.split('#')[1] ?? ''
    this.#deviceCode = link.device_code
  }

  async redeem(): Promise<void> {
    const tokens = await this.#post<{ access_token: string; refresh_token?: string }>(
      '/auth/token',
      { grant_type: DEVICE_CODE, device_code: this.#deviceCode },
    )
    if (tokens.refresh_token === undefined) throw new Error('no refresh token')
    this.#token = tokens.access_token
  }

  /** The bytes of its hello. */
  get helloText(): string {
    const headers = { 'X-Forwarded-For': this.home, Authorization: `Bearer ${this.#token}` }
    return this.#connections.textOf({ method: 'GET', path: '/hello', headers })
  }

  async hello(): Promise<void> {
    bodyOf(await this.#connections.sendText(this.helloText), 200)
  }

  async #post<T>(path: string, form: Record<string, string>): Promise<T> {
    const headers = {
      'X-Forwarded-For': this.home,
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    const body = new URLSearchParams({ client_id: CLIENT_ID, ...form }).toString()
    return bodyOf<T>(await this.#connections.send({ method: 'POST', path, headers, body }), 200)
  }
}
