import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'

import type { PasskeyRegistration, PasskeySignIn } from '#contract/passkey'

import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { type RelyingParty, relyingParty, type Unavailable } from './relying-party.ts'
import { type ChallengePurpose, WebauthnChallenges } from './webauthn-challenge.ts'
import {
  ALGORITHMS,
  type Checked,
  challengeOf,
  checkRegistration,
  checkSignIn,
  loadLibrary,
  type NewPasskey,
  transportsOf,
} from './webauthn-responses.ts'

/** `refused` whatever is wrong with it; `busy` when no more used challenges can be remembered. */
export type PasskeyVerdict<Proven> = Proven | 'refused' | 'busy'

/**
 * Asks authenticators, and judges what they answer. Neither needs a budget: to ask costs one HMAC, and to judge a
 * millisecond, which nobody can cause who has not the id of a passkey and a fresh challenge; and a key is not guessed.
 */
export class Passkeys {
  readonly #configured: { rpId: string | null; publicUrl: string | null }
  readonly #challenges: WebauthnChallenges
  /** Milliseconds. */
  readonly #timeout: number
  readonly #log: Logger

  /** @param parts.secret 256 bits; challenges that were sealed with another secret are not ours */
  constructor(parts: {
    config: Config['passkeys']
    publicUrl: string | null
    secret: Buffer
    now: () => number
    log: Logger
  }) {
    const { config, publicUrl, secret, now } = parts
    const { challengeSeconds: lifeSeconds, usedChallenges: used } = config
    this.#configured = { rpId: config.rpId, publicUrl }
    this.#challenges = new WebauthnChallenges({ secret, lifeSeconds, used, now })
    this.#timeout = lifeSeconds * 1000
    this.#log = parts.log
  }

  /** As whom passkeys know us at the URL by which a browser knows us, or why it can have none there. */
  relyingParty(address: string): RelyingParty | { unavailable: Unavailable } {
    return relyingParty(address, this.#configured)
  }

  /**
   * What `navigator.credentials.create` is asked for.
   *
   * @param asked.existing the account's passkeys: no authenticator makes a second one for it
   */
  registrationOptions(
    { rpId }: RelyingParty,
    asked: {
      account: { accountId: string; username: string; name: string }
      sessionId: string
      existing: readonly { credentialId: string; transports: readonly string[] }[]
    },
  ): PublicKeyCredentialCreationOptionsJSON {
    const { accountId, username, name } = asked.account
    return {
      rp: { id: rpId, name: 'Couchlink' },
      user: { id: userHandle(accountId), name: username, displayName: name },
      challenge: this.#challenge(`register ${asked.sessionId}`),
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
      timeout: this.#timeout,
      excludeCredentials: asked.existing.map(({ credentialId, transports }) => ({
        id: credentialId,
        type: 'public-key',
        transports: transportsOf(transports),
      })),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    }
  }

  /** What `navigator.credentials.get` is asked for: any passkey of ours, so that nobody has to say a name first. */
  signInOptions({ rpId }: RelyingParty): PublicKeyCredentialRequestOptionsJSON {
    return {
      rpId,
      challenge: this.#challenge('sign-in'),
      timeout: this.#timeout,
      userVerification: 'required',
      allowCredentials: [],
    }
  }

  /** Whether it answers a challenge that was issued to this account session. */
  async verifyRegistration(
    party: RelyingParty,
    sent: PasskeyRegistration,
    sessionId: string,
  ): Promise<PasskeyVerdict<NewPasskey>> {
    return this.#judge(sent.response.clientDataJSON, `register ${sessionId}`, (challenge) =>
      checkRegistration(party, challenge, sent),
    )
  }

  /** @param passkey the one that the response names, and whose it is */
  async verifySignIn(
    party: RelyingParty,
    sent: PasskeySignIn,
    passkey: { accountId: string; publicKey: string },
  ): Promise<PasskeyVerdict<{ counter: number }>> {
    const owner = userHandle(passkey.accountId)
    if ((sent.response.userHandle ?? owner) !== owner) return 'refused'
    return this.#judge(sent.response.clientDataJSON, 'sign-in', (challenge) =>
      checkSignIn(party, challenge, sent, passkey.publicKey),
    )
  }

  /** Only what verified uses a challenge up: else anybody could fill the memory of used ones. */
  async #judge<Proven>(
    clientDataJSON: string,
    purpose: ChallengePurpose,
    check: (challenge: string) => Promise<Checked<Proven>>,
  ): Promise<PasskeyVerdict<Proven>> {
    const challenge = challengeOf(clientDataJSON)
    if (challenge === null || !this.#challenges.isOurs(challenge, purpose)) return 'refused'
    const checked = await check(challenge)
    if (!checked.ok) {
      this.#log.debug({ why: checked.why }, 'A passkey was not accepted.')
      return 'refused'
    }
    const use = this.#challenges.use(challenge)
    if (use === 'first') return checked.proven
    return use === 'full' ? 'busy' : 'refused'
  }

  #challenge(purpose: ChallengePurpose): string {
    // Should it not load, that is said where it is needed.
    loadLibrary().catch(() => undefined)
    return this.#challenges.issue(purpose)
  }
}

/** Whose passkey it is, as the authenticator keeps it (WebAuthn §4): at most 64 bytes, and nothing personal. */
function userHandle(accountId: string): string {
  return Buffer.from(accountId).toString('base64url')
}
