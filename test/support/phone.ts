import { type Answer, answerOf } from './tv.ts'

/** A phone's browser, as far as the server can tell: it keeps cookies and says where its calls come from. */
export class Phone {
  readonly url: string
  cookie = ''
  headers: Record<string, string>

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url
    this.headers = headers
  }

  open(handle: string): Promise<Answer> {
    return this.post('/link/details', { handle })
  }

  approve(handle: string, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.post('/authorize', { handle, decision: 'approve', ...more })
  }

  deny(handle: string): Promise<Answer> {
    return this.post('/authorize', { handle, decision: 'deny' })
  }

  signIn(username: string, password: string): Promise<Answer> {
    return this.post('/session', { username, password })
  }

  post(path: string, json: unknown): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(json), { 'content-type': 'application/json' })
  }

  async send(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...this.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    for (const cookie of response.headers.getSetCookie()) this.cookie = cookie.split(';')[0] ?? ''
    return answerOf(response)
  }
}
