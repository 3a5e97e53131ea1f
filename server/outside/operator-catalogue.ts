import * as v from 'valibot'

import type { Config } from '../config.ts'
import { type RailEntry, Rails } from '../config-rails.ts'
import { fetchJson } from './fetch-json.ts'

/** What the operator's server answers; members that are not ours are its own business. */
const Document = v.object({ rails: Rails })

/**
 * What there is to watch, from the operator's own server. It is asked only when somebody who may watch wants to know, by
 * one call at a time, and no sooner than its last answer is old; while it is away its last good answer stands.
 */
export class OperatorCatalogue {
  readonly #url: string
  readonly #keepSeconds: number
  readonly #answerBytes: number
  readonly #limits: Pick<Config['outside'], 'timeoutMs' | 'cooldownSeconds'>
  readonly #now: () => number
  readonly #log: { warn(fields: object, text: string): void }
  readonly #fetch: typeof fetch
  #rails: readonly RailEntry[] | null = null
  /** When it was last asked, and how that ended. */
  #asked: { at: number; answered: boolean } | null = null
  #underWay: Promise<void> | null = null

  constructor(parts: {
    url: string
    keepSeconds: number
    answerBytes: number
    limits: Pick<Config['outside'], 'timeoutMs' | 'cooldownSeconds'>
    /** Epoch seconds. */
    now: () => number
    log: { warn(fields: object, text: string): void }
    fetch?: typeof fetch
  }) {
    this.#url = parts.url
    this.#keepSeconds = parts.keepSeconds
    this.#answerBytes = parts.answerBytes
    this.#limits = parts.limits
    this.#now = parts.now
    this.#log = parts.log
    this.#fetch = parts.fetch ?? fetch
  }

  async rails(): Promise<readonly RailEntry[] | 'unavailable'> {
    await this.#askAgain()
    return this.#rails ?? 'unavailable'
  }

  warning(): string | null {
    return this.#asked?.answered === false && this.#underWay === null
      ? 'The catalogue cannot be had from watch.catalogueUrl; the log says why.'
      : null
  }

  /** Joins the asking that is under way; starts none before it is time. Never rejects. */
  async #askAgain(): Promise<void> {
    if (this.#underWay !== null) return this.#underWay
    if (!this.#isTime()) return
    this.#asked = { at: this.#now(), answered: false }
    this.#underWay = this.#ask().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  #isTime(): boolean {
    if (this.#asked === null) return true
    const { at, answered } = this.#asked
    const age = this.#now() - at
    // A clock that was set back must not keep us waiting.
    return age < 0 || age >= (answered ? this.#keepSeconds : this.#limits.cooldownSeconds)
  }

  async #ask(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(this.#limits.timeoutMs)
      const document = v.safeParse(
        Document,
        await fetchJson(this.#url, this.#answerBytes, signal, this.#fetch),
      )
      if (!document.success) throw new Error(faultIn(document.issues[0]))
      this.#rails = document.output.rails
      this.#asked = { at: this.#now(), answered: true }
    } catch (error) {
      this.#log.warn({ err: error }, 'The catalogue cannot be had; the last good one stands.')
    }
  }
}

/** One place of it is enough to begin mending; what stands there is not repeated. */
function faultIn(issue: v.BaseIssue<unknown>): string {
  const expected = issue.message.replace(/ but received .*$/s, '')
  return `the catalogue does not fit at ${v.getDotPath(issue) ?? 'its top'}: ${expected}`
}
