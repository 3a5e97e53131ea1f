import type { Answer } from './answer.ts'
import { said } from './answer.ts'
import type { App, Form } from './app.ts'
import { notApplicable } from './finding.ts'
import { isHttpUrl } from './server.ts'
import { Stopped, type Wire } from './wire.ts'

/** Enough to see every letter of an alphabet of twenty, and few enough for the limits that servers set an hour. */
const DRAWS = 16
/** Between two questions for codes: nobody's server should feel this. */
const BETWEEN_DRAWS_MS = 150
/** RFC 8628 §3.2: without an `interval` it is this. */
const DEFAULT_INTERVAL_SECONDS = 5
/** RFC 8628 §3.5: how much longer to wait after each `slow_down`. */
const SLOW_DOWN_SECONDS = 5

/** What a server gave when it was asked for codes, with everything in its place (RFC 8628 §3.2). */
export interface Link {
  deviceCode: string
  userCode: string
  uri: string
  complete: string | null
  expiresInSeconds: number
  intervalSeconds: number
  /** Milliseconds of the wire's clock. */
  askedAt: number
}

/** Where scanning leads. Another host than the short address has is not asked, whatever the code says. */
export function scannedAddress({ complete, uri }: Link): string {
  return complete !== null && new URL(complete).origin === new URL(uri).origin ? complete : uri
}

/** The codes of one run: drawn once, then taken one by one, so that the server makes no more than it must. */
export class Links {
  readonly #wire: Wire
  readonly #app: App
  readonly drawn: readonly Link[]
  /** The first answer, whole or not. */
  readonly first: Answer
  /** Why fewer were drawn than wished for; `null` when all were. */
  readonly cutShort: string | null
  #taken = 0
  readonly #polledAt = new Map<Link, number>()

  private constructor(
    wire: Wire,
    app: App,
    draws: { drawn: Link[]; first: Answer; cutShort: string | null },
  ) {
    this.#wire = wire
    this.#app = app
    this.drawn = draws.drawn
    this.first = draws.first
    this.cutShort = draws.cutShort
  }

  static async draw(wire: Wire, app: App): Promise<Links> {
    const drawn: Link[] = []
    const first = await app.ask()
    let answer = first
    for (;;) {
      const link = linkIn(answer, wire.now())
      if (link === null) break
      drawn.push(link)
      if (drawn.length === DRAWS) break
      await wire.sleep(BETWEEN_DRAWS_MS)
      answer = await app.ask()
    }
    const cutShort = drawn.length === DRAWS ? null : said(answer)
    return new Links(wire, app, { drawn, first, cutShort })
  }

  /** One that no other check has, with at least half of its life before it. */
  async take(): Promise<Link> {
    while (this.#taken < this.drawn.length) {
      const link = this.drawn[this.#taken++]
      if (link === undefined) break
      if (this.#wire.now() < link.askedAt + link.expiresInSeconds * 500) return link
    }
    return this.ask()
  }

  /** A new one. */
  async ask(form: Form = []): Promise<Link> {
    const answer = await this.#app.ask(form)
    const link = linkIn(answer, this.#wire.now())
    if (link !== null) return link
    throw new Stopped(notApplicable(`the server gave no codes for it: ${said(answer)}`))
  }

  /** Asks what has become of it, no sooner than the server wishes. */
  async poll(link: Link): Promise<Answer> {
    const polledAt = this.#polledAt.get(link)
    if (polledAt !== undefined) {
      const early = polledAt + link.intervalSeconds * 1000 - this.#wire.now()
      if (early > 0) await this.#wire.sleep(early)
    }
    return this.pollAtOnce(link)
  }

  async pollAtOnce(link: Link): Promise<Answer> {
    const answer = await this.#app.redeem(link.deviceCode)
    this.#polledAt.set(link, this.#wire.now())
    if (answer.error === 'slow_down') link.intervalSeconds += SLOW_DOWN_SECONDS
    return answer
  }
}

/** `null` when something is missing or is not what RFC 8628 §3.2 says. */
export function linkIn(answer: Answer, now: number): Link | null {
  if (answer.status !== 200 || faultsIn(answer).length > 0) return null
  const json = answer.json ?? {}
  const complete = json['verification_uri_complete']
  return {
    deviceCode: String(json['device_code']),
    userCode: String(json['user_code']),
    uri: String(json['verification_uri']),
    complete: typeof complete === 'string' ? complete : null,
    expiresInSeconds: Number(json['expires_in']),
    intervalSeconds: Number(json['interval'] ?? DEFAULT_INTERVAL_SECONDS),
    askedAt: now,
  }
}

/** The members that are missing or of the wrong type. */
export function faultsIn({ json }: Answer): string[] {
  return Object.entries(MEMBERS)
    .filter(([name, fits]) => !fits(json?.[name]))
    .map(([name]) => name)
}

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isUrl = (value: unknown) => typeof value === 'string' && isHttpUrl(value)
const isSeconds = (value: unknown) => typeof value === 'number' && value > 0

const MEMBERS: Record<string, (value: unknown) => boolean> = {
  device_code: isText,
  user_code: isText,
  verification_uri: isUrl,
  verification_uri_complete: (value) => value === undefined || isUrl(value),
  expires_in: isSeconds,
  interval: (value) => value === undefined || isSeconds(value),
}
