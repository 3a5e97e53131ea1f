import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'

import { PROBLEMS } from '#contract/problem'

import { Phone } from '../support/phone.ts'
import { startServer } from '../support/server.ts'
import { type Answer, Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const JSON_ROUTES = ['/link/details', '/authorize', '/session', '/goodbye']
const FORM_ROUTES = ['/auth/token', '/auth/device_authorization', '/auth/code']

/** Every refusal is a 4xx in the documented form: problem details, or an OAuth error below `/auth/`. */
function expectClearRefusal(path: string, { status, headers, body }: Answer): void {
  const what = `${path} ${status} ${JSON.stringify(body).slice(0, 200)}`
  expect(status, what).toBeGreaterThanOrEqual(400)
  expect(status, what).toBeLessThan(500)
  expect(headers.get('cache-control'), what).toBe('no-store')
  if (path.startsWith('/auth/')) {
    expect(typeof body['error'], what).toBe('string')
  } else {
    expect(headers.get('content-type'), what).toContain('application/problem+json')
    expect(Object.keys(PROBLEMS), what).toContain(body['code'])
    expect(body['status'], what).toBe(status)
  }
}

describe('bad input', () => {
  it('of every kind gets a clear refusal, and costs no binding', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    await new Phone(server.url).approve((await tv.requestLink()).handle, ELIZA)
    const { binding } = (await tv.hello()).body
    const phone = new Phone(server.url, { authorization: `Bearer ${tv.token}` })
    const json = { 'content-type': 'application/json' }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const bodies: [Record<string, string>, string | Uint8Array<ArrayBuffer>][] = [
      [json, ''],
      [json, '{'],
      [json, '{"handle":'],
      [json, 'null'],
      [json, '"text"'],
      [json, '[]'],
      [json, '{"handle":{},"decision":[],"binding":{}}'],
      [json, '{"__proto__":{"handle":"x"},"constructor":1}'],
      [json, Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d)],
      [json, JSON.stringify({ handle: 'x'.repeat(9000) })],
      [{ 'content-type': 'application/json; charset=utf-7' }, '{}'],
      [{ ...json, 'content-encoding': 'gzip' }, 'not gzip'],
      [{ ...json, 'content-encoding': 'nonsense' }, '{}'],
      [{ 'content-type': 'text/plain' }, '{}'],
      [{ 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
      [form, 'grant_type=a&grant_type=b&assertion=x'],
      [form, 'grant_type=%FF%FE&assertion=%'],
      [form, `assertion=${'x'.repeat(9000)}`],
      [form, Array.from({ length: 50 }, (_, index) => `p${index}=1`).join('&')],
    ]
    for (const path of [...JSON_ROUTES, '/auth/token']) {
      for (const [headers, body] of bodies) {
        // A goodbye without a body is a goodbye.
        if (path === '/goodbye' && body === '') continue
        expectClearRefusal(path, await phone.send('POST', path, body, headers))
      }
    }
    expect((await tv.hello()).body.binding).toBe(binding)
  })

  it('that is not UTF-8 is refused as such, not read as something else', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    const [before, after] = ['{"username":"eliza","password":"', '"}'].map((part) =>
      Buffer.from(part),
    )
    const body = Buffer.concat([before ?? [], Uint8Array.of(0xff, 0xfe), after ?? []] as Buffer[])
    const answer = await phone.send('POST', '/session', Uint8Array.from(body), {
      'content-type': 'application/json',
    })
    expect([answer.status, answer.body['detail']]).toEqual([400, 'The body is not UTF-8.'])
  })

  it('by the wrong method says which one is right', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    for (const path of [
      ...JSON_ROUTES,
      ...FORM_ROUTES,
      '/hello',
      '/titles',
      '/healthz',
      '/readyz',
    ]) {
      const answer = await phone.send('PUT', path)
      expect(answer.status, path).toBe(405)
      expectClearRefusal(path, answer)
      expect(answer.headers.get('allow'), path).toMatch(/GET|POST/)
    }
  })

  it('below the path of PUBLIC_URL is answered in the same forms', async () => {
    const server = await startServer({ publicUrl: 'http://192.168.1.5/couch' })
    const phone = new Phone(`${server.url}/couch`)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const endless = `assertion=${'x'.repeat(9000)}`
    expectClearRefusal('/auth/token', await phone.send('POST', '/auth/token', endless, form))
    expectClearRefusal('/nothing', await phone.send('GET', '/nothing'))
  })

  it('at an address that is none is told so', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    for (const path of [
      '/nothing',
      '/%FF',
      '/%',
      '/..%2f..%2fetc%2fpasswd',
      '/Hello',
      '/hello/',
      '//',
    ]) {
      const { status } = await phone.send('GET', path)
      expect([400, 404], path).toContain(status)
    }
  })

  it('that is no HTTP is answered and closed', async () => {
    const server = await startServer()
    const say = (bytes: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes))
        let heard = ''
        socket.on('data', (chunk) => (heard += chunk))
        socket.on('close', () => resolve(heard))
        socket.on('error', () => resolve(heard))
      })
    expect(await say('hello?\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await say(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    )
  })

  it('leaves no socket half open: who is refused is not waited for', async () => {
    const server = await startServer()
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
    for (const bytes of [
      `GET /elsewhere HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`,
      'hello?\r\n\r\n',
    ]) {
      const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
      onTestFinished(() => void socket.destroy())
      socket.on('error', () => {}).resume()
      await once(socket, 'connect')
      socket.write(bytes)
      await once(socket, 'end')
      // Writing goes on for ever to a peer that only said goodbye, and fails to one that has gone.
      const poke = setInterval(() => socket.write('x'), 10)
      await new Promise<void>((resolve) => socket.once('close', () => resolve()))
      clearInterval(poke)
    }
  })

  it('made up by the hundred never breaks anything', async () => {
    const server = await startServer({ budgets: { signInMisses: 10_000 } })
    const phone = new Phone(server.url)
    const member = fc.constantFrom(
      'handle',
      'user_code',
      'decision',
      'username',
      'password',
      'remember',
      'binding',
      'extra',
    )
    const body = fc.dictionary(member, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...JSON_ROUTES), body, async (path, value) => {
        const { status } = await phone.post(path, value)
        expect(status).toBeGreaterThanOrEqual(400)
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 300, seed: 20_261_122 },
    )
  })
})

describe('other sites', () => {
  it('cannot act with a person’s account session', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const phone = new Phone(server.url)
    await phone.signIn('eliza', 'Senza2024')
    const attempts: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': '', origin: 'http://evil.example' },
    ]
    const body = JSON.stringify({ handle, decision: 'approve' })
    for (const headers of attempts) {
      const answer = await phone.send('POST', '/authorize', body, {
        'content-type': 'application/json',
        ...headers,
      })
      expect([answer.status, answer.body['code']], JSON.stringify(headers)).toEqual([
        403,
        'cross_site',
      ])
    }
    const plain = await phone.send('POST', '/authorize', body, { 'content-type': 'text/plain' })
    expect(plain.status).toBe(415)
    expect((await tv.hello()).status).toBe(401)
  })

  it('are known by Origin where a browser on http sends no Sec-Fetch-Site', async () => {
    const server = await startServer()
    const { handle } = await (await Tv.boot(server.url)).requestLink()
    const post = (headers: Record<string, string>) =>
      fetch(`${server.url}/authorize`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ handle, decision: 'approve', ...ELIZA }),
      }).then(({ status }) => status)
    expect(await post({ origin: 'http://evil.example' })).toBe(403)
    expect(await post({ origin: 'null' })).toBe(403)
    expect(await post({ origin: server.url })).toBe(200)
  })

  it('cannot point their own name at this server', async () => {
    const server = await startServer({ allowedHosts: ['tv.example.com'] })
    const ask = (host: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () =>
          socket.write(`GET /session HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
        )
        let heard = ''
        socket.on('data', (chunk) => (heard += chunk))
        socket.on('close', () => resolve(heard))
      })
    expect(await ask('evil.example')).toMatch(/^HTTP\/1\.1 421 /)
    expect(await ask('tv.example.com')).toMatch(/^HTTP\/1\.1 401 /)
    expect(await ask('192.168.1.5:8080')).toMatch(/^HTTP\/1\.1 401 /)
  })
})
