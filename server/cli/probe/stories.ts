import type { Answer } from './answer.ts'
import type { App } from './app.ts'
import { notApplicable } from './finding.ts'
import type { Link, Links } from './links.ts'
import { type Deed, isUnable, type Person } from './person.ts'
import { Stopped, type Wire } from './wire.ts'

/** Asked in a row without waiting; a server that lets so many pass counts none. */
const HURRIED_POLLS = 4

/** A link request of which the person has decided, and what the app heard. */
export interface Decided {
  link: Link
  deed: Exclude<Deed, object>
  answer: Answer
}

/** What several checks look at from different sides; each is played once. */
export class Stories {
  readonly #wire: Wire
  readonly #app: App
  readonly #links: Links
  readonly #person: Person
  readonly #granted: string[] = []

  constructor(wire: Wire, app: App, links: Links, person: Person) {
    this.#wire = wire
    this.#app = app
    this.#links = links
    this.#person = person
  }

  /** Nobody decides, and the app asks too often. `slowed` is the first `slow_down` or 429. */
  readonly hurried = once(async () => {
    const link = await this.#links.take()
    const first = await this.#links.poll(link)
    let slowed: Answer | null = null
    for (let asked = 0; asked < HURRIED_POLLS && slowed === null; asked += 1) {
      const answer = await this.#links.pollAtOnce(link)
      if (answer.error === 'slow_down' || answer.status === 429) slowed = answer
    }
    return { link, first, slowed }
  })

  readonly denied = once(() => this.#decide((link) => this.#person.deny(link)))

  readonly granted = once(() => this.#decide((link) => this.#person.approve(link)))

  /** Approved by a user code that was typed carelessly. */
  readonly typed = once(() =>
    this.#decide((link) => this.#person.approve(link, carelessly(link.userCode))),
  )

  /** What the person gets to see before deciding. */
  readonly facts = once(async () => this.#person.facts(await this.#links.take()))

  /** Asks until the answer is there, as long as the person may take. */
  async settle(link: Link): Promise<Answer> {
    const end = this.#wire.now() + this.#person.patienceMs
    for (;;) {
      const answer = await this.#links.poll(link)
      this.keep(answer)
      if (!isWaiting(answer) || this.#wire.now() >= end) return answer
    }
  }

  /** Remembers what was granted in this answer, if anything, to give it back. */
  keep({ status, json }: Answer): void {
    const token = json?.['access_token']
    if (status === 200 && typeof token === 'string') this.#granted.push(token)
  }

  /** Leaves nothing granted behind. */
  async giveBack(): Promise<void> {
    for (const token of this.#granted.splice(0)) await this.#app.revoke(token)
  }

  async #decide(act: (link: Link) => Promise<Deed>): Promise<Decided> {
    const link = await this.#links.take()
    const deed = await act(link)
    if (isUnable(deed)) throw new Stopped(notApplicable(deed.unable))
    const answer = await this.settle(link)
    if (isWaiting(answer) && !(await this.#person.hasDecided())) {
      throw new Stopped(notApplicable('nobody decided in good time'))
    }
    return { link, deed, answer }
  }
}

function isWaiting({ error }: Answer): boolean {
  return error === 'authorization_pending' || error === 'slow_down'
}

/** In small letters, with a blank in the middle and without dashes: RFC 8628 §6.1 has all of that forgiven. */
export function carelessly(userCode: string): string {
  const letters = userCode.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase()
  const middle = Math.ceil(letters.length / 2)
  return `${letters.slice(0, middle)} ${letters.slice(middle)}`
}

function once<T>(play: () => Promise<T>): () => Promise<T> {
  let played: Promise<T> | undefined
  return () => {
    played ??= play()
    return played
  }
}
