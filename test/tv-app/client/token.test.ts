import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it, vi } from 'vitest'

import { provingServer } from './proving-server.ts'
import { json, smallServer } from './small-server.ts'
import { smallTv } from './small-tv.ts'

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
    await smallTv(base).token.get()
    const form = new URLSearchParams(asked[0]?.body)
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/auth/token' })
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    expect(form.get('device_name')).toBe('Living room')
    expect(form.get('device_model')).toBe('Chrome 120')
    expect(decodeJwt(form.get('assertion') ?? '').aud).toBe(`${base}auth/token`)
  })

  it('is asked for once, however many want it', async () => {
    const { base, asked } = await tokenServer()
    const { token } = smallTv(base)
    const got = await Promise.all([token.get(), token.get(), token.get()])
    expect(got).toEqual(Array(3).fill(expect.objectContaining({ kind: 'token', token: 't1' })))
    expect(asked).toHaveLength(1)
  })

  it('is kept up to 80 % of its life, then renewed while it still serves', async () => {
    const { base, asked } = await tokenServer()
    const { token, time } = smallTv(base)
    await token.get()
    time.offMs += 470_000
    expect(await token.get()).toMatchObject({ token: 't1' })
    expect(asked).toHaveLength(1)
    time.offMs += 20_000
    expect(await token.get()).toMatchObject({ token: 't1' })
    await expect.poll(() => token.get()).toMatchObject({ token: 't2' })
    expect(asked).toHaveLength(2)
  })

  it('is not used at its end, as after a sleep', async () => {
    const { base } = await tokenServer()
    const { token, time } = smallTv(base)
    await token.get()
    time.offMs += 3_600_000
    expect(await token.get()).toMatchObject({ token: 't2' })
  })

  it('is replaced when it was dropped, and a newer one stays', async () => {
    const { base } = await tokenServer()
    const { token } = smallTv(base)
    await token.get()
    token.drop('t1')
    expect(await token.get()).toMatchObject({ token: 't2' })
    token.drop('t1')
    expect(await token.get()).toMatchObject({ token: 't2' })
  })

  it('is of the type that the server says, for the device that this is', async () => {
    const plain = smallTv((await tokenServer()).base)
    const { deviceId } = await plain.key()
    expect(await plain.token.get()).toMatchObject({ type: 'Bearer', deviceId })
    const bound = smallTv((await provingServer({ answer: () => [200, {}] })).base)
    expect(await bound.token.get()).toMatchObject({
      type: 'DPoP',
      deviceId: (await bound.key()).deviceId,
    })
  })

  it('is no token of a type that nobody knows how to use', async () => {
    const { base } = await smallServer((_asked, response) => {
      json(response, 200, { access_token: 't', token_type: 'MAC', expires_in: 600 })
    })
    expect((await smallTv(base).token.get()).kind).toBe('unreachable')
  })

  it('is another after it was outdated', async () => {
    const { base, asked } = await tokenServer()
    const { token } = smallTv(base)
    await token.get()
    token.outdate()
    expect(await token.get()).toMatchObject({ token: 't2' })
    expect(asked).toHaveLength(2)
  })

  it('is not the one that was under way when all were outdated', async () => {
    const answers: (() => void)[] = []
    const { base } = await smallServer((_asked, response) => {
      const access_token = `t${answers.length + 1}`
      answers.push(() =>
        json(response, 200, { access_token, token_type: 'Bearer', expires_in: 600 }),
      )
    })
    const { token } = smallTv(base)
    const underWay = token.get()
    await expect.poll(() => answers.length).toBe(1)
    token.outdate()
    const next = token.get()
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.()
    expect(await next).toMatchObject({ token: 't2' })
    answers[0]?.()
    expect(await underWay).toMatchObject({ token: 't1' })
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
    const { token, time } = smallTv(base)
    time.offMs = days * 86_400_000
    expect(await token.get()).toMatchObject({ kind: 'token', token: 't' })
    expect(issued).toHaveLength(2)
  })

  it('is asked for once only when the refusal has nothing to do with the clock', async () => {
    const { base, asked } = await smallServer((_asked, response) => {
      json(response, 401, { error: 'invalid_client' })
    })
    expect(await smallTv(base).token.get()).toMatchObject({
      kind: 'refused',
      code: 'invalid_client',
    })
    expect(asked).toHaveLength(1)
  })

  it('says "unreachable" for a portal, a closed port and a key that did not load', async () => {
    const portal = await smallServer((_asked, response) => response.end('<html>Log in</html>'))
    expect((await smallTv(portal.base).token.get()).kind).toBe('unreachable')
    expect((await smallTv('http://127.0.0.1:1/').token.get()).kind).toBe('unreachable')
  })
})

describe('the token of a device that its platform vouches for', () => {
  const word = 'platform’s word'
  const platform = () => provingServer({ answer: () => [200, {}], platformSubject: 'webos_42' })

  it('is asked for with the platform’s assertion and a proof of the device’s own key', async () => {
    const { base, asked } = await platform()
    const { token, key } = smallTv(base, async () => word)
    expect(await token.get()).toMatchObject({ type: 'DPoP', deviceId: 'webos_42' })
    const form = new URLSearchParams(asked[0]?.body)
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    expect(form.get('assertion')).toBe(word)
    expect(form.get('device_name')).toBe('Living room')
    const proof = asked[0]?.dpop ?? ''
    expect(decodeProtectedHeader(proof).jwk).toEqual((await key()).jwk)
    expect(decodeJwt(proof)).toMatchObject({ htm: 'POST', htu: `${base}auth/token` })
  })

  it('comes also when the clock is wrong, with a new word of the platform', async () => {
    const { base, asked } = await platform()
    let words = 0
    const { token, time } = smallTv(base, async () => {
      words += 1
      return word
    })
    time.offMs = -20_000 * 86_400_000
    expect((await token.get()).kind).toBe('token')
    expect([words, asked.length]).toEqual([2, 2])
  })

  it('is asked for once more when only the proof was not taken, and then no more', async () => {
    const ways = { answer: () => [200, {}] as [number, unknown], platformSubject: 'webos_42' }
    const lucky = await provingServer({ ...ways, refusedProofs: 1 })
    expect((await smallTv(lucky.base, async () => word).token.get()).kind).toBe('token')
    const never = await provingServer({ ...ways, refusedProofs: 9 })
    expect(await smallTv(never.base, async () => word).token.get()).toMatchObject({
      kind: 'refused',
      code: 'invalid_dpop_proof',
    })
    expect(never.asked).toHaveLength(2)
  })

  it('is refused like any other', async () => {
    const { base, asked } = await platform()
    expect(await smallTv(base, async () => 'forged').token.get()).toMatchObject({
      kind: 'refused',
      status: 400,
      code: 'invalid_grant',
    })
    expect(asked).toHaveLength(1)
  })

  it('is out of reach while the platform says nothing, or something breaks', async () => {
    const { base, asked } = await platform()
    const broken = smallTv(base, () => Promise.reject(new Error('The platform is not ready.')))
    expect((await broken.token.get()).kind).toBe('unreachable')
    vi.useFakeTimers()
    try {
      const mute = smallTv(base, () => new Promise(() => undefined))
      await mute.key()
      const outcome = mute.token.get()
      await vi.advanceTimersByTimeAsync(10_000)
      expect((await outcome).kind).toBe('unreachable')
    } finally {
      vi.useRealTimers()
    }
    expect(asked).toHaveLength(0)
  })

  it('is none where it does not say for which device it is', async () => {
    const { base } = await smallServer((_asked, response) => {
      json(response, 200, { access_token: 'opaque', token_type: 'Bearer', expires_in: 600 })
    })
    expect((await smallTv(base, async () => word).token.get()).kind).toBe('unreachable')
  })
})
