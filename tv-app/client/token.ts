import * as v from 'valibot'

import { JWT_BEARER, TokenResponse } from '#contract/token'
import { makeAssertion } from './assertion.ts'
import { base64url } from './base64url.ts'
import type { Answer, Call, Failure, Unreachable } from './calls.ts'
import { failureOf } from './calls.ts'
import type { Clock } from './clock.ts'
import type { DeviceKey } from './device-key.ts'

export type TokenOutcome = { kind: 'token'; token: string } | Failure

/** The device access token: held in memory only, renewed before it ends, asked for once however many want it. */
export interface Token {
  get(): Promise<TokenOutcome>
  /** Forgets this token, because the server refused it. A newer one stays. */
  drop(token: string): void
}

/** What the TV says of itself: at most 32 letters, digits, blanks and dashes each. */
export interface SelfDescription {
  name: string
  model: string
}

interface TokenParts {
  /** Rejects where the key could not be loaded; the next call tries again. */
  key(): Promise<DeviceKey>
  call: Call
  clock: Clock
  /** Absolute URL of the server, ending in `/`. */
  base: string
  describe: SelfDescription
  /** Milliseconds of any steady clock. */
  nowMs(): number
}

/** From this share of its life on a token is renewed, while it still serves … */
const RENEW_FROM = 0.8
/** … up to this share. */
const USE_UNTIL = 0.95
/** Clocks that differ by less are the same clock to the server. */
const CLOCK_TOLERANCE_SECONDS = 30

const NO_KEY: Unreachable = { kind: 'unreachable', retryAfterSeconds: null }

export function makeToken(parts: TokenParts): Token {
  let held: { token: string; renewAtMs: number; uselessAtMs: number } | null = null
  let asking: Promise<TokenOutcome> | null = null

  async function ask(): Promise<TokenOutcome> {
    const askedAtMs = parts.nowMs()
    const answer = await requestToken(parts).catch(() => NO_KEY)
    asking = null
    if (answer.kind !== 'answer' || answer.status !== 200 || !v.is(TokenResponse, answer.body)) {
      return failureOf(answer)
    }
    const { access_token: token, expires_in } = answer.body
    held = {
      token,
      renewAtMs: askedAtMs + expires_in * 1000 * RENEW_FROM,
      uselessAtMs: askedAtMs + expires_in * 1000 * USE_UNTIL,
    }
    return { kind: 'token', token }
  }

  function askOnce(): Promise<TokenOutcome> {
    asking ??= ask()
    return asking
  }

  return {
    async get() {
      const nowMs = parts.nowMs()
      if (!held || nowMs >= held.uselessAtMs) return askOnce()
      if (nowMs >= held.renewAtMs) void askOnce()
      return { kind: 'token', token: held.token }
    },
    drop(token) {
      if (held?.token === token) held = null
    },
  }
}

/** Asks, and once more if the refusal showed that this device's clock was wrong. */
async function requestToken(parts: TokenParts): Promise<Answer | Unreachable> {
  const assertedAt = parts.clock.nowAt()
  const answer = await exchange(parts, assertedAt)
  if (answer.kind !== 'answer' || (answer.status !== 400 && answer.status !== 401)) return answer
  const nowAt = parts.clock.nowAt()
  return Math.abs(nowAt - assertedAt) > CLOCK_TOLERANCE_SECONDS ? exchange(parts, nowAt) : answer
}

async function exchange(parts: TokenParts, nowAt: number): Promise<Answer | Unreachable> {
  const { base, describe } = parts
  const jti = base64url(crypto.getRandomValues(new Uint8Array(16)))
  const key = await parts.key()
  const assertion = await makeAssertion(key, { audience: `${base}auth/token`, nowAt, jti })
  return parts.call({
    method: 'POST',
    path: 'auth/token',
    form: {
      grant_type: JWT_BEARER,
      assertion,
      device_name: describe.name,
      device_model: describe.model,
    },
  })
}
