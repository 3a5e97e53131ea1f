import * as v from 'valibot'

import { TokenResponse } from '#contract/token'
import type { Failure } from './calls.ts'
import { failureOf, UNREACHABLE } from './calls.ts'
import type { TokenQuestion } from './request-token.ts'
import { requestToken } from './request-token.ts'
import { subjectOf } from './token-subject.ts'

export interface HeldToken {
  kind: 'token'
  token: string
  /** `DPoP` (RFC 9449 §5) where it is bound to the device's key, so that it takes a proof to use it. */
  type: TokenResponse['token_type']
  /** By which the server knows this device. */
  deviceId: string
}

export type TokenOutcome = HeldToken | Failure

/** The device access token: held in memory only, renewed before it ends, asked for once however many want it. */
export interface Token {
  get(): Promise<TokenOutcome>
  /** Forgets this token, because the server refused it. A newer one stays. */
  drop(token: string): void
  /** Forgets whatever was asked for so far, because it may name an account that is no longer this device's. */
  outdate(): void
}

interface TokenParts extends TokenQuestion {
  /** Milliseconds of any steady clock. */
  nowMs(): number
}

/** From this share of its life on a token is renewed, while it still serves … */
const RENEW_FROM = 0.8
/** … up to this share. */
const USE_UNTIL = 0.95

interface Asked {
  outcome: TokenOutcome
  lifeMs: number
}

const NO_TOKEN: Asked = { outcome: UNREACHABLE, lifeMs: 0 }

export function makeToken(parts: TokenParts): Token {
  let held: { outcome: HeldToken; renewAtMs: number; uselessAtMs: number } | null = null
  let asking: Promise<TokenOutcome> | null = null

  async function ask(): Promise<Asked> {
    const answer = await requestToken(parts)
    if (answer.kind !== 'answer' || answer.status !== 200 || !v.is(TokenResponse, answer.body)) {
      return { outcome: failureOf(answer), lifeMs: 0 }
    }
    const { access_token: token, token_type: type, expires_in } = answer.body
    const deviceId = parts.platformAssertion ? subjectOf(token) : (await parts.key()).deviceId
    if (deviceId === null) return NO_TOKEN
    return { outcome: { kind: 'token', token, type, deviceId }, lifeMs: expires_in * 1000 }
  }

  function askOnce(): Promise<TokenOutcome> {
    if (asking) return asking
    const askedAtMs = parts.nowMs()
    const answered = ask().catch(() => NO_TOKEN)
    const asked = answered.then(({ outcome, lifeMs }) => {
      // Outdated meanwhile: it still serves those who wait for it, and nobody after them.
      if (asking !== asked) return outcome
      asking = null
      if (outcome.kind !== 'token') return outcome
      const renewAtMs = askedAtMs + lifeMs * RENEW_FROM
      held = { outcome, renewAtMs, uselessAtMs: askedAtMs + lifeMs * USE_UNTIL }
      return outcome
    })
    asking = asked
    return asked
  }

  return {
    async get() {
      const nowMs = parts.nowMs()
      if (!held || nowMs >= held.uselessAtMs) return askOnce()
      if (nowMs >= held.renewAtMs) void askOnce()
      return held.outcome
    },
    drop(token) {
      if (held?.outcome.token === token) held = null
    },
    outdate() {
      held = null
      asking = null
    },
  }
}
