import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { App } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import { freshPair, signApproval } from '../support/phone-key.ts'
import { passwordOf, startServer } from '../support/server.ts'
import { tablesIn } from '../support/tables.ts'
import {
  authenticate,
  blueAnswer,
  checkStatus,
  newCode,
  redAnswer,
  startTenants,
  type Tenants,
  tokenOf,
} from '../support/tenants.ts'
import { type Answer, answerOf, Tv } from '../support/tv.ts'

const UNKNOWN = '0123456789ABCDEFGHJKMNPQRS'

function told({ status, body }: Answer): unknown[] {
  return [status, body['code']]
}

describe('POST /qr-auth/authenticate', () => {
  test('W4: takes no word of anybody without a good token, and no cookie for one', async () => {
    const both = await startTenants()
    const tv = await Tv.boot(both.server.url)
    const { handle } = await tv.requestLink()
    const browser = new Phone(both.server.url)
    await browser.signIn('ada', passwordOf('ada'))
    const good = await tokenOf(both, both.red, 'ada')
    const before = tablesIn(both.server.dataDir)
    const nobody: [string, string | null, Record<string, string>, string][] = [
      ['no token', null, {}, 'sign_in_required'],
      ['a session', null, { cookie: browser.cookie }, 'sign_in_required'],
      ['another scheme', null, { authorization: `DPoP ${good}` }, 'sign_in_required'],
      ['a password', null, { authorization: 'Basic YWRhOmFkYQ==' }, 'sign_in_required'],
      ['nonsense', 'nonsense', {}, 'invalid_token'],
      ['the code of a screen', (await newCode(both)).device_code, {}, 'invalid_token'],
      ['the token of a TV', tv.token, {}, 'invalid_token'],
      ['a broken one', `${good.slice(0, -4)}AAAA`, {}, 'invalid_token'],
      ['an old one', await tokenOf(both, both.red, 'ada', { exp: 1 }), {}, 'invalid_token'],
      ['of a stranger', await tokenOf(both, both.red, 'carl'), {}, 'invalid_token'],
      [
        'for elsewhere',
        await tokenOf(both, both.red, 'ada', { aud: 'other' }),
        { cookie: browser.cookie },
        'invalid_token',
      ],
    ]
    for (const [name, token, headers, code] of nobody) {
      const answer = await authenticate(both, token, redAnswer(handle), headers)
      expect([name, ...told(answer)]).toEqual([name, 401, code])
      expect(answer.headers.get('www-authenticate'), name).toContain('Bearer')
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    const after = tablesIn(both.server.dataDir)
    expect(after['bindings']).toEqual(before['bindings'])
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  test('W5: answers a body that is none 400, with a code, and never 500', async () => {
    const both = await startTenants()
    const { handle } = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    const good = redAnswer(handle)
    const bodies: unknown[] = [
      '',
      '{',
      'null',
      '[]',
      '"text"',
      {},
      { authResponse: null },
      { authResponse: 'SUCCESSFUL' },
      { authResponse: [good] },
      { ...good, authResponse: {} },
      { ...good, authResponse: null },
      { ...good, sessionDataKey: undefined },
      { ...good, sessionDataKey: '' },
      { ...good, sessionDataKey: 7 },
      { ...good, sessionDataKey: [handle] },
      { ...good, sessionDataKey: `${handle}0` },
      { ...good, sessionDataKey: 'b03f90c9-6723-48f6-863b-a35f1ac77f57' },
      { ...good, tenantDomain: undefined },
      { ...good, clientID: '' },
      ...['', 'denied', 'SUCCESS', 'COMPLETED', null, true].map((response) => ({
        ...good,
        response,
      })),
    ]
    for (const body of bodies) {
      const answer = await authenticate(both, token, body)
      expect([body, ...told(answer)]).toEqual([body, 400, 'bad_request'])
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    }
    const types: [Record<string, string>, string][] = [
      [{ 'content-type': 'text/plain' }, 'unsupported_media_type'],
      [{ 'content-type': 'application/x-www-form-urlencoded' }, 'unsupported_media_type'],
      [{ 'content-type': 'application/json; charset=iso-8859-1' }, 'unsupported_media_type'],
      [{ 'content-encoding': 'nonsense' }, 'unsupported_media_type'],
      [{ 'content-encoding': 'gzip' }, 'bad_request'],
    ]
    for (const [headers, code] of types) {
      const answer = await authenticate(both, token, good, headers)
      expect([headers, ...told(answer)]).toEqual([headers, 400, code])
    }
    expect(told(await authenticate(both, token, 'x'.repeat(9000)))).toEqual([
      413,
      'payload_too_large',
    ])
    expect(told(await authenticate(both, token, redAnswer(UNKNOWN)))).toEqual([400, 'link_unknown'])
  })

  test('W5: has no body of any shape that breaks it', async () => {
    const both = await startTenants()
    const { handle } = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    const member = fc.constantFrom(...Object.keys(redAnswer('')), 'response', '__proto__')
    const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(handle, 'red.example'))
    const body = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.dictionary(member, value),
      fc.dictionary(fc.constant('authResponse'), fc.dictionary(member, value)),
    )
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        // A body may by chance be whole but for the client.
        expect([400, 401]).toContain((await authenticate(both, token, sent)).status)
      }),
      { numRuns: 60 },
    )
  })

  test('W6: a tenant that is not the screen’s is 400, a client that is not registered is 401', async () => {
    const both = await startTenants()
    const { handle } = await newCode(both)
    const grey = await newCode(both, 'grey-screen')
    const token = await tokenOf(both, both.red, 'ada')
    const blue = await tokenOf(both, both.blue, 'ada')
    const cases: [string, object, unknown[]][] = [
      [token, { ...redAnswer(handle), tenantDomain: 'nobody.example' }, [400, 'tenant_mismatch']],
      [token, { ...redAnswer(handle), tenantDomain: 'constructor' }, [400, 'tenant_mismatch']],
      [token, { ...redAnswer(handle), clientID: 'other-app' }, [401, 'client_not_registered']],
      [token, { ...redAnswer(handle), clientID: 'blue-app' }, [401, 'client_not_registered']],
      [blue, blueAnswer(handle), [400, 'tenant_mismatch']],
      [token, redAnswer(grey.handle), [400, 'tenant_mismatch']],
    ]
    for (const [by, body, expected] of cases) {
      for (const response of ['SUCCESSFUL', 'DENIED']) {
        expect([body, ...told(await authenticate(both, by, { ...body, response }))]).toEqual([
          body,
          ...expected,
        ])
      }
    }
    expect((await authenticate(both, token, redAnswer(handle))).status).toBe(201)
  })

  test('W9: after its time a code is EXPIRED, and a yes to it is 400 and binds nothing', async () => {
    const both = await startTenants({ link: { ttlSeconds: 60 } })
    const tv = await Tv.boot(both.server.url)
    const link = await tv.requestLink()
    both.server.clock.now += 61
    const token = await tokenOf(both, both.red, 'ada')
    for (const response of ['SUCCESSFUL', 'DENIED']) {
      const answer = await authenticate(both, token, { ...redAnswer(link.handle), response })
      expect(told(answer)).toEqual([400, 'link_expired'])
    }
    const asked = await checkStatus(both.server.url, link.device_code, link.handle)
    expect(asked.body).toEqual({ status: 'EXPIRED' })
    tv.now = () => both.server.clock.now
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  test('W9: a code that was replaced by a newer one has ended as well', async () => {
    const both = await startTenants()
    const tv = await Tv.boot(both.server.url)
    const old = await tv.requestLink()
    await tv.requestLink()
    const token = await tokenOf(both, both.red, 'ada')
    const answer = await authenticate(both, token, redAnswer(old.handle))
    expect(told(answer)).toEqual([400, 'link_superseded'])
    const asked = await checkStatus(both.server.url, old.device_code, old.handle)
    expect(asked.body).toEqual({ status: 'EXPIRED' })
  })

  test('W10: of two people who say yes at once one is answered 201, and stays', async () => {
    const both = await startTenants()
    const tv = await Tv.boot(both.server.url)
    const { handle } = await tv.requestLink()
    const people = ['ada', 'bob']
    const tokens = await Promise.all(people.map((name) => tokenOf(both, both.red, name)))
    const answers = await Promise.all(
      tokens.map((token) => authenticate(both, token, redAnswer(handle))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    const first = answers.findIndex(({ status }) => status === 201)
    const name = first === 0 ? 'Ada' : 'Bob'
    expect((await tv.hello()).body.name).toBe(name)
    for (const [index, token] of tokens.entries()) {
      const again = await authenticate(both, token, redAnswer(handle))
      expect(again.status, people[index]).toBe(index === first ? 201 : 409)
    }
    const no = { ...redAnswer(handle), response: 'DENIED' }
    expect(told(await authenticate(both, tokens[1 - first] ?? '', no))).toEqual([
      409,
      'link_finished',
    ])
    expect((await tv.hello()).body.name).toBe(name)
  })

  test('W15: whom one tenant’s issuer vouches for has no say about another tenant’s screen', async () => {
    const both = await startTenants()
    const link = await newCode(both, 'blue-screen')
    const red = await tokenOf(both, both.red, 'ada')
    for (const body of [blueAnswer(link.handle), redAnswer(link.handle)]) {
      for (const response of ['SUCCESSFUL', 'DENIED']) {
        const answer = await authenticate(both, red, { ...body, response })
        expect(told(answer)).toEqual(
          body.tenantDomain === 'blue.example' ? [401, 'invalid_token'] : [400, 'tenant_mismatch'],
        )
      }
    }
    const phone = new Phone(both.server.url, { authorization: `Bearer ${red}` })
    expect(told(await phone.approve(link.handle))).toEqual([400, 'tenant_mismatch'])
    const grey = await newCode(both, 'grey-screen')
    expect(told(await phone.approve(grey.handle))).toEqual([400, 'tenant_mismatch'])
    const { body } = await checkStatus(both.server.url, link.device_code, link.handle)
    expect(body).toEqual({ status: 'PENDING' })
    phone.headers = { authorization: `Bearer ${await tokenOf(both, both.blue, 'ada')}` }
    expect((await phone.approve(link.handle)).status).toBe(200)
  })

  test('W15: nor has a phone’s key that such a person has registered', async () => {
    const both = await startTenants()
    const link = await newCode(both, 'blue-screen')
    const token = await tokenOf(both, both.red, 'ada')
    const app = new Phone(both.server.url, { authorization: `Bearer ${token}` })
    const pair = freshPair()
    expect((await app.post('/keys', { key: pair.jwk })).status).toBe(200)
    const { handle } = link
    const says = { handle, origin: both.server.url, iat: both.server.clock.now }
    const phone = new Phone(both.server.url)
    const yes = await phone.approve(handle, { approval: await signApproval(pair, says) })
    expect(told(yes)).toEqual([400, 'tenant_mismatch'])
    const own = (await newCode(both)).handle
    const approval = await signApproval(pair, { ...says, handle: own })
    expect((await phone.approve(own, { approval })).status).toBe(200)
  })

  test('W16: a database that fails is a 500 without a word about why', async () => {
    const both = await startTenants()
    const link = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    const { store } = both.server.parts
    const failing = [
      vi.spyOn(store, 'linkByHandle').mockRejectedValue(new Error('disk I/O error at row 7')),
      vi.spyOn(store, 'linkByDeviceCode').mockRejectedValue(new Error('disk I/O error')),
    ]
    onTestFinished(() => {
      for (const verb of failing) verb.mockRestore()
    })
    for (const answer of [
      await authenticate(both, token, redAnswer(link.handle)),
      await checkStatus(both.server.url, link.device_code, link.handle),
    ]) {
      expect(told(answer)).toEqual([500, 'internal_error'])
      expect(Object.keys(answer.body).sort()).toEqual(['code', 'status', 'title', 'type'])
      expect(JSON.stringify(answer.body)).not.toMatch(/disk|\.ts|at /)
    }
    expect(both.server.logged()).toContain('disk I/O error at row 7')
  })
})

describe('GET /qr-auth/check-status', () => {
  test('W4, W12: tells nothing without the secret of that very screen, and the same in every case', async () => {
    const both = await startTenants()
    const link = await newCode(both)
    const other = await newCode(both)
    const grey = await newCode(both, 'grey-screen')
    const token = await tokenOf(both, both.red, 'ada')
    const asked = (secret: string | null, handle = link.handle) =>
      checkStatus(both.server.url, secret, handle)
    const answers = async () => [
      await asked(null),
      await asked(link.handle),
      await asked(link.user_code),
      await asked(link.link_id),
      await asked(link.notices.token),
      await asked(token),
      await asked(other.device_code),
      await asked(link.device_code, other.handle),
      await asked(link.device_code, UNKNOWN),
      await asked(other.device_code, UNKNOWN),
      await asked(grey.device_code, grey.handle),
    ]
    const before = await answers()
    expect((await authenticate(both, token, redAnswer(link.handle))).status).toBe(201)
    for (const [index, answer] of [...before, ...(await answers())].entries()) {
      expect([index, answer.status, answer.body]).toEqual([index, 401, before[0]?.body])
    }
    const basic = Buffer.from(`red-screen:${link.device_code}`).toString('base64')
    for (const authorization of [`DPoP ${link.device_code}`, `Basic ${basic}`]) {
      const query = `?sessionDataKey=${link.handle}`
      const url = `${both.server.url}/qr-auth/check-status${query}&device_code=${link.device_code}`
      expect((await fetch(url, { headers: { authorization } })).status).toBe(401)
    }
  })

  test('W12: who knows the session key alone gets no tokens for it either', async () => {
    const both = await startTenants()
    const link = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    await authenticate(both, token, redAnswer(link.handle))
    const answer = await new App(both.server.url, 'red-screen').poll(link.handle)
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_grant'])
  })

  test.each([
    '',
    '?sessionDataKey=',
    '?sessionDataKey=x',
    '?sessionDataKey[]=x',
    '?sessionDataKey=TWICE',
  ])('W5: answers the query "%s" 400', async (asked) => {
    const both = await startTenants()
    const link = await newCode(both)
    const key = `sessionDataKey=${link.handle}`
    const query = asked.replace('sessionDataKey=TWICE', `${key}&${key}`)
    const response = await fetch(`${both.server.url}/qr-auth/check-status${query}`, {
      headers: { authorization: `Bearer ${link.device_code}` },
    })
    expect(told(await answerOf(response))).toEqual([400, 'bad_request'])
  })

  test('W13: faster than once a second it is 429, and says when to ask again', async () => {
    const both = await startTenants()
    const [link, other] = [await newCode(both), await newCode(both)]
    const asked = (of = link) => checkStatus(both.server.url, of.device_code, of.handle)
    const statuses = async (times: number) => {
      const answers = []
      for (let time = 0; time < times; time += 1) answers.push((await asked()).status)
      return answers
    }
    expect(await statuses(5)).toEqual([200, 200, 200, 429, 429])
    const early = await asked()
    expect([told(early), early.headers.get('retry-after')]).toEqual([
      [429, 'too_many_attempts'],
      '1',
    ])
    expect((await asked(other)).status).toBe(200)
    both.server.clock.now += 1
    expect(await statuses(2)).toEqual([200, 429])
    for (let second = 0; second < 20; second += 1) {
      both.server.clock.now += 1
      expect((await asked()).status).toBe(200)
    }
  })

  test('is open to any origin, as all that screens ask, and to no method but GET', async () => {
    const both = await startTenants()
    const link = await newCode(both)
    const url = `${both.server.url}/qr-auth/check-status?sessionDataKey=${link.handle}`
    const headers = { authorization: `Bearer ${link.device_code}`, origin: 'null' }
    const answer = await fetch(url, { headers })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE']) {
      const refused = await fetch(url, { method, headers })
      expect([method, refused.status, refused.headers.get('allow')]).toEqual([method, 405, 'GET'])
    }
  })
})

describe('the two addresses', () => {
  test('are not there while no tenant is configured', async () => {
    const server = await startServer()
    const both = { server } as Tenants
    expect(told(await authenticate(both, 'x', {}))).toEqual([404, 'not_found'])
    expect(told(await checkStatus(server.url, 'x', UNKNOWN))).toEqual([404, 'not_found'])
  })

  test('leave neither key, nor token, nor device code in the log', async () => {
    const both = await startTenants()
    const link = await newCode(both)
    const token = await tokenOf(both, both.red, 'ada')
    await checkStatus(both.server.url, link.device_code, link.handle)
    await authenticate(both, token, redAnswer(link.handle))
    await authenticate(both, token, '{')
    const logged = both.server.logged()
    expect(logged).toContain('/qr-auth/check-status')
    for (const secret of [link.handle, link.device_code, token]) {
      expect(logged).not.toContain(secret)
    }
  })

  test('POST alone is for a yes', async () => {
    const both = await startTenants()
    for (const method of ['GET', 'HEAD', 'PUT', 'OPTIONS']) {
      const refused = await fetch(`${both.server.url}/qr-auth/authenticate`, { method })
      expect([method, refused.status, refused.headers.get('allow')]).toEqual([method, 405, 'POST'])
    }
  })
})
