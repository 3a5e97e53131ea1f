import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'

import type { Lies, SoftPasskey } from './authenticator.ts'
import { Phone } from './phone.ts'
import type { Answer } from './tv.ts'

/** A phone that has passkeys made of software; its browser shows pages of this origin. */
export class PasskeyPhone extends Phone {
  readonly origin: string

  constructor(url: string, origin: string, headers: Record<string, string> = {}) {
    super(url, headers)
    this.origin = origin
  }

  /** What a signed-in phone is asked to make. */
  async askToAdd(): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return bodyOf(await this.post('/passkeys/options', {}))
  }

  async askToSignIn(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return bodyOf(await this.post('/session/passkey/options', {}))
  }

  async add(soft: SoftPasskey, lies: Lies = {}): Promise<Answer> {
    return this.post('/passkeys', soft.create(await this.askToAdd(), this.origin, lies))
  }

  async signInWith(soft: SoftPasskey, lies: Lies = {}): Promise<Answer> {
    return this.post('/session/passkey', soft.get(await this.askToSignIn(), this.origin, lies))
  }
}

function bodyOf<T>({ status, body }: Answer): T {
  if (status !== 200) throw new Error(`The server did not ask: ${JSON.stringify(body)}`)
  return body as T
}
