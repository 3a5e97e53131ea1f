import { describe, expect, it } from 'vitest'

import { answerOf } from '../support/tv.ts'
import { expectOAuthError, HERE, IN_THE_HOUSE, openHouse, PROXIED } from './house.ts'

const FORM = 'application/x-www-form-urlencoded'
const ASK = 'client_id=app'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

/** What other protocols, or an attacker, would like to say. */
const UNKNOWN = {
  request: 'eyJhbGciOiJub25lIn0.e30.',
  request_uri: 'http://127.0.0.1:9/never-asked',
  registration: '{"client_name":"x"}',
  device_code: 'chosen-by-the-app',
  user_code: 'BBBB-BBBB',
  link_id: 'AAAAAAAAAAAAAAAAAAAAAA',
  expires_in: '999999',
  redirect_uri: 'https://evil.example',
  audience: 'https://api.example.com',
}

describe('a request for a device code', () => {
  it('DA1 takes POST alone, and says so', async () => {
    const house = await openHouse()
    const { authorize } = house.app().endpoints
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await answerOf(await fetch(`${authorize}?${ASK}`, { method }))
      expectOAuthError(answer, 405, 'invalid_request', method)
      expect(answer.headers.get('allow'), method).toBe('POST')
    }
    const head = await fetch(`${authorize}?${ASK}`, { method: 'HEAD' })
    expect(head.status).toBe(405)
    expect((await fetch(authorize, { method: 'OPTIONS' })).status).toBe(204)
  })

  it('DA2 refuses an empty one', async () => {
    const house = await openHouse()
    const app = house.app()
    expectOAuthError(await app.post(app.endpoints.authorize, ''), 400, 'invalid_request')
    const bare = await answerOf(await fetch(app.endpoints.authorize, { method: 'POST' }))
    expectOAuthError(bare, 400, 'invalid_request')
    // What stands in the query was not sent in the form.
    const inQuery = await app.post(`${app.endpoints.authorize}?${ASK}`, '')
    expectOAuthError(inQuery, 400, 'invalid_request')
  })

  const NO_FORMS: [string, string, Record<string, string>][] = [
    ['JSON', '{"client_id":"app"}', { 'content-type': 'application/json' }],
    ['plain text', ASK, { 'content-type': 'text/plain' }],
    ['multipart', ASK, { 'content-type': 'multipart/form-data; boundary=x' }],
    ['XML', '<client_id>app</client_id>', { 'content-type': 'application/xml' }],
    ['no type', ASK, { 'content-type': '' }],
    ['a charset nobody has', ASK, { 'content-type': `${FORM}; charset=utf-7` }],
    ['an encoding nobody has', ASK, { 'content-encoding': 'nonsense' }],
    ['what is not gzip', ASK, { 'content-encoding': 'gzip' }],
  ]

  it('DA3 refuses what is no form', async () => {
    const app = (await openHouse()).app()
    for (const [what, body, headers] of NO_FORMS) {
      const answer = await app.post(app.endpoints.authorize, body, headers)
      expect([400, 415], what).toContain(answer.status)
      expectOAuthError(answer, answer.status, 'invalid_request', what)
    }
  })

  it('DA4 knows no client but those of config.json, to the letter', async () => {
    const house = await openHouse()
    const names = ['nobody', 'APP', 'app ', 'ap', 'app.', '__proto__', 'constructor', 'toString']
    for (const clientId of [...names, 'hasOwnProperty', '%FF', 'x'.repeat(128)]) {
      const app = house.app('app')
      const answer = await app.post(app.endpoints.authorize, { client_id: clientId })
      expectOAuthError(answer, 401, 'invalid_client', clientId)
      const secretive = { client_id: clientId, client_secret: 'x' }
      const proven = await app.post(app.endpoints.authorize, secretive)
      expectOAuthError(proven, 401, 'invalid_client', `${clientId} with a secret`)
    }
  })

  it('DA5 is for clients that have this grant, and may call from here', async () => {
    const house = await openHouse(PROXIED)
    expectOAuthError(await house.app('no-device').ask(), 400, 'unauthorized_client')
    const app = house.app('lan-only')
    app.headers = HERE
    expectOAuthError(await app.ask(), 400, 'unauthorized_client')
    app.headers = IN_THE_HOUSE
    expect((await app.ask()).status).toBe(200)
  })

  it('DA5 is for televisions only with their own token', async () => {
    const house = await openHouse()
    expectOAuthError(await house.app('tv').ask(), 400, 'unauthorized_client')
  })

  it('DA6 grants no scope beyond the client’s', async () => {
    const house = await openHouse()
    const others = ['pay', 'watch pay', 'Watch', 'watch\trate', 'watch,rate', 'watch"', '*', 'wat']
    for (const scope of others) {
      expectOAuthError(await house.app().ask({ scope }), 400, 'invalid_scope', scope)
      expectOAuthError(await house.app('bare').ask({ scope }), 400, 'invalid_scope', scope)
    }
  })

  it('DA6 grants what is the client’s, asked for or not', async () => {
    const house = await openHouse()
    for (const [asked, granted] of [
      [undefined, 'watch rate'],
      ['', 'watch rate'],
      ['rate', 'rate'],
      ['rate watch rate', 'rate watch'],
    ]) {
      const app = house.app()
      const link = await house.approved(app, asked === undefined ? {} : { scope: asked })
      expect((await app.tokens(app.poll(link.device_code))).scope, asked).toBe(granted)
    }
    expectOAuthError(await house.app().ask({ scope: 'x'.repeat(513) }), 400, 'invalid_request')
  })

  it('DA7 issues nothing for another resource than ourselves', async () => {
    const house = await openHouse()
    const app = house.app()
    const others = [
      'https://api.example.com',
      `${house.url}/hello`,
      `${house.url}#x`,
      `${house.url}.evil.example`,
      '/auth',
      'not a url',
      'urn:couchlink',
    ]
    for (const resource of others) {
      expectOAuthError(await app.ask({ resource }), 400, 'invalid_target', resource)
    }
    const twice = `${ASK}&resource=${house.url}&resource=https://api.example.com`
    expectOAuthError(await app.post(app.endpoints.authorize, twice), 400, 'invalid_request')
    for (const resource of [house.url, `${house.url}/`, '']) {
      expect((await app.ask({ resource })).status, resource).toBe(200)
    }
  })

  it('DA8 refuses a repeated parameter', async () => {
    const app = (await openHouse()).app()
    for (const body of [
      `${ASK}&${ASK}`,
      `${ASK}&client_id=other`,
      `${ASK}&scope=watch&scope=rate`,
      `${ASK}&scope=watch&scope=`,
      `${ASK}&unknown=1&unknown=2`,
      `${ASK}&code_challenge=${CHALLENGE}&code_challenge=${CHALLENGE}&code_challenge_method=S256`,
    ]) {
      expectOAuthError(await app.post(app.endpoints.authorize, body), 400, 'invalid_request', body)
    }
  })

  it('DA9 refuses a malformed parameter', async () => {
    const app = (await openHouse()).app()
    for (const body of [
      'client_id=app%00',
      'client_id=app%0D%0AX:1',
      'client_id=caf%C3%A9',
      `client_id=${'x'.repeat(129)}`,
      'client_id[]=app',
      `${ASK}&code_challenge=short&code_challenge_method=S256`,
      `${ASK}&code_challenge=${CHALLENGE}=&code_challenge_method=S256`,
      `${ASK}&code_challenge=${CHALLENGE}&code_challenge_method=plain`,
      `${ASK}&code_challenge=${CHALLENGE}`,
      `${ASK}&code_challenge_method=S256`,
    ]) {
      expectOAuthError(await app.post(app.endpoints.authorize, body), 400, 'invalid_request', body)
    }
  })

  it('DA9 refuses a body over 8 kB or 20 parameters unread', async () => {
    const app = (await openHouse()).app()
    const many = Array.from({ length: 20 }, (_, index) => `p${index}=1`).join('&')
    for (const body of [`${ASK}&scope=${'x'.repeat(9000)}`, `${ASK}&${many}`]) {
      expectOAuthError(await app.post(app.endpoints.authorize, body), 413, 'invalid_request')
    }
  })

  it('DA10 refuses one that names no client', async () => {
    const app = (await openHouse()).app()
    for (const body of ['scope=watch', 'client_id=', 'client_id=&scope=watch', 'clientid=app']) {
      expectOAuthError(await app.post(app.endpoints.authorize, body), 400, 'invalid_request', body)
    }
  })

  it('DA12 ignores parameters it does not know (RFC 8628 §3.1)', async () => {
    const app = (await openHouse()).app()
    for (const [name, value] of Object.entries(UNKNOWN)) {
      const answer = await app.ask({ [name]: value })
      expect(answer.status, name).toBe(200)
      expect(answer.body, name).toMatchObject({ expires_in: 600, interval: 5 })
      expect(JSON.stringify(answer.body), name).not.toContain(value)
    }
  })
})
