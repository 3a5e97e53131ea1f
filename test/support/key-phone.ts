import { Phone } from './phone.ts'
import {
  type ApprovalChanges,
  freshPair,
  type KeyPair,
  keyIdOf,
  signApproval,
} from './phone-key.ts'
import type { TestServer } from './server.ts'
import type { Answer } from './tv.ts'

/** A phone app with a key of its own. It knows no cookie; what it is signed in with comes from elsewhere, if at all. */
export class KeyPhone {
  readonly server: TestServer
  readonly pair: KeyPair
  readonly id: string
  readonly http: Phone

  private constructor(server: TestServer, pair: KeyPair, headers: Record<string, string>) {
    this.server = server
    this.pair = pair
    this.id = keyIdOf(pair.jwk)
    this.http = new Phone(server.url, { ...headers })
  }

  static async make(
    server: TestServer,
    headers: Record<string, string> = {},
    pair?: KeyPair,
  ): Promise<KeyPhone> {
    return new KeyPhone(server, pair ?? freshPair(), headers)
  }

  /** Registers its key by whatever is signed in on `by`. */
  register(by: Phone, more: Record<string, unknown> = {}): Promise<Answer> {
    return by.post('/keys', { key: this.pair.jwk, ...more })
  }

  sign(handle: string, changes: ApprovalChanges = {}): Promise<string> {
    const { url, clock } = this.server
    return signApproval(this.pair, { handle, origin: url, iat: clock.now }, changes)
  }

  async approve(
    handle: string,
    changes: ApprovalChanges = {},
    more: Record<string, unknown> = {},
  ): Promise<Answer> {
    return this.http.approve(handle, { approval: await this.sign(handle, changes), ...more })
  }
}
