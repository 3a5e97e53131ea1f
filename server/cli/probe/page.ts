import { notApplicable } from './finding.ts'
import { type FormOnPage, formsIn, isSelfSubmitting, textOf } from './html.ts'
import { type Call, type Seen, Stopped, type Wire } from './wire.ts'

/** A person's browser gives up after twenty; an honest sign-in needs two. */
const REDIRECTS_MAX = 5
/** A page that only sends a form on, as browsers with a script do by themselves. */
const SELF_SUBMITS_MAX = 2
/** Cookies kept for one person; a server that sets more is not served better by it. */
const COOKIES_MAX = 20

/** A page as a browser without an account comes to see it. */
export interface Page {
  seen: Seen
  url: string
  /** What a person can read. */
  text: string
  forms: FormOnPage[]
}

/** A browser's one tab, as far as a server can tell: it keeps cookies, follows redirects on the same host and no others. */
export class Tab {
  readonly #wire: Wire
  readonly #cookies = new Map<string, string>()

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Fetches an address, as whatever draws a preview of a link does. */
  fetch(url: string, method: 'GET' | 'HEAD' = 'GET'): Promise<Page> {
    return this.#load({ method, url })
  }

  /** Opens an address, and sends on what a script there would send on by itself. */
  async open(url: string): Promise<Page> {
    let page = await this.fetch(url)
    for (let sent = 0; sent < SELF_SUBMITS_MAX; sent += 1) {
      const form = page.forms[0]
      if (form === undefined || !isSelfSubmitting(page.seen.text)) break
      page = await this.submit(page, form, {})
    }
    return page
  }

  /** Presses a button of a form. */
  submit(page: Page, form: FormOnPage, typed: Record<string, string>): Promise<Page> {
    const target = new URL(form.action === '' ? page.url : form.action, page.url)
    const { origin } = new URL(page.url)
    if (target.origin !== origin) throw elsewhere(target)
    const body = new URLSearchParams({ ...form.hidden, ...typed }).toString()
    if (form.method === 'GET') {
      target.search = body
      return this.#load({ method: 'GET', url: target.href })
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin }
    return this.#load({ method: 'POST', url: target.href, headers, body })
  }

  async #load(call: Call): Promise<Page> {
    let next = call
    for (let hops = 0; ; hops += 1) {
      const seen = await this.#send(next)
      const location = seen.headers.get('location')
      const moved = seen.status >= 300 && seen.status < 400 && location !== null
      if (!moved || hops === REDIRECTS_MAX) {
        const { text } = seen
        return { seen, url: next.url, text: textOf(text), forms: formsIn(text) }
      }
      const target = new URL(location, next.url)
      if (target.origin !== new URL(next.url).origin) throw elsewhere(target)
      next = { method: next.method === 'HEAD' ? 'HEAD' : 'GET', url: target.href }
    }
  }

  async #send(call: Call): Promise<Seen> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const seen = await this.#wire.send({
      ...call,
      headers: { ...AS_BROWSER, ...call.headers, ...(cookie === '' ? {} : { cookie }) },
    })
    for (const set of seen.headers.getSetCookie()) {
      const [name, value] = (set.split(';')[0] ?? '').split(/=(.*)/s)
      if (name !== undefined && this.#cookies.size < COOKIES_MAX) {
        this.#cookies.set(name.trim(), value ?? '')
      }
    }
    return seen
  }
}

/** In a language in which the buttons are known. */
const AS_BROWSER = { accept: 'text/html', 'accept-language': 'en' }

function elsewhere({ host }: URL): Stopped {
  return new Stopped(notApplicable(`the page leads to ${host}, which is not asked`))
}
