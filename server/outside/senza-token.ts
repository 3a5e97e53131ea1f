import * as v from 'valibot'

import type { Config } from '../config.ts'
import { reasonOf } from './openid-failure.ts'
import { postJson } from './post-json.ts'

/** RFC 6749 §5.1, of which platforms send `expires_in` as a number, as its digits, or as anything. */
const TokenAnswer = v.object({
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7E]{1,8192}$/)),
  expires_in: v.optional(v.unknown()),
})

/** A token that does not say how long it lives is used so long; if it ends sooner, a 401 says so. */
const UNSAID_LIFE_SECONDS = 300

/** What a token says about itself is believed up to a day. */
const LIFE_MAX_SECONDS = 86_400

interface Held {
  token: string
  renewAt: number
  endsAt: number
}

/**
 * Our token for the platform's message service: asked for when somebody needs it and by one call at a time, renewed
 * before it ends while the old one still serves, and after a failure not asked for again so soon.
 */
export class SenzaToken {
  readonly #oauth: NonNullable<Config['oauth']>
  readonly #settings: Pick<Config['messages'], 'tokenUrl' | 'renewShare' | 'retrySeconds'>
  readonly #limits: Pick<Config['outside'], 'timeoutMs' | 'answerBytes'>
  readonly #closed: AbortSignal
  readonly #now: () => number
  readonly #log: { warn(fields: object, text: string): void }
  #held: Held | null = null
  #underWay: Promise<void> | null = null
  #failedAt: number | null = null
  /** When a token was last asked for because the service had refused the one before. */
  #replacedAt: number | null = null

  constructor(parts: {
    oauth: NonNullable<Config['oauth']>
    settings: Pick<Config['messages'], 'tokenUrl' | 'renewShare' | 'retrySeconds'>
    limits: Pick<Config['outside'], 'timeoutMs' | 'answerBytes'>
    /** Ends a request that is under way. */
    closed: AbortSignal
    /** Epoch seconds. */
    now: () => number
    log: { warn(fields: object, text: string): void }
  }) {
    this.#closed = parts.closed
    this.#oauth = parts.oauth
    this.#settings = parts.settings
    const { timeoutMs, answerBytes } = parts.limits
    this.#limits = { timeoutMs, answerBytes }
    this.#now = parts.now
    this.#log = parts.log
  }

  /** `null` while none can be had. Never rejects. */
  async get(): Promise<string | null> {
    const now = this.#now()
    if (this.#held === null || this.#held.endsAt <= now) await this.#ask()
    else if (this.#held.renewAt <= now) void this.#ask()
    const held = this.#held
    return held !== null && held.endsAt > this.#now() ? held.token : null
  }

  /** Another one in place of a token that the service has refused; `null` when there is none, or it is too soon for one. */
  async insteadOf(refused: string): Promise<string | null> {
    if (this.#held?.token === refused) {
      // A service that takes none of its tokens would otherwise have us ask for one with each message.
      if (this.#isRecent(this.#replacedAt)) return null
      this.#replacedAt = this.#now()
      this.#held = null
      await this.#ask()
    }
    return this.#held?.token === refused ? null : this.get()
  }

  #isRecent(at: number | null): boolean {
    const sinceSeconds = at === null ? null : this.#now() - at
    // A clock that was set back must not keep us waiting.
    return sinceSeconds !== null && sinceSeconds >= 0 && sinceSeconds < this.#settings.retrySeconds
  }

  /** Joins the request that is under way; makes none so soon after a failure. */
  #ask(): Promise<void> {
    if (this.#underWay !== null) return this.#underWay
    if (this.#isRecent(this.#failedAt)) return Promise.resolve()
    this.#underWay = this.#request().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  async #request(): Promise<void> {
    const { tokenUrl, renewShare } = this.#settings
    const request = { body: this.#oauth, token: null, ...this.#limits, closed: this.#closed }
    try {
      const { status, json } = await postJson(tokenUrl, request)
      const answer = v.safeParse(TokenAnswer, json)
      if (status !== 200 || !answer.success) throw new Error(`${status}, and no token`)
      const now = this.#now()
      const lifeSeconds = lifeOf(answer.output.expires_in)
      this.#held = {
        token: answer.output.access_token,
        renewAt: now + lifeSeconds * (1 - renewShare),
        endsAt: now + lifeSeconds,
      }
      this.#failedAt = null
    } catch (error) {
      this.#failedAt = this.#now()
      if (this.#closed.aborted) return
      const why = reasonOf(error)
      this.#log.warn({ url: tokenUrl, why }, 'The message service gives us no token.')
    }
  }
}

function lifeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' ? Number.parseInt(expiresIn, 10) : expiresIn
  if (typeof seconds !== 'number' || !(seconds > 0)) return UNSAID_LIFE_SECONDS
  return Math.min(seconds, LIFE_MAX_SECONDS)
}
