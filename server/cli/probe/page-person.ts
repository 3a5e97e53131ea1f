import { bare } from './entropy.ts'
import type { Button, FormOnPage } from './html.ts'
import { type Link, scannedAddress } from './links.ts'
import { type Page, Tab } from './page.ts'
import { type Deed, type Facts, isUnable, type Person, type Unable } from './person.ts'
import type { Wire } from './wire.ts'

const NEEDS_PERSON = 'needs a person: run with --interactive'

/** Somebody without an account, in front of the server's own pages: sees what these show before anybody has signed in. */
export class PagePerson implements Person {
  readonly patienceMs = 0
  readonly #wire: Wire
  readonly #appName: string
  /** Where guesses go on, so that a server can count them. */
  #guessing: { tab: Tab; page: Page } | null = null

  /** @param appName how the page should call the app */
  constructor(wire: Wire, appName: string) {
    this.#wire = wire
    this.#appName = appName
  }

  async approve(): Promise<Deed> {
    return { unable: NEEDS_PERSON }
  }

  deny(link: Link): Promise<Deed> {
    return this.#press(link, ({ buttons }) => buttons.find(isDecline))
  }

  approveAsNobody(link: Link): Promise<Deed> {
    return this.#press(
      link,
      ({ buttons }) => buttons.find((button) => !isDecline(button)) ?? NO_BUTTON,
    )
  }

  async facts(link: Link): Promise<Facts | Unable> {
    const found = await this.#confirmation(link)
    if (isUnable(found)) return found
    const { text, seen } = found.page
    return {
      names: text.toLowerCase().includes(this.#appName.toLowerCase()) ? this.#appName : null,
      showsCode: bare(text).toUpperCase().includes(bare(link.userCode).toUpperCase()),
      declines: found.form.buttons.some(isDecline) || DECLINE_LINK.test(seen.text),
    }
  }

  async hasDecided(): Promise<boolean> {
    return true
  }

  async guess(code: string, link: Link): Promise<'missed' | 'limited' | Unable> {
    this.#guessing ??= await this.#openTyping(link.uri)
    const { tab, page } = this.#guessing
    const form = typingIn(page)
    if (form === null) return { unable: NEEDS_PERSON }
    const next = await tab.submit(page, form.form, { [form.field]: code })
    if (next.seen.status === 429 || TOO_MANY.test(next.text)) return 'limited'
    // Some pages ask again on the spot, others send the person back to the beginning.
    this.#guessing =
      typingIn(next) === null ? await this.#openTyping(link.uri, tab) : { tab, page: next }
    return 'missed'
  }

  async #openTyping(uri: string, tab = new Tab(this.#wire)): Promise<{ tab: Tab; page: Page }> {
    return { tab, page: await tab.open(uri) }
  }

  async #press(link: Link, pick: (form: FormOnPage) => Button | undefined): Promise<Deed> {
    const found = await this.#confirmation(link)
    if (isUnable(found)) return found
    const button = pick(found.form)
    if (button === undefined) return { unable: 'the page has no button for it' }
    const pressed = button.name === null ? {} : { [button.name]: button.value }
    const { seen } = await found.tab.submit(found.page, found.form, pressed)
    return seen.status < 400 ? 'done' : 'refused'
  }

  /** The page that asks for yes or no, where it can be reached without an account. */
  async #confirmation(link: Link): Promise<{ tab: Tab; page: Page; form: FormOnPage } | Unable> {
    const tab = new Tab(this.#wire)
    let page = await tab.open(scannedAddress(link))
    const typing = typingIn(page)
    if (typing !== null) {
      page = await tab.submit(page, typing.form, { [typing.field]: link.userCode })
    }
    const form = page.forms.some(({ asksPassword }) => asksPassword)
      ? undefined
      : page.forms.find((candidate) => asksAbout(link, candidate, page))
    return form === undefined ? { unable: NEEDS_PERSON } : { tab, page, form }
  }
}

const NO_BUTTON: Button = { label: '', name: null, value: '' }

const DECLINE = /\b(deny|decline|reject|refuse|cancel|abort|no|not (me|my \w+|you|now))\b/i
const DECLINE_LINK = /<a\b[^>]*>[^<]*\b(deny|decline|reject|refuse|cancel|abort)\b/i
const TOO_MANY = /\b(too many|try again (later|in)|slow down|rate limit)/i

function isDecline({ label, name, value }: Button): boolean {
  return DECLINE.test(label) || DECLINE.test(name ?? '') || DECLINE.test(value)
}

/** The field of a page into which a code is typed, where nothing else has to be typed with it. */
function typingIn(page: Page): { form: FormOnPage; field: string } | null {
  for (const form of page.forms) {
    const [field, ...others] = form.typed
    if (field !== undefined && others.length === 0 && !form.asksPassword) return { form, field }
  }
  return null
}

function asksAbout({ userCode }: Link, form: FormOnPage, { text }: Page): boolean {
  if (form.typed.length > 0) return false
  const code = bare(userCode).toUpperCase()
  const isCode = (value: string) => bare(value).toUpperCase() === code
  return Object.values(form.hidden).some(isCode) || bare(text).toUpperCase().includes(code)
}
