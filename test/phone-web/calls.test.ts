import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, expect, test } from 'vitest'

import { callsTo } from '../../phone-web/src/calls.ts'
import { credential } from './steps/states.ts'

const handle = '0123456789ABCDEFGHJKMNPQRS'
const registration = {
  ...credential,
  response: { clientDataJSON: 'e30', attestationObject: 'AA', transports: [] },
}
const open: (() => void)[] = []

afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A server that answers everything with `answer`, and what it was asked. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const type = request.headers['content-type'] ?? ''
      asked.push([request.method, request.url, type, body].filter(Boolean).join(' '))
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { base: `http://127.0.0.1:${port}/`, asked }
}

function problem(
  status: number,
  headers: Record<string, string> = {},
  members: Record<string, unknown> = {},
) {
  return (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    response.end(
      JSON.stringify({ type: 'about:blank', title: 'No.', status, code: 'busy', ...members }),
    )
  }
}

test('each call is the contract’s', async () => {
  const { base, asked } = await serve((_, response) => response.end('{}'))
  const calls = callsTo(base, 'en')
  await calls.details(handle)
  await calls.session()
  await calls.decide({ handle, decision: 'deny' })
  await calls.signOut()
  await calls.signUp({ username: 'dora', name: 'Dora', password: 'p' })
  await calls.passkeyOptions('sign-in')
  await calls.passkeySignIn(credential)
  await calls.passkeyOptions('make')
  await calls.keepPasskey(registration)
  expect(asked).toEqual([
    `POST /link/details application/json {"handle":"${handle}"}`,
    'GET /session',
    `POST /authorize application/json {"handle":"${handle}","decision":"deny"}`,
    'DELETE /session',
    'POST /account application/json {"username":"dora","name":"Dora","password":"p"}',
    'POST /session/passkey/options application/json {}',
    `POST /session/passkey application/json ${JSON.stringify(credential)}`,
    'POST /passkeys/options application/json {}',
    `POST /passkeys application/json ${JSON.stringify(registration)}`,
  ])
})

test('a good answer is parsed', async () => {
  const { base } = await serve((_, response) => response.end('{"status":"authorized"}'))
  const answer = await callsTo(base, 'en').decide({ handle, decision: 'approve' })
  expect(answer).toEqual({ kind: 'ok', value: { status: 'authorized' } })
})

test('the digits of a match are parsed, and are three', async () => {
  const numbers = ['472', '4720', '470', '<b>']
  const { base } = await serve((_, response) => {
    response.end(JSON.stringify({ status: 'match', number: numbers.shift() }))
  })
  const ask = () => callsTo(base, 'en').decide({ handle, decision: 'approve' })
  expect(await ask()).toEqual({ kind: 'ok', value: { status: 'match', number: '472' } })
  while (numbers.length > 0) expect(await ask()).toEqual({ kind: 'unreachable' })
})

test('signing out needs no body in the answer', async () => {
  const { base } = await serve((_, response) => response.writeHead(204).end())
  expect(await callsTo(base, 'en').signOut()).toEqual({ kind: 'ok', value: null })
})

test.each([
  ['30', 30],
  ['soon', null],
  [undefined, null],
])('a problem comes with its sentence and the wait of Retry-After %s', async (header, seconds) => {
  const { base } = await serve(problem(503, header === undefined ? {} : { 'retry-after': header }))
  expect(await callsTo(base, 'en').session()).toEqual({
    kind: 'refused',
    status: 503,
    code: 'busy',
    title: 'No.',
    detail: null,
    retryAfterSeconds: seconds,
    methods: [],
    reasons: [],
  })
})

test('what a problem brings along is read where it fits, and harms nothing where it does not', async () => {
  const risk = { verdict: 'warn', reasons: ['other_country'] }
  const asked = [
    [
      { methods: ['password', 'oidc'], risk, detail: 'Why.' },
      ['password', 'oidc'],
      ['other_country'],
    ],
    [{ methods: ['sms'], risk: { verdict: 'warn', reasons: ['<b>'] } }, [], []],
    [{ methods: 'password', risk: 7 }, [], []],
  ] as const
  for (const [members, methods, reasons] of asked) {
    const { base } = await serve(problem(403, {}, members))
    const answer = await callsTo(base, 'en').decide({ handle, decision: 'approve' })
    const detail = 'detail' in members ? members.detail : null
    expect(answer).toMatchObject({ kind: 'refused', code: 'busy', detail, methods, reasons })
  }
})

test.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
  ['a Wi-Fi’s own page', (_, response) => response.end('<html>Sign in to our Wi-Fi')],
  [
    'a redirect, wherever it leads',
    ({ url }, response) =>
      url === '/portal'
        ? response.end('{"status":"denied"}')
        : response.writeHead(302, { location: '/portal' }).end(),
  ],
  ['an answer of another form', (_, response) => response.end('{"status":"maybe"}')],
  ['a proxy’s error page', (_, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>')],
  ['a broken connection', (request) => request.socket.destroy()],
])('%s is not the server’s word', async (_, answer) => {
  const { base } = await serve(answer)
  expect(await callsTo(base, 'en').decide({ handle, decision: 'deny' })).toEqual({
    kind: 'unreachable',
  })
})

test('no answer in time is no answer, also when it stalls half-way', async () => {
  const silent = await serve(() => {})
  expect(await callsTo(silent.base, 'en', 50).session()).toEqual({ kind: 'unreachable' })
  const stalling = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{')
  })
  expect(await callsTo(stalling.base, 'en', 200).session()).toEqual({ kind: 'unreachable' })
})
