import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'

import { makeCalls } from '../../../tv-app/client/calls.ts'
import { makeClock } from '../../../tv-app/client/clock.ts'
import { openDeviceKey } from '../../../tv-app/client/open-device-key.ts'
import { makeToken } from '../../../tv-app/client/token.ts'
import { p256 } from './p256.ts'
import { json, smallServer } from './small-server.ts'

/** A TV whose clock the test turns: `nowMs` is added to the real time. */
function tv(base: string) {
  const time = { nowMs: 0 }
  const nowMs = () => Date.now() + time.nowMs
  const clock = makeClock(nowMs)
  const opened = openDeviceKey({ given: null, loadP256: async () => p256 })
  const call = makeCalls({ base, fetch, clock })
  const describe = { name: 'Living room', model: 'Chrome 120' }
  return { time, token: makeToken({ key: () => opened, call, clock, base, describe, nowMs }) }
}

async function tokenServer() {
  let made = 0
  return smallServer((_asked, response) => {
    made += 1
    json(response, 200, { access_token: `t${made}`, token_type: 'Bearer', expires_in: 600 })
  })
}

describe('the device access token', () => {
  it('is asked for as RFC 7523 says, with what the TV says of itself', async () => {
    const { base, asked } = await tokenServer()
    await tv(base).token.get()
    const form = new URLSearchParams(asked[0]?.body)
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/auth/token' })
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    expect(form.get('device_name')).toBe('Living room')
    expect(form.get('device_model')).toBe('Chrome 120')
    expect(decodeJwt(form.get('assertion') ?? '').aud).toBe(`${base}auth/token`)
  })

  it('is asked for once, however many want it', async () => {
    const { base, asked } = await tokenServer()
    const { token } = tv(base)
    const got = await Promise.all([token.get(), token.get(), token.get()])
    expect(got).toEqual(Array(3).fill({ kind: 'token', token: 't1' }))
    expect(asked).toHaveLength(1)
  })

  it('is kept up to 80 % of its life, then renewed while it still serves', async () => {
    const { base, asked } = await tokenServer()
    const { token, time } = tv(base)
    await token.get()
    time.nowMs += 470_000
    expect(await token.get()).toMatchObject({ token: 't1' })
    expect(asked).toHaveLength(1)
    time.nowMs += 20_000
    expect(await token.get()).toMatchObject({ token: 't1' })
    await expect.poll(() => token.get()).toMatchObject({ token: 't2' })
    expect(asked).toHaveLength(2)
  })

  it('is not used at its end, as after a sleep', async () => {
    const { base } = await tokenServer()
    const { token, time } = tv(base)
    await token.get()
    time.nowMs += 3_600_000
    expect(await token.get()).toMatchObject({ token: 't2' })
  })

  it('is replaced when it was dropped, and a newer one stays', async () => {
    const { base } = await tokenServer()
    const { token } = tv(base)
    await token.get()
    token.drop('t1')
    expect(await token.get()).toMatchObject({ token: 't2' })
    token.drop('t1')
    expect(await token.get()).toMatchObject({ token: 't2' })
  })

  it.each([-56 * 365, 12 * 365])('comes also when the clock is %i days off', async (days) => {
    const issued: number[] = []
    const { base } = await smallServer((asked, response) => {
      const { iat = 0 } = decodeJwt(new URLSearchParams(asked.body).get('assertion') ?? '')
      issued.push(iat)
      const right = Math.abs(iat - Date.now() / 1000) < 60
      if (right) json(response, 200, { access_token: 't', token_type: 'Bearer', expires_in: 600 })
      else json(response, 401, { error: 'invalid_client' })
    })
    const { token, time } = tv(base)
    time.nowMs = days * 86_400_000
    expect(await token.get()).toEqual({ kind: 'token', token: 't' })
    expect(issued).toHaveLength(2)
  })

  it('is asked for once only when the refusal has nothing to do with the clock', async () => {
    const { base, asked } = await smallServer((_asked, response) => {
      json(response, 401, { error: 'invalid_client' })
    })
    expect(await tv(base).token.get()).toMatchObject({ kind: 'refused', code: 'invalid_client' })
    expect(asked).toHaveLength(1)
  })

  it('says "unreachable" for a portal, a closed port and a key that did not load', async () => {
    const portal = await smallServer((_asked, response) => response.end('<html>Log in</html>'))
    expect((await tv(portal.base).token.get()).kind).toBe('unreachable')
    expect((await tv('http://127.0.0.1:1/').token.get()).kind).toBe('unreachable')
  })
})
