import type { Browser, BrowserContext } from 'playwright-core'

import type { Connections } from '../connection.ts'
import { newHome } from '../homes.ts'
import { type Load, load } from './load.ts'
import { type Cookies, knownPerson, ownerOfTvs, waitingTv } from './people.ts'

/** One load of each page, and of what it is compared with. */
export interface Round {
  /** Scanned by somebody whom this phone does not know: the user name is the first thing to fill in. */
  stranger: Load
  /** Scanned by somebody signed in, at home: one tap on "Connect". */
  known: Load
  /** The same person and the next TV: the browser has the script already. */
  knownAgain: Load
  /** `/link`: the code is typed. */
  typed: Load
  /** `/devices`, signed in, with five TVs. */
  devices: Load
  /** A page with nothing but a field. */
  field: Load
  /** A page whose script asks one question before there is a button to press; and its second visit. */
  asking: Load
  askingAgain: Load
}

/** An iPhone 12 to 15, and many others. */
const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  locale: 'en',
} as const

/** "Connect", where the person's name stands above it: nothing else is asked of them. */
const TAP = '#form:has(#account:not([hidden])):has(#credentials[hidden]) #connect'

/** Where the pages are, and who looks at them. */
export class Visits {
  readonly #browser: Browser
  readonly #connections: Connections
  readonly #base: string
  readonly #floor: string
  readonly #people: { known: Cookies; owner: Cookies }

  static async prepare(
    browser: Browser,
    connections: Connections,
    floorPort: number,
  ): Promise<Visits> {
    const base = baseOf(connections.port)
    const known = await knownPerson(base)
    const owner = await ownerOfTvs(connections, base)
    return new Visits(browser, connections, floorPort, { known, owner })
  }

  private constructor(
    browser: Browser,
    connections: Connections,
    floorPort: number,
    people: { known: Cookies; owner: Cookies },
  ) {
    this.#browser = browser
    this.#connections = connections
    this.#base = baseOf(connections.port)
    this.#floor = baseOf(floorPort)
    this.#people = people
  }

  /** Everything once, in turn, each in a browser that has nothing of it yet. */
  async round(): Promise<Round> {
    const { known, owner } = this.#people
    const [first, again] = await this.#fresh(known, async (context) => [
      await this.#scan(context, TAP),
      await this.#scan(context, TAP),
    ])
    const [asking, askingAgain] = await this.#fresh(null, async (context) => [
      await load(context, { url: `${this.#floor}asking`, control: '#floor' }),
      await load(context, { url: `${this.#floor}asking`, control: '#floor' }),
    ])
    return {
      stranger: await this.#fresh(null, (context) => this.#scan(context, '#username')),
      known: first,
      knownAgain: again,
      typed: await this.#fresh(null, (context) =>
        load(context, { url: `${this.#base}link`, control: '#code' }),
      ),
      devices: await this.#fresh(owner, (context) =>
        load(context, { url: `${this.#base}devices`, control: '#tvs summary' }),
      ),
      field: await this.#fresh(null, (context) =>
        load(context, { url: this.#floor, control: '#floor', scripted: false }),
      ),
      asking,
      askingAgain,
    }
  }

  /** A new TV's QR, by a phone beside it. */
  async #scan(context: BrowserContext, control: string): Promise<Load> {
    const tv = await waitingTv(this.#connections)
    await context.setExtraHTTPHeaders({ 'X-Forwarded-For': tv.home })
    return load(context, { url: `${this.#base}L#${tv.handle}`, control })
  }

  async #fresh<T>(cookies: Cookies | null, visit: (context: BrowserContext) => Promise<T>) {
    const context = await this.#browser.newContext({
      ...PHONE,
      ...(cookies === null ? {} : { storageState: cookies }),
      extraHTTPHeaders: { 'X-Forwarded-For': newHome() },
    })
    try {
      return await visit(context)
    } finally {
      await context.close()
    }
  }
}

/** By this name a browser on the same machine has passkeys, as a phone has them by https. */
function baseOf(port: number): string {
  return `http://localhost:${port}/`
}
