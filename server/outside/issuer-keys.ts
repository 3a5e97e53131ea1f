import type { KeyObject } from 'node:crypto'
import * as v from 'valibot'

import type { Config } from '../config.ts'
import type { KeySource } from '../credentials/foreign-token.ts'
import { fetchJson } from './fetch-json.ts'
import { type IssuerKey, keyFor, readIssuerKeys } from './key-set.ts'

/** What is read of a discovery document (OpenID Connect Discovery §3, RFC 8414 §2). */
const Discovery = v.object({ issuer: v.string(), jwks_uri: v.string() })

/** The public keys of somebody else's issuer, kept as long as they may be trusted and asked for as seldom as possible. */
export class IssuerKeys {
  readonly #issuer: string
  readonly #jwksUri: string | null
  readonly #limits: Config['outside']
  readonly #now: () => number
  readonly #log: { warn(fields: object, text: string): void }
  readonly #fetch: typeof fetch
  #keys: readonly IssuerKey[] = []
  /** When the keys came; `null` before they first did. */
  #loadedAt: number | null = null
  /** When they were last asked for, and how that ended. */
  #asked: { at: number; answered: boolean } | null = null
  #underWay: Promise<void> | null = null

  constructor(parts: {
    issuer: string
    /** Where the keys lie; `null` when the issuer's discovery document says so. */
    jwksUri: string | null
    limits: Config['outside']
    /** Epoch seconds. */
    now: () => number
    log: { warn(fields: object, text: string): void }
    fetch?: typeof fetch
  }) {
    this.#issuer = parts.issuer
    this.#jwksUri = parts.jwksUri
    this.#limits = parts.limits
    this.#now = parts.now
    this.#log = parts.log
    this.#fetch = parts.fetch ?? fetch
  }

  /**
   * The key that a header asks for. Keys that are known answer at once, also while the issuer is away and while older
   * ones are being renewed; one that is not known asks the issuer, however many tokens name it at a time.
   */
  readonly get: KeySource = async (header) => {
    if (!this.#areTrusted()) await this.#askAgain()
    else if (this.#age() >= this.#limits.refreshSeconds) void this.#askAgain()
    const known = this.#find(header)
    if (known !== null) return known
    await this.#askAgain()
    const found = this.#find(header)
    if (found !== null) return found
    // Whether the issuer has this key only its latest answer can tell.
    return this.#areTrusted() && this.#asked?.answered !== false ? null : 'unavailable'
  }

  #find(header: { alg: string; kid?: string }): KeyObject | null {
    return this.#areTrusted() ? keyFor(this.#keys, header) : null
  }

  /** A key that its issuer may have withdrawn since, unheard by us, must end one day. */
  #areTrusted(): boolean {
    return this.#age() <= this.#limits.keepSeconds
  }

  #age(): number {
    return this.#loadedAt === null ? Number.POSITIVE_INFINITY : this.#now() - this.#loadedAt
  }

  /** Joins the asking that is under way; starts none so soon after the last. Never rejects. */
  async #askAgain(): Promise<void> {
    if (this.#underWay !== null) return this.#underWay
    const sinceSeconds = this.#asked === null ? null : this.#now() - this.#asked.at
    // A clock that was set back must not keep us waiting.
    const rests = sinceSeconds !== null && sinceSeconds >= 0
    if (rests && sinceSeconds < this.#limits.cooldownSeconds) return
    this.#asked = { at: this.#now(), answered: false }
    this.#underWay = this.#ask().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  async #ask(): Promise<void> {
    try {
      const keys = readIssuerKeys(await this.#document())
      if (keys.length === 0)
        this.#log.warn({ issuer: this.#issuer }, 'An issuer has no usable key.')
      this.#keys = keys
      this.#loadedAt = this.#now()
      this.#asked = { at: this.#loadedAt, answered: true }
    } catch (error) {
      this.#log.warn({ err: error, issuer: this.#issuer }, 'The keys of an issuer cannot be had.')
    }
  }

  async #document(): Promise<unknown> {
    const signal = AbortSignal.timeout(this.#limits.timeoutMs)
    const get = (url: string) => fetchJson(url, this.#limits.answerBytes, signal, this.#fetch)
    if (this.#jwksUri !== null) return get(this.#jwksUri)
    const base = this.#issuer.replace(/\/$/, '')
    const discovery = v.safeParse(Discovery, await get(`${base}/.well-known/openid-configuration`))
    if (!discovery.success) throw new Error('the discovery document names no keys')
    if (discovery.output.issuer !== this.#issuer) {
      throw new Error(`the discovery document is that of ${discovery.output.issuer}`)
    }
    return get(discovery.output.jwks_uri)
  }
}
