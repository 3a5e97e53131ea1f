import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

import { UsedIds } from './used-ids.ts'

const RANDOM_BYTES = 16
/** Epoch seconds, big-endian. */
const EXPIRY_BYTES = 6
const STATED_BYTES = RANDOM_BYTES + EXPIRY_BYTES
const CHALLENGE_BYTES = STATED_BYTES + 32

/**
 * What a challenge is for: to add a passkey in this account session, or to sign in with one. One that was asked for
 * one of them is worth nothing for another.
 */
export type ChallengePurpose = `register ${string}` | 'sign-in'

/**
 * Challenges of WebAuthn (§13.4.3) that no database has to keep: 16 random bytes, the second in which it ends, and an
 * HMAC-SHA-256 over both and the purpose. Only which ones have been used is remembered, in this process.
 */
export class WebauthnChallenges {
  readonly #secret: Buffer
  readonly #lifeSeconds: number
  readonly #now: () => number
  readonly #used: UsedIds

  constructor(parts: { secret: Buffer; lifeSeconds: number; used: number; now: () => number }) {
    this.#secret = parts.secret
    this.#lifeSeconds = parts.lifeSeconds
    this.#now = parts.now
    const { used: max, now, lifeSeconds } = parts
    this.#used = new UsedIds({ max, now, lifeSeconds })
  }

  /** As base64url. */
  issue(purpose: ChallengePurpose): string {
    const stated = Buffer.alloc(STATED_BYTES)
    randomBytes(RANDOM_BYTES).copy(stated)
    stated.writeUIntBE(this.#now() + this.#lifeSeconds, RANDOM_BYTES, EXPIRY_BYTES)
    return Buffer.concat([stated, this.#seal(stated, purpose)]).toString('base64url')
  }

  /** Whether we issued this challenge for that purpose, and it has not run out. */
  isOurs(challenge: string, purpose: ChallengePurpose): boolean {
    const bytes = Buffer.from(challenge, 'base64url')
    if (bytes.length !== CHALLENGE_BYTES || bytes.toString('base64url') !== challenge) return false
    const stated = bytes.subarray(0, STATED_BYTES)
    return (
      timingSafeEqual(bytes.subarray(STATED_BYTES), this.#seal(stated, purpose)) &&
      bytes.readUIntBE(RANDOM_BYTES, EXPIRY_BYTES) > this.#now()
    )
  }

  /** Uses up a challenge that {@link isOurs}; `full` when no more can be remembered. */
  use(challenge: string): 'first' | 'again' | 'full' {
    return this.#used.use(challenge)
  }

  #seal(stated: Uint8Array, purpose: ChallengePurpose): Buffer {
    return createHmac('sha256', this.#secret)
      .update(`webauthn-challenge.${purpose}.`)
      .update(stated)
      .digest()
  }
}
