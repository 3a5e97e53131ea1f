import { setMaxListeners } from 'node:events'

import type { Config } from '../config.ts'
import { reasonOf } from './openid-failure.ts'
import { postJson } from './post-json.ts'
import { SenzaToken } from './senza-token.ts'

/** RFC 6750 §3.1: the token is not, or no longer, good. */
const UNAUTHORIZED = 401

/**
 * The message service of the Senza platform, by which its TVs hear notices. Whatever is wrong with it is said in the log
 * and harms nobody: the TV asks hello by itself, too.
 */
export class SenzaMessages {
  readonly #settings: Config['messages']
  readonly #limits: Pick<Config['outside'], 'timeoutMs' | 'answerBytes'>
  readonly #log: { warn(fields: object, text: string): void }
  readonly #token: SenzaToken
  readonly #closed = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  /** Since the service was last keeping up. */
  #dropped = 0

  constructor(parts: {
    oauth: NonNullable<Config['oauth']>
    settings: Config['messages']
    limits: Pick<Config['outside'], 'timeoutMs' | 'answerBytes'>
    /** Epoch seconds. */
    now: () => number
    log: { warn(fields: object, text: string): void }
  }) {
    this.#settings = parts.settings
    const { timeoutMs, answerBytes } = parts.limits
    this.#limits = { timeoutMs, answerBytes }
    this.#log = parts.log
    // Each call that is under way listens, and one may be asking for a token.
    setMaxListeners(parts.settings.underWay + 1, this.#closed.signal)
    this.#token = new SenzaToken({ ...parts, closed: this.#closed.signal })
  }

  /** Sends to a TV of this platform, and passes every other device over. Never rejects. */
  async send(deviceId: string, eventName: string, payload: unknown): Promise<void> {
    const subject = this.#subjectOf(deviceId)
    if (subject === null) return
    if (this.#underWay.size >= this.#settings.underWay) return this.#drop()
    const sending = this.#deliver(subject, { eventName, payload })
    this.#underWay.add(sending)
    await sending
    this.#underWay.delete(sending)
    if (this.#underWay.size === 0) this.#dropped = 0
  }

  /** Gives up what is under way; later calls do nothing. */
  async close(): Promise<void> {
    this.#closed.abort(new Error('Couchlink is closing.'))
    await Promise.all(this.#underWay)
  }

  #subjectOf(deviceId: string): string | null {
    const prefix = `${this.#settings.platform}_`
    return deviceId.startsWith(prefix) ? deviceId.slice(prefix.length) : null
  }

  /** Said once for each time that the service falls behind, however many messages that costs. */
  #drop(): void {
    this.#dropped += 1
    if (this.#dropped > 1) return
    this.#log.warn({}, 'The message service answers too slowly; some TVs hear by MQTT alone.')
  }

  async #deliver(subject: string, message: { eventName: string; payload: unknown }): Promise<void> {
    try {
      const token = await this.#token.get()
      // Why there is none has been said.
      if (token === null) return
      let status = await this.#post(subject, message, token)
      if (status === UNAUTHORIZED) {
        const next = await this.#token.insteadOf(token)
        if (next !== null) status = await this.#post(subject, message, next)
      }
      if (status < 200 || status > 299) throw new Error(`it answered ${status}`)
    } catch (error) {
      if (this.#closed.signal.aborted) return
      const { eventName } = message
      this.#log.warn({ eventName, why: reasonOf(error) }, 'A message did not reach the platform.')
    }
  }

  async #post(
    subject: string,
    message: { eventName: string; payload: unknown },
    token: string,
  ): Promise<number> {
    const path = `/message-broker/1.0/messages/devices/${encodeURIComponent(subject)}`
    const body = { ...message, target: 'application', origin: 'internal' }
    const request = { body, token, ...this.#limits, closed: this.#closed.signal }
    const { status } = await postJson(this.#settings.url + path, request)
    return status
  }
}
