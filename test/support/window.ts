/** Where a browser has come to: the last answer, its address, and every address on the way. */
export interface Arrived {
  status: number
  url: string
  path: string[]
  headers: Headers
  text: string
}

/** More redirects than any sign-in needs. */
const MAX_REDIRECTS = 12

/** A person's browser window as the servers of one machine see it: cookies of their own for each, redirects followed. */
export class Window {
  /** By origin and name. */
  readonly cookies = new Map<string, Map<string, string>>()

  /**
   * @param options.stopBefore the first address that is not asked any more; it is the answer's `url`
   * @param options.headers sent with every request
   */
  async go(
    from: string,
    options: {
      stopBefore?: (url: string) => boolean
      headers?: Record<string, string>
      method?: string
    } = {},
  ): Promise<Arrived> {
    let url = from
    const path: string[] = []
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects += 1) {
      const response = await fetch(url, {
        method: options.method ?? 'GET',
        redirect: 'manual',
        headers: { cookie: this.cookieHeader(url), ...options.headers },
      })
      this.#keep(url, response)
      path.push(url)
      const { status, headers } = response
      const text = await response.text()
      const location = headers.get('location')
      if (location === null) return { status, url, path, headers, text }
      url = new URL(location, url).href
      if (options.stopBefore?.(url) === true) return { status, url, path, headers, text }
    }
    throw new Error(`redirected without end: ${path.join(' ')}`)
  }

  cookieHeader(url: string): string {
    const jar = this.cookies.get(new URL(url).origin) ?? new Map()
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #keep(url: string, response: Response): void {
    const { origin } = new URL(url)
    const jar = this.cookies.get(origin) ?? new Map<string, string>()
    this.cookies.set(origin, jar)
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      if (value === '' || /max-age=0\b/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
  }
}
