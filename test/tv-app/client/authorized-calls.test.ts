import { describe, expect, it } from 'vitest'

import { makeAuthorizedCalls } from '../../../tv-app/client/authorized-calls.ts'
import { makeCalls } from '../../../tv-app/client/calls.ts'
import { makeClock } from '../../../tv-app/client/clock.ts'
import { sayGoodbye } from '../../../tv-app/client/goodbye.ts'
import { sayHello } from '../../../tv-app/client/hello.ts'
import { handleOf, requestLink } from '../../../tv-app/client/link.ts'
import { openDeviceKey } from '../../../tv-app/client/open-device-key.ts'
import { fetchTitles } from '../../../tv-app/client/titles.ts'
import { makeToken } from '../../../tv-app/client/token.ts'
import { p256 } from './p256.ts'
import type { Asked } from './small-server.ts'
import { json, smallServer } from './small-server.ts'

const LINK_ID = 'BBBBBBBBBBBBBBBBBBBBBB'
const problem = (status: number, code: string, more: object = {}) => ({
  type: 'about:blank',
  title: 'x',
  status,
  code,
  ...more,
})

/** A server that issues `t1`, `t2` … and answers everything else as told. */
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
  const clock = makeClock(() => Date.now())
  const call = makeCalls({ base, fetch, clock })
  const key = await openDeviceKey({ given: null, loadP256: async () => p256 })
  const describe = { name: 'TV', model: 'TV' }
  const parts = { key: async () => key, call, clock, base, describe, nowMs: () => Date.now() }
  return { call: makeAuthorizedCalls(call, makeToken(parts)), key, base, asked }
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

describe('the link request', () => {
  it('is taken when its QR holds the handle this device computes', async () => {
    const one = await tv(() => [200, authorization(handle)])
    const handle = await handleOf(one.key, LINK_ID)
    expect(handle).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(await requestLink(one.call, one.key)).toMatchObject({
      kind: 'link',
      link: { id: LINK_ID, userCode: 'WDJB-MJHT', intervalSeconds: 5 },
    })
  })

  it('is refused when its QR holds any other', async () => {
    const one = await tv(() => [200, authorization('0123456789ABCDEFGHJKMNPQRS')])
    expect(await requestLink(one.call, one.key)).toEqual({ kind: 'forged' })
  })

  it('says no, with the reason and when to come again', async () => {
    const one = await tv(() => [429, { error: 'slow_down' }])
    expect(await requestLink(one.call, one.key)).toMatchObject({
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

describe('the titles', () => {
  it('come with addresses that a video can load', async () => {
    const one = { id: 'a', title: 'A', description: '', color: '#112233' }
    const { call, base } = await tv(() => [
      200,
      { titles: [{ ...one, video: 'tv/media/clip.mp4' }] },
    ])
    expect(await fetchTitles(call, base)).toEqual([{ ...one, video: `${base}tv/media/clip.mp4` }])
  })

  it('are null when they could not be read', async () => {
    const { call, base } = await tv(() => [200, { titles: [{ id: 1 }] }])
    expect(await fetchTitles(call, base)).toBeNull()
  })
})
