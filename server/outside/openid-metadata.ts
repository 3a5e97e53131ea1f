import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client'

import type { Config } from '../config.ts'
import type { OidcProvider } from '../config-entries.ts'
import { guardedFetch } from './guarded-fetch.ts'

/**
 * Where the endpoints of an OpenID provider lie (OpenID Connect Discovery §4). Asked for at the first use and, while
 * the known ones go on serving, again when they grow old; never sooner than `cooldownSeconds` after the last time.
 */
export class OpenIdMetadata {
  readonly #provider: OidcProvider
  readonly #limits: Config['outside']
  readonly #now: () => number
  readonly #onAsked: (trouble: unknown) => void
  #known: { configuration: Configuration; at: number } | null = null
  #askedAt: number | null = null
  #underWay: Promise<void> | null = null

  /** @param parts.onAsked told how each asking ended: `null`, or what was wrong */
  constructor(parts: {
    provider: OidcProvider
    limits: Config['outside']
    /** Epoch seconds. */
    now: () => number
    onAsked: (trouble: unknown) => void
  }) {
    this.#provider = parts.provider
    this.#limits = parts.limits
    this.#now = parts.now
    this.#onAsked = parts.onAsked
  }

  /** What is known, `null` while nothing can be had. Never rejects. */
  async get(): Promise<Configuration | null> {
    if (this.#known === null) await this.#askAgain()
    else if (this.#now() - this.#known.at >= this.#limits.refreshSeconds) void this.#askAgain()
    return this.#known?.configuration ?? null
  }

  /** Joins the asking that is under way; starts none so soon after the last. */
  async #askAgain(): Promise<void> {
    if (this.#underWay !== null) return this.#underWay
    const sinceSeconds = this.#askedAt === null ? null : this.#now() - this.#askedAt
    // A clock that was set back must not keep us waiting.
    const rests = sinceSeconds !== null && sinceSeconds >= 0
    if (rests && sinceSeconds < this.#limits.cooldownSeconds) return
    this.#askedAt = this.#now()
    this.#underWay = this.#ask().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  async #ask(): Promise<void> {
    const { issuer, clientId, clientSecret } = this.#provider
    try {
      const configuration = await discovery(
        new URL(issuer),
        clientId,
        {},
        (as, client, body, headers) => {
          const prove = proofOf(clientSecret, as.token_endpoint_auth_methods_supported)
          return prove(as, client, body, headers)
        },
        {
          // Without it the library would take an ID token from the token endpoint unsigned (OpenID Connect Core §3.1.3.7).
          execute: [enableNonRepudiationChecks, ...(isHttp(issuer) ? [allowInsecureRequests] : [])],
          [customFetch]: guardedFetch(this.#limits),
        },
      )
      this.#known = { configuration, at: this.#now() }
      this.#onAsked(null)
    } catch (error) {
      this.#onAsked(error)
    }
  }
}

/** How we prove that we are the registered client (OpenID Connect Core §9): as it is registered by default, if that is known. */
function proofOf(secret: string | null, supported: readonly string[] = ['client_secret_basic']) {
  if (secret === null) return None()
  return supported.includes('client_secret_basic')
    ? ClientSecretBasic(secret)
    : ClientSecretPost(secret)
}

/** Config takes http for an issuer on this machine alone, and so does the fetch behind the library. */
function isHttp(issuer: string): boolean {
  return issuer.startsWith('http:')
}
