import { type Link, scannedAddress } from './links.ts'
import type { PagePerson } from './page-person.ts'
import { type Deed, type Facts, isUnable, type Person, type Unable } from './person.ts'

/** The terminal of whoever runs the probe. */
export interface Prompt {
  tell(text: string): void
  /** @returns `null` without an answer in good time */
  yesOrNo(question: string): Promise<boolean | null>
}

/** Long enough to take out a phone and to sign in. */
const PATIENCE_MS = 180_000

/** Whoever runs the probe, with a browser and an account of their own; what can be seen without is not asked. */
export class AskingPerson implements Person {
  readonly patienceMs = PATIENCE_MS
  readonly #prompt: Prompt
  readonly #pages: PagePerson

  constructor(prompt: Prompt, pages: PagePerson) {
    this.#prompt = prompt
    this.#pages = pages
  }

  async approve(link: Link, typed?: string): Promise<Deed> {
    this.#send(link, typed, 'say YES')
    return 'done'
  }

  async deny(link: Link): Promise<Deed> {
    const pressed = await this.#pages.deny(link)
    if (!isUnable(pressed)) return pressed
    this.#send(link, undefined, 'say NO')
    return 'done'
  }

  approveAsNobody(link: Link): Promise<Deed> {
    return this.#pages.approveAsNobody(link)
  }

  async facts(link: Link): Promise<Facts | Unable> {
    const seen = await this.#pages.facts(link)
    if (!isUnable(seen)) return seen
    this.#send(link, undefined, 'sign in, look at the last page, and press nothing on it')
    const names = await this.#prompt.yesOrNo('Does it say which app or TV asks?')
    const showsCode = await this.#prompt.yesOrNo(`Does it show ${link.userCode} to compare?`)
    const declines = await this.#prompt.yesOrNo('Is there a button for no, as easy to see as yes?')
    if (names === null || showsCode === null || declines === null) {
      return { unable: 'nobody answered' }
    }
    return { names: names ? 'the app' : null, showsCode, declines }
  }

  async hasDecided(): Promise<boolean> {
    const question = 'The server still waits. Did you do it, and did your browser say so?'
    return (await this.#prompt.yesOrNo(question)) === true
  }

  guess(code: string, link: Link): Promise<'missed' | 'limited' | Unable> {
    return this.#pages.guess(code, link)
  }

  #send(link: Link, typed: string | undefined, what: string): void {
    const where =
      typed === undefined && link.complete !== null
        ? `Open ${scannedAddress(link)}`
        : `Open ${link.uri}, type the code exactly like this: ${typed ?? link.userCode}`
    this.#prompt.tell(`${where}, and ${what}.`)
  }
}
