import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'

import { LANGS } from '#contract/languages'
import {
  accounts,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
} from '../../../support/server.ts'
import { Tv } from '../../../support/tv.ts'

const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }
const DORA = { username: 'dora', password: passwordOf('dora'), remember: 'yes' }

/** A browser without scripts: it keeps cookies, sends forms and reads what comes. */
class PlainBrowser {
  readonly url: string
  readonly headers: Record<string, string>
  readonly cookies = new Map<string, string>()

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url
    this.headers = headers
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.#send('GET', path, headers)
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const site = { 'sec-fetch-site': 'same-origin' }
    return this.#send('POST', path, { ...site, ...headers }, new URLSearchParams(fields))
  }

  async #send(method: string, path: string, headers: object, body?: URLSearchParams) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...this.headers, ...headers },
      ...(body === undefined ? {} : { body }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return { status: response.status, headers: response.headers, page: await response.text() }
  }
}

async function start(settings: Settings = {}, clock?: { now: number }): Promise<TestServer> {
  return startServer(
    { accounts: await accounts('dora', 'bob'), trustedProxies: ['127.0.0.1'], ...settings },
    { pages: true, ...(clock === undefined ? {} : { clock }) },
  )
}

/** A TV at home that shows its code. */
async function tvAt(server: TestServer) {
  const tv = await Tv.make(server.url)
  tv.headers = HOME
  tv.now = () => server.clock.now
  await tv.askToken()
  return { tv, link: await tv.requestLink() }
}

describe('the page, as the server draws it', () => {
  it('is there at once, in the language of the browser, and kept by nobody', async () => {
    const server = await start()
    const phone = new PlainBrowser(server.url)
    for (const path of ['/L', '/link', '/login.html']) {
      const { status, headers, page } = await phone.get(path, { 'accept-language': 'ar;q=0.9' })
      expect(status, path).toBe(200)
      expect(headers.get('content-type'), path).toContain('text/html')
      expect(headers.get('cache-control'), path).toBe('no-store')
      expect(headers.get('vary'), path).toMatch(/Accept-Language.*Cookie/)
      expect(page, path).toContain('<html lang="ar" dir="rtl">')
      expect(page, path).toContain('<form id="form" method="post" action="link"')
      expect(headers.getSetCookie(), path).toEqual([])
    }
  })

  it('runs and styles only what carries the nonce of that very answer', async () => {
    const server = await start()
    const phone = new PlainBrowser(server.url)
    const [first, second] = [await phone.get('/link'), await phone.get('/link')]
    const nonces = [first, second].map(({ headers, page }) => {
      const [, nonce = ''] = /<style nonce="([^"]+)"/.exec(page) ?? []
      expect(headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
      expect(page.match(/<(?:script|style)\b/g)?.length).toBe(
        page.match(new RegExp(`<(?:script|style)[^>]* nonce="${nonce}"`, 'g'))?.length,
      )
      return nonce
    })
    expect(nonces[0]).not.toBe(nonces[1])
  })

  it('remembers a chosen language, and takes no other word of the address', async () => {
    const server = await start()
    const phone = new PlainBrowser(server.url)
    const chosen = await phone.get('/link?lang=ja&problem=%3Cb%3E&name=Mallory', {
      'accept-language': 'de',
    })
    expect(chosen.page).toContain('<html lang="ja"')
    expect(chosen.page).not.toContain('Mallory')
    expect(chosen.page).not.toContain('<b>')
    expect(chosen.headers.getSetCookie()[0]).toMatch(
      /^couchlink-lang=ja; Path=\/; Max-Age=31536000; SameSite=Lax$/,
    )
    expect((await phone.get('/L', { 'accept-language': 'de' })).page).toContain('<html lang="ja"')
    const unknown = await phone.get('/link?lang=tlh')
    expect(unknown.headers.getSetCookie()).toEqual([])
    expect(unknown.page).toContain('<html lang="ja"')
  })

  it('says why the way over the provider led back, in the words that it knows', async () => {
    const server = await start()
    const phone = new PlainBrowser(server.url)
    const said = await phone.get('/link?problem=provider_unavailable')
    expect([said.status, said.headers.get('retry-after')]).toEqual([200, null])
    expect(said.page).toContain('Your sign-in provider does not answer just now.')
    for (const other of ['internal_error', 'toString', 'provider_unavailable&problem=x']) {
      expect((await phone.get(`/link?problem=${other}`)).page).toContain('data-kind="quiet"></p>')
    }
  })

  it('says on plain http that others could read along, and on this very machine does not', async () => {
    const server = await start()
    const sentence = 'On this network others could read along.'
    const seen = async (headers: Record<string, string>) =>
      (await new PlainBrowser(server.url, headers).get('/link')).page.includes(sentence)
    expect(await seen(AWAY)).toBe(true)
    expect(await seen({})).toBe(false)
    expect(await seen({ ...AWAY, 'x-forwarded-proto': 'https' })).toBe(false)
  })

  it.each(['br', 'gzip'] as const)(
    'weighs at most 20 KB as %s, with style and script',
    async (encoding) => {
      const server = await start()
      const weights: number[] = []
      for (const lang of LANGS) {
        const html = await compressed(`${server.url}/L?lang=${lang}`, encoding)
        const [, script = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(html.text) ?? []
        const { bytes } = await compressed(`${server.url}/${script}`, encoding)
        weights.push(html.bytes + bytes)
      }
      expect(Math.max(...weights)).toBeLessThanOrEqual(20 * 1024)
    },
  )

  it('knows which methods it has', async () => {
    const server = await start()
    const phone = new PlainBrowser(server.url)
    for (const [path, allowed] of [
      ['/L', 'GET, HEAD'],
      ['/login.html', 'GET, HEAD'],
    ] as const) {
      const { status, headers } = await phone.post(path, {})
      expect([status, headers.get('allow')], path).toEqual([405, allowed])
    }
    const { status, headers } = await phone.get('/session/end')
    expect([status, headers.get('allow')]).toEqual([405, 'POST'])
  })
})

/** The bytes on the wire, and what they say. */
async function compressed(
  url: string,
  encoding: 'br' | 'gzip',
): Promise<{ bytes: number; text: string }> {
  const request = get(url, { headers: { 'accept-encoding': encoding } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(response.headers['content-encoding']).toBe(encoding)
  const body = await buffer(response)
  return {
    bytes: body.length,
    text: (encoding === 'br' ? brotliDecompressSync(body) : gunzipSync(body)).toString(),
  }
}

describe('without a script, a typed code and a password', () => {
  it('connect the TV, and this phone is remembered', async () => {
    const server = await start()
    const { tv, link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, HOME)
    const { status, page } = await phone.post('/link', { user_code: link.user_code, ...DORA })
    expect(status).toBe(200)
    expect(page).toContain('Connected! Look up: your TV is ready.')
    expect(page).not.toContain('<script')
    expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    const next = await phone.get('/link')
    expect(next.page).toContain('Signed in as <bdi id="account-name">Dora</bdi>')
    expect(next.page).toContain('Connect as Dora')
  })

  it('leave no session behind where the person wants none', async () => {
    const server = await start()
    const { tv, link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, HOME)
    const { remember: _, ...once } = DORA
    await phone.post('/link', { user_code: link.user_code, ...once })
    expect((await tv.hello()).status).toBe(200)
    expect([...phone.cookies.keys()]).toEqual([])
  })

  it('connect it until tomorrow noon, if that is the wish', async () => {
    const server = await start()
    const { tv, link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, HOME)
    await phone.post('/link', { user_code: link.user_code, ...DORA, until: 'tomorrow' })
    expect((await tv.hello()).status).toBe(200)
    const account = await server.parts.store.accountByUsername('dora')
    const [device] = await server.parts.store.devicesOf(account!.accountId, server.clock.now)
    const noon = new Date((device?.until ?? 0) * 1000)
    expect([noon.getHours(), noon.getMinutes(), noon.getSeconds()]).toEqual([12, 0, 0])
    const hours = (noon.getTime() / 1000 - server.clock.now) / 3600
    expect(hours).toBeGreaterThan(11)
    expect(hours).toBeLessThan(37)
  })

  it('are asked for again in words when they are wrong or missing, and nothing is connected', async () => {
    const server = await start()
    const { tv, link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, HOME)
    const right = { user_code: link.user_code, ...DORA }
    const cases: [Record<string, string>, number, string][] = [
      [{ ...right, password: 'wrong' }, 403, 'Wrong name or password.'],
      [{ ...right, password: 'x'.repeat(257) }, 400, 'Something in the form does not fit.'],
      [{ ...right, username: 'x'.repeat(65) }, 403, 'Wrong name or password.'],
      [{ ...right, user_code: 'BBBB-BBBB' }, 404, 'This code is not known, or it has run out.'],
      [{ ...right, user_code: 'what?' }, 404, 'This code is not known, or it has run out.'],
      [{ ...right, user_code: ' ' }, 400, 'The code has eight letters'],
      [{ ...right, username: '' }, 400, 'Type your user name.'],
      [{ ...right, password: '' }, 400, 'Type your password.'],
      [{ ...right, until: 'for ever' }, 400, 'Something in the form does not fit.'],
      [{}, 400, 'The code has eight letters'],
    ]
    for (const [fields, expected, sentence] of cases) {
      const { status, headers, page } = await phone.post('/link', fields)
      expect(status, sentence).toBe(expected)
      expect(page).toContain(`data-kind="trouble">${sentence}`)
      expect(headers.get('content-type')).toContain('text/html')
      expect(page).not.toContain(passwordOf('dora'))
    }
    expect((await tv.hello()).status).toBe(401)
    expect([...phone.cookies.keys()]).toEqual([])
  })

  it('show what was typed as text', async () => {
    const server = await start()
    const phone = new PlainBrowser(server.url, HOME)
    const hostile = '"><script>alert(1)</script>'
    const { page } = await phone.post('/link', { user_code: hostile, username: hostile })
    expect(page).not.toContain('<script')
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
  })

  it('are not taken from another site', async () => {
    const server = await start()
    const { tv, link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, HOME)
    const fields = { user_code: link.user_code, ...DORA }
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ]) {
      expect((await phone.post('/link', fields, headers)).status).toBe(403)
      expect((await phone.post('/session/end', {}, headers)).status).toBe(403)
    }
    expect((await tv.hello()).status).toBe(401)
  })

  it('say how long to wait after too many tries', async () => {
    const server = await start({ budgets: { signInMisses: 1, signInWaitSeconds: 60 } })
    const phone = new PlainBrowser(server.url, HOME)
    const fields = { user_code: 'BBBB-BBBB', ...DORA, password: 'wrong' }
    await phone.post('/link', fields)
    const { status, headers, page } = await phone.post('/link', fields)
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(page).toMatch(/Too many tries\. Please wait a little\. Try again in \d+ seconds?\./)
  })
})

describe('without a script, in doubt', () => {
  it('three digits settle it, and a button asks how it went', async () => {
    const server = await start()
    const { tv, link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, AWAY)
    const fields = { user_code: link.user_code, ...DORA }
    const shown = await phone.post('/link', fields)
    const number = [...shown.page.matchAll(/<b>(\d)<\/b>/g)].map(([, digit]) => digit).join('')
    expect(number).toMatch(/^[1-9]{3}$/)
    expect(shown.page).toContain('Enter these digits on the TV in front of you')
    expect((await tv.hello()).status).toBe(401)
    // Remembered by now, so the button sends the code alone.
    const again = await phone.post('/link', { user_code: link.user_code })
    expect(again.page).toContain(`aria-label="${[...number].join(', ')}"`)
    await tv.call('POST', '/link/match', { link_id: link.link_id, number })
    expect((await tv.hello()).status).toBe(200)
  })

  it('a warning is read before a second yes counts', async () => {
    const server = await start({ risk: { otherNetwork: 'warn' } })
    const { link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, AWAY)
    const fields = { user_code: link.user_code, ...DORA }
    const warned = await phone.post('/link', fields)
    expect(warned.status).toBe(403)
    expect(warned.page).toContain('<li>TV and phone are in different networks.</li>')
    expect(warned.page).toContain('name="acknowledged" value="yes"')
    expect(warned.page).not.toContain('<b>')
    const digits = await phone.post('/link', { ...fields, acknowledged: 'yes' })
    expect(digits.page).toMatch(/<b>\d<\/b>/)
  })

  it('a forbidden sign-in is refused in words', async () => {
    const server = await start({ risk: { otherNetwork: 'deny' } })
    const { link } = await tvAt(server)
    const phone = new PlainBrowser(server.url, AWAY)
    const { status, page } = await phone.post('/link', { user_code: link.user_code, ...DORA })
    expect(status).toBe(403)
    expect(page).toContain('This sign-in is too unusual to be allowed from here.')
  })

  it('an old session proves itself once more', async () => {
    const server = await start({}, { now: Math.floor(Date.now() / 1000) })
    const phone = new PlainBrowser(server.url, AWAY)
    await phone.post('/link', { user_code: (await tvAt(server)).link.user_code, ...DORA })
    server.clock.now += 3600
    const { link } = await tvAt(server)
    const asked = await phone.post('/link', { user_code: link.user_code })
    expect(asked.status).toBe(403)
    expect(asked.page).toContain('Please prove once more that it is you.')
    expect(asked.page).toMatch(/id="username"[^>]* value="dora" readonly/)
    const proven = await phone.post('/link', { user_code: link.user_code, ...DORA })
    expect(proven.page).toMatch(/<b>\d<\/b>/)
  })
})

test('without a script one can be somebody else, and the old session is over', async () => {
  const server = await start()
  const phone = new PlainBrowser(server.url, HOME)
  await phone.post('/link', { user_code: (await tvAt(server)).link.user_code, ...DORA })
  const [session] = [...phone.cookies].filter(([name]) => name === 'couchlink')
  const gone = await phone.post('/session/end', {})
  expect([gone.status, gone.headers.get('location')]).toEqual([303, '../link'])
  expect((await phone.get('/link')).page).not.toContain('Dora')
  phone.cookies.set('couchlink', session?.[1] ?? '')
  expect((await phone.get('/link')).page).not.toContain('Dora')
})
