import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'

/** What the connection or the moment decides, and no header of ours. */
const LEFT_OUT = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const PROBLEM_TYPE = {
  'content-type': 'application/problem+json; charset=utf-8',
  vary: 'Accept-Language',
}
/** Of every answer of the API. */
const PRIVATE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
/** Of what a TV may ask from a page of any origin, without a cookie. */
const ANY_ORIGIN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Date, Retry-After, WWW-Authenticate',
}
const PUBLIC = { 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' }
const TV_CHALLENGE = {
  'www-authenticate': 'DPoP error="invalid_token", algs="ES256", Bearer error="invalid_token"',
}

const TABLE: [call: string, by: 'ada' | 'nobody', status: number, headers: object][] = [
  ['GET /session', 'ada', 200, { ...PRIVATE, ...JSON_TYPE }],
  ['GET /sessions', 'ada', 200, { ...PRIVATE, ...JSON_TYPE }],
  ['GET /passkeys', 'ada', 200, { ...PRIVATE, ...JSON_TYPE }],
  ['GET /devices', 'ada', 200, { ...PRIVATE, ...JSON_TYPE, vary: 'Accept' }],
  [
    'GET /account/export',
    'ada',
    200,
    {
      ...PRIVATE,
      ...JSON_TYPE,
      'content-disposition': 'attachment; filename="couchlink-account.json"',
    },
  ],
  [
    'GET /session',
    'nobody',
    401,
    { ...PRIVATE, ...PROBLEM_TYPE, 'www-authenticate': 'DPoP algs="ES256", Bearer' },
  ],
  ['POST /session', 'nobody', 415, { ...PRIVATE, ...PROBLEM_TYPE }],
  ['PUT /session', 'nobody', 405, { ...PRIVATE, ...PROBLEM_TYPE, allow: 'GET, POST, DELETE' }],
  ['GET /nowhere', 'nobody', 404, { ...PRIVATE, ...PROBLEM_TYPE }],
  ['GET /hello', 'ada', 401, { ...PRIVATE, ...PROBLEM_TYPE, ...ANY_ORIGIN, ...TV_CHALLENGE }],
  ['GET /titles', 'ada', 401, { ...PRIVATE, ...PROBLEM_TYPE, ...ANY_ORIGIN, ...TV_CHALLENGE }],
  ['POST /auth/token', 'nobody', 400, { ...PRIVATE, ...JSON_TYPE, ...ANY_ORIGIN }],
  ['GET /auth/token', 'nobody', 405, { ...PRIVATE, ...JSON_TYPE, ...ANY_ORIGIN, allow: 'POST' }],
  ['GET /healthz', 'nobody', 200, { ...PRIVATE, ...JSON_TYPE }],
  ['GET /readyz', 'nobody', 200, { ...PRIVATE, ...JSON_TYPE }],
  [
    'GET /.well-known/oauth-authorization-server',
    'nobody',
    200,
    { ...PUBLIC, ...JSON_TYPE, ...ANY_ORIGIN },
  ],
  [
    'GET /.well-known/jwks.json',
    'nobody',
    200,
    { ...PUBLIC, ...JSON_TYPE, 'access-control-allow-origin': '*' },
  ],
]

describe('the headers of an answer', () => {
  it.each(TABLE)('to %s by %s are these and no other', async (call, by, status, headers) => {
    const server = await startServer({ accounts: await accounts('ada') })
    const phone = new Phone(server.url)
    if (by === 'ada') await phone.signIn('ada', passwordOf('ada'))
    const [method = '', path = ''] = call.split(' ')
    const answer = await phone.send(method, path)
    const said = Object.fromEntries(answer.headers)
    for (const name of LEFT_OUT) delete said[name]
    expect([answer.status, said]).toEqual([status, headers])
  })
})
