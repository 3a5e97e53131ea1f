import { type Answer, bodyOf, type Connections } from './connection.ts'
import type { Screen } from './homes.ts'

/** How many phones there are, each with an account of its own. */
export const PHONES = 16
export const PASSWORD = 'the bench is for sitting'

export function usernameOf(index: number): string {
  return `phone-${index}`
}

/** A phone in somebody's hand, with an account session once it has signed in. */
export class Phone {
  readonly #connections: Connections
  readonly #index: number
  #cookie = ''

  constructor(connections: Connections, index: number) {
    this.#connections = connections
    this.#index = index
  }

  /** All phones, signed in. */
  static async all(connections: Connections): Promise<Phone[]> {
    const phones = Array.from({ length: PHONES }, (_, index) => new Phone(connections, index))
    await Promise.all(phones.map((phone) => phone.signIn()))
    return phones
  }

  /** Signs in with name and password. */
  async signIn(): Promise<void> {
    const credentials = { username: usernameOf(this.#index), password: PASSWORD }
    const answer = await this.#post('/session', `10.255.${this.#index}.20`, credentials)
    bodyOf(answer, 200)
    this.#cookie = /\r\nset-cookie: ([^;]+)/i.exec(answer.head)?.[1] ?? ''
  }

  /** Loads the page that every QR leads to; its script is in the browser from an earlier time. */
  async load(): Promise<void> {
    const headers = {
      Accept: 'text/html',
      'Accept-Encoding': 'gzip, br',
      ...(this.#cookie === '' ? {} : { Cookie: this.#cookie }),
    }
    const { status } = await this.#connections.send({ method: 'GET', path: '/L', headers })
    if (status !== 200) throw new Error(`the page: ${status}`)
  }

  /** Asks which TV this is, at the TV's home. */
  async open({ home, handle }: Screen): Promise<void> {
    bodyOf(await this.#post('/link/details', home, { handle }), 200)
  }

  /** The tap. */
  async approve({ home, handle }: Screen): Promise<void> {
    bodyOf(await this.#post('/authorize', home, { handle, decision: 'approve' }), 200)
  }

  #post(path: string, address: string, json: object): Promise<Answer> {
    const headers = {
      'X-Forwarded-For': address,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/json',
      ...(this.#cookie === '' ? {} : { Cookie: this.#cookie }),
    }
    return this.#connections.send({ method: 'POST', path, headers, body: JSON.stringify(json) })
  }
}
