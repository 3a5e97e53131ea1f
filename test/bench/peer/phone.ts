import type { Answer, Connections } from '../connection.ts'
import { PHONES, usernameOf } from '../phone.ts'
import { CONNECTED } from './names.ts'

/** The browser follows at most so many; signing in for the first time takes four. */
const MAX_REDIRECTS = 8

interface Cookie {
  pair: string
  path: string
}

/** A phone's browser at the peer: it keeps cookies, follows redirects and sends the forms that it is shown. */
export class PeerPhone {
  readonly #connections: Connections
  readonly #account: string
  readonly #cookies = new Map<string, Cookie>()

  constructor(connections: Connections, index: number) {
    this.#connections = connections
    this.#account = usernameOf(index)
  }

  static all(connections: Connections): PeerPhone[] {
    return Array.from({ length: PHONES }, (_, index) => new PeerPhone(connections, index))
  }

  /** Opens what the TV's QR leads to, which sends its form by itself; the page then names the app and asks. */
  async open(verificationUriComplete: string): Promise<string> {
    const { pathname, search } = new URL(verificationUriComplete)
    const first = await this.#go('GET', pathname + search)
    const page = await this.#go('POST', '/device', formOf(first.body))
    return formOf(page.body)
  }

  /** The tap: sends the form of the page. Signs in and consents on the way where that was not done yet. */
  async confirm(form: string): Promise<void> {
    const { status, body } = await this.#go('POST', '/device', form)
    if (status !== 200 || body !== CONNECTED) throw new Error(`not confirmed: ${status} ${body}`)
  }

  async #go(method: 'GET' | 'POST', path: string, form = ''): Promise<Answer> {
    let answer = await this.#send(method, path, form)
    for (let followed = 0; answer.status === 303; followed += 1) {
      if (followed === MAX_REDIRECTS) throw new Error('redirected for ever')
      const location = /\r\nlocation: (\S+)/i.exec(answer.head)?.[1] ?? ''
      const { pathname } = new URL(location, `http://127.0.0.1:${this.#connections.port}`)
      answer = await this.#send('GET', pathname, '')
    }
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
    return answer
  }

  async #send(method: 'GET' | 'POST', path: string, body: string): Promise<Answer> {
    const cookies = [...this.#cookies.values()].filter((cookie) => path.startsWith(cookie.path))
    const headers = {
      Accept: 'text/html',
      ...(cookies.length === 0 ? {} : { Cookie: cookies.map(({ pair }) => pair).join('; ') }),
      ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      // Stands for name and password, which this server's pages would ask for.
      ...(path.startsWith('/interaction/') ? { 'X-Account': this.#account } : {}),
    }
    const answer = await this.#connections.send({ method, path, headers, body })
    for (const [, cookie = ''] of answer.head.matchAll(/\r\nset-cookie: ([^\r]+)/gi)) {
      this.#keep(cookie)
    }
    return answer
  }

  #keep(setCookie: string): void {
    const [pair = ''] = setCookie.split(';', 1)
    const [name = ''] = pair.split('=', 1)
    const path = /; path=([^;]+)/i.exec(setCookie)?.[1] ?? '/'
    if (pair === `${name}=`) this.#cookies.delete(name)
    else this.#cookies.set(name, { pair, path })
  }
}

/** The hidden inputs of a page's only form, as a browser sends them. */
function formOf(page: string): string {
  const fields = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  if (fields.length === 0) throw new Error(`a page without a form:\n${page}`)
  return new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value])).toString()
}
