import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'

import { sayGoodbye } from '../../../tv-app/client/goodbye.ts'
import { sayHello } from '../../../tv-app/client/hello.ts'
import { handleOf, requestLink } from '../../../tv-app/client/link.ts'
import { problem, provingServer } from './proving-server.ts'
import type { Asked } from './small-server.ts'
import { json, smallServer } from './small-server.ts'
import { smallTv } from './small-tv.ts'

const LINK_ID = 'BBBBBBBBBBBBBBBBBBBBBB'
const NOT_BOUND: [number, unknown] = [401, problem(401, 'device_not_bound', { link: null })]
const DAY_MS = 86_400_000

/** A server that issues the Bearer tokens `t1`, `t2` … and answers everything else as told. */
async function tv(respond: (asked: Asked) => [status: number, body: unknown]) {
  let tokens = 0
  const { base, asked } = await smallServer((one, response) => {
    if (one.path === '/auth/token') {
      tokens += 1
      const access_token = `t${tokens}`
      json(response, 200, { access_token, token_type: 'Bearer', expires_in: 600 })
    } else {
      const [status, body] = respond(one)
      json(response, status, body)
    }
  })
  const { call, key } = smallTv(base)
  return { call, key: await key(), base, asked }
}

/** A TV at a server that takes nothing without a right proof. */
async function provingTv(ways: Partial<Parameters<typeof provingServer>[0]> = {}) {
  const server = await provingServer({ answer: () => NOT_BOUND, ...ways })
  return { ...server, ...smallTv(server.base), paths: () => server.asked.map(({ path }) => path) }
}

function authorization(handle: string) {
  return {
    device_code: 'd',
    user_code: 'WDJB-MJHT',
    verification_uri: 'http://192.168.1.5:8080/link',
    verification_uri_complete: `http://192.168.1.5:8080/L#${handle}`,
    expires_in: 600,
    interval: 5,
    link_id: LINK_ID,
    notices: {
      url: 'ws://192.168.1.5:8080/mqtt',
      topic: 'devices/x/messages',
      client_id: 'x',
      username: 'x',
      token: 't',
      expires_in: 3600,
      keepalive: 40,
      reconnect: { first_spread: 20, base: 2, cap: 120 },
    },
  }
}

describe('a call with the token', () => {
  it('replaces a token that the server refuses, once', async () => {
    const { call, asked } = await tv(({ authorization: sent }) =>
      sent === 'Bearer t1'
        ? [401, problem(401, 'invalid_token')]
        : [401, problem(401, 'device_not_bound', { link: null })],
    )
    expect((await sayHello(call, { withNotices: false })).kind).toBe('not_bound')
    expect(asked.map(({ path }) => path)).toEqual([
      '/auth/token',
      '/hello',
      '/auth/token',
      '/hello',
    ])
  })

  it('gives up after the second refusal', async () => {
    const { call, asked } = await tv(() => [401, problem(401, 'invalid_token')])
    expect((await sayHello(call, { withNotices: true })).kind).toBe('refused')
    expect(asked).toHaveLength(4)
    expect(asked[3]?.path).toBe('/hello?notices')
  })
})

describe('a call with a proof', () => {
  it('is taken with the first proof, also below a path and with a query', async () => {
    const { call, paths, asked, base, key } = await provingTv({ below: '/sub' })
    expect((await sayHello(call, { withNotices: true })).kind).toBe('not_bound')
    expect(paths()).toEqual(['/sub/auth/token', '/sub/hello?notices'])
    expect(asked[0]).toMatchObject({ authorization: undefined, dpop: undefined })
    expect(decodeJwt(asked[1]?.dpop ?? '')['htu']).toBe(`${base}hello`)
    expect(asked[1]?.authorization).toMatch(/^DPoP /)
    const token = asked[1]?.authorization?.slice(5) ?? ''
    expect(decodeJwt(token).sub).toBe((await key()).deviceId)
  })

  it('is proven anew each time, whether it reads, sends a form or sends JSON', async () => {
    const { call, asked } = await provingTv({
      answer: ({ path }) => (path === '/auth/device_authorization' ? [200, {}] : NOT_BOUND),
    })
    await sayHello(call, { withNotices: false })
    await sayHello(call, { withNotices: false })
    expect(await sayGoodbye(call, 'AAAAAAAAAAAAAAAAAAAAAA')).toBe(true)
    const form = await call({ method: 'POST', path: 'auth/device_authorization', form: {} })
    expect(form).toMatchObject({ status: 200 })
    expect(asked).toHaveLength(5)
    expect(new Set(asked.map(({ dpop }) => dpop)).size).toBe(5)
  })

  it.each([
    ['in 1970', -20_000],
    ['in 2038', 5000],
    ['two minutes slow', -120 / 86_400],
    ['an hour fast', 3600 / 86_400],
  ])('works when the clock starts %s', async (_when, days) => {
    const { call, time, issued, asked } = await provingTv()
    time.offMs = days * DAY_MS
    expect((await sayHello(call, { withNotices: false })).kind).toBe('not_bound')
    expect(issued()).toBe(1)
    // The token's answer has set the clock, so that only the assertion had to be made again.
    expect(asked).toHaveLength(3)
  })

  it.each([
    ['back', -7],
    ['on', 7],
  ])('works when the clock jumps %s a few minutes, with the same token', async (_way, minutes) => {
    const { call, time, issued, paths } = await provingTv()
    await sayHello(call, { withNotices: false })
    time.offMs += minutes * 60_000
    expect((await sayHello(call, { withNotices: false })).kind).toBe('not_bound')
    expect(issued()).toBe(1)
    expect(paths()).toEqual(['/auth/token', '/hello', '/hello', '/hello'])
    await sayHello(call, { withNotices: false })
    expect(paths()).toHaveLength(5)
  })

  it.each([-20_000, 5000])('works when the clock jumps %i days', async (days) => {
    const { call, time } = await provingTv()
    await sayHello(call, { withNotices: false })
    time.offMs += days * DAY_MS
    expect((await sayHello(call, { withNotices: false })).kind).toBe('not_bound')
  })

  it('works when the clock jumps where an OAuth endpoint says so', async () => {
    const { call, time, issued, paths } = await provingTv({ answer: () => [200, {}] })
    await sayHello(call, { withNotices: false })
    time.offMs -= 7 * 60_000
    const answer = await call({ method: 'POST', path: 'auth/device_authorization', form: {} })
    expect(answer).toMatchObject({ kind: 'answer', status: 200 })
    expect(issued()).toBe(1)
    expect(paths().slice(2)).toEqual(['/auth/device_authorization', '/auth/device_authorization'])
  })

  it('is made once more when its proof was not taken, and then no more', async () => {
    const lucky = await provingTv({ refusedProofs: 1 })
    expect((await sayHello(lucky.call, { withNotices: false })).kind).toBe('not_bound')
    const without = await provingTv({ refusedProofs: Number.POSITIVE_INFINITY })
    expect(await sayHello(without.call, { withNotices: false })).toMatchObject({
      kind: 'refused',
      code: 'invalid_dpop_proof',
    })
    expect(without.paths()).toEqual(['/auth/token', '/hello', '/hello'])
    expect(without.issued()).toBe(1)
  })

  it('gets a new token when the old one is no longer good, and then a new proof for it', async () => {
    const { call, revoke, issued, paths } = await provingTv()
    await sayHello(call, { withNotices: false })
    revoke()
    expect((await sayHello(call, { withNotices: false })).kind).toBe('not_bound')
    expect(issued()).toBe(2)
    expect(paths()).toEqual(['/auth/token', '/hello', '/hello', '/auth/token', '/hello'])
  })

  it('is never made more than twice, whatever the server says', async () => {
    const says = ['invalid_token', 'invalid_dpop_proof']
    for (const first of says) {
      for (const then of says) {
        const answers = [first, then]
        const one = await tv(() => {
          const code = answers.shift() ?? 'too_many'
          return [401, problem(401, code)]
        })
        expect(await sayHello(one.call, { withNotices: false })).toMatchObject({ code: then })
        expect(one.asked.filter(({ path }) => path === '/hello')).toHaveLength(2)
      }
    }
  })

  it('is unreachable, and does not break, where the key does not sign', async () => {
    const { call, key, asked } = await provingTv()
    await sayHello(call, { withNotices: false })
    ;(await key()).sign = () => Promise.reject(new Error('The key store is gone.'))
    expect((await sayHello(call, { withNotices: false })).kind).toBe('unreachable')
    expect(asked).toHaveLength(2)
  })

  it('has no proof where the server issues Bearer tokens', async () => {
    const { call, asked } = await tv(() => NOT_BOUND)
    expect((await sayHello(call, { withNotices: false })).kind).toBe('not_bound')
    expect(asked[1]).toMatchObject({ authorization: 'Bearer t1', dpop: undefined })
  })
})

describe('the link request', () => {
  it('is taken when its QR holds the handle this device computes', async () => {
    const one = await tv(() => [200, authorization(handle)])
    const handle = await handleOf(one.key, LINK_ID, null)
    expect(handle).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(await requestLink(one.call, one.key, null)).toMatchObject({
      kind: 'link',
      link: { id: LINK_ID, userCode: 'WDJB-MJHT', intervalSeconds: 5 },
    })
  })

  it('is refused when its QR holds any other', async () => {
    const one = await tv(() => [200, authorization('0123456789ABCDEFGHJKMNPQRS')])
    expect(await requestLink(one.call, one.key, null)).toEqual({ kind: 'forged' })
  })

  it('says no, with the reason and when to come again', async () => {
    const one = await tv(() => [429, { error: 'slow_down' }])
    expect(await requestLink(one.call, one.key, null)).toMatchObject({
      kind: 'refused',
      status: 429,
      code: 'slow_down',
    })
  })
})

describe('goodbye', () => {
  it('names the binding, and is done when the server says so', async () => {
    const { call, asked } = await tv(() => [200, {}])
    expect(await sayGoodbye(call, 'AAAAAAAAAAAAAAAAAAAAAA')).toBe(true)
    expect(asked[1]).toMatchObject({ method: 'POST', path: '/goodbye' })
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({ binding: 'AAAAAAAAAAAAAAAAAAAAAA' })
  })

  it('is done when there is nothing to give up, and failed otherwise', async () => {
    const gone = await tv(() => [401, problem(401, 'device_not_bound', { link: null })])
    expect(await sayGoodbye(gone.call, 'AAAAAAAAAAAAAAAAAAAAAA')).toBe(true)
    const broken = await tv(() => [500, problem(500, 'internal_error')])
    expect(await sayGoodbye(broken.call, 'AAAAAAAAAAAAAAAAAAAAAA')).toBe(false)
  })
})
