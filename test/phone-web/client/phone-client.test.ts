import { compactDecrypt, importJWK, jwtVerify } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'

import type { LinkDetails } from '#contract/link'
import { APPROVAL_TYP } from '#contract/phone-key'
import { makePhoneClient } from '../../../phone-web/client/couchlink-phone.ts'
import { freshPair } from '../../support/phone-key.ts'
import { problem } from '../../tv-app/client/proving-server.ts'
import { handleOf, phoneKey, standIn } from './stand-in.ts'

const TEXT = 'session-of-this-tv é 漢'

afterEach(() => vi.unstubAllGlobals())

describe('a phone app that has scanned a TV', () => {
  it('sees which TV it is', async () => {
    const server = await standIn()
    const client = makePhoneClient({ base: server.base })
    expect(await client.details(server.handle)).toEqual({
      kind: 'details',
      details: server.details,
    })
  })

  const LIES: [string, Partial<LinkDetails>][] = [
    ['another key', { link_key: freshPair().jwk }],
    ['no key', { link_key: null }],
    ['another device', { device_id: 'key_of-another' }],
    ['another link request', { link_id: 'C'.repeat(22) }],
  ]
  for (const [what, lie] of LIES) {
    it(`K2, K-e: posts nothing when the server says ${what} than the code on the TV`, async () => {
      const server = await standIn()
      server.details = { ...server.details, ...lie }
      const client = makePhoneClient({ base: server.base, key: await phoneKey() })
      expect(await client.details(server.handle)).toEqual({ kind: 'forged' })
      expect(await client.approve(server.handle, { payload: TEXT })).toEqual({ kind: 'forged' })
      expect(await client.approve(server.handle)).toEqual({ kind: 'forged' })
      expect(server.bodies('/authorize')).toEqual([])
    })
  }

  it('K2: keeps to the key that it has checked, whatever the server says later', async () => {
    const tv = freshPair()
    const server = await standIn(tv.jwk)
    const client = makePhoneClient({ base: server.base })
    await client.details(server.handle)
    server.details = { ...server.details, link_key: freshPair().jwk }
    expect(await client.approve(server.handle, { payload: TEXT })).toEqual({ kind: 'authorized' })
    const [{ payload } = {}] = server.bodies('/authorize')
    const opened = await compactDecrypt(String(payload), tv.privateKey)
    expect(new TextDecoder().decode(opened.plaintext)).toBe(TEXT)
  })

  it('checks another code anew', async () => {
    const server = await standIn()
    const client = makePhoneClient({ base: server.base })
    await client.details(server.handle)
    const other = handleOf({ ...server.details, link_id: 'C'.repeat(22) })
    expect(await client.approve(other)).toEqual({ kind: 'forged' })
    expect(server.bodies('/authorize')).toEqual([])
  })

  it('seals what it hands over to the TV’s key, for this handle, each time anew', async () => {
    const tv = freshPair()
    const server = await standIn(tv.jwk)
    const client = makePhoneClient({ base: server.base })
    await client.approve(server.handle, { payload: TEXT })
    await client.approve(server.handle, { payload: TEXT })
    const [one, other] = server.bodies('/authorize').map(({ payload }) => String(payload))
    expect(one).not.toBe(other)
    const { protectedHeader, plaintext } = await compactDecrypt(one ?? '', tv.privateKey)
    expect(new TextDecoder().decode(plaintext)).toBe(TEXT)
    const { epk, ...header } = protectedHeader
    const apv = Buffer.from(server.handle).toString('base64url')
    expect(header).toEqual({ alg: 'ECDH-ES', enc: 'A256GCM', apv })
    expect(Object.keys(epk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y'])
  })

  it('hands nothing to a TV that takes nothing', async () => {
    const server = await standIn(null)
    const client = makePhoneClient({ base: server.base })
    expect(await client.approve(server.handle, { payload: TEXT })).toEqual({ kind: 'no_link_key' })
    expect(server.bodies('/authorize')).toEqual([])
    expect(await client.approve(server.handle)).toEqual({ kind: 'authorized' })
  })

  it('hands nothing to what is no key', async () => {
    const server = await standIn({ ...freshPair().jwk, y: 'A'.repeat(43) })
    const client = makePhoneClient({ base: server.base })
    expect(await client.approve(server.handle, { payload: TEXT })).toEqual({ kind: 'no_link_key' })
    expect(server.bodies('/authorize')).toEqual([])
  })

  it('says when there is too much to hand over', async () => {
    const server = await standIn()
    const client = makePhoneClient({ base: server.base })
    const long = { payload: 'x'.repeat(4300) }
    expect((await client.approve(server.handle, long)).kind).toBe('authorized')
    const tooLong = { payload: 'x'.repeat(4600) }
    expect(await client.approve(server.handle, tooLong)).toEqual({ kind: 'payload_too_long' })
    expect(server.bodies('/authorize')).toHaveLength(1)
  })

  it('K8: a no brings nothing but itself', async () => {
    const server = await standIn()
    server.answers = [[200, { status: 'denied' }]]
    const client = makePhoneClient({ base: server.base, key: await phoneKey() })
    expect(await client.deny(server.handle)).toEqual({ kind: 'denied' })
    expect(server.asked).toHaveLength(1)
    expect(server.bodies('/authorize')).toEqual([{ handle: server.handle, decision: 'deny' }])
  })

  it('K17: sends nothing where there is no WebCrypto', async () => {
    const server = await standIn()
    vi.stubGlobal('crypto', { getRandomValues: () => undefined })
    const client = makePhoneClient({ base: server.base })
    expect(await client.details(server.handle)).toEqual({ kind: 'no_web_crypto' })
    const yes = await client.approve(server.handle, { payload: TEXT })
    expect(yes).toEqual({ kind: 'no_web_crypto' })
    expect(server.asked).toEqual([])
  })
})

describe('who says yes', () => {
  it('is whose token the app has, and no session begins', async () => {
    const server = await standIn()
    const client = makePhoneClient({ base: server.base, token: async () => 'a.b.c' })
    await client.approve(server.handle, { until: 2_000_000_000, acknowledged: true })
    expect(server.bodies('/authorize')).toEqual([
      {
        handle: server.handle,
        decision: 'approve',
        remember: false,
        until: 2_000_000_000,
        acknowledged: true,
      },
    ])
    expect(server.asked.at(-1)?.authorization).toBe('Bearer a.b.c')
  })

  it('is who has the key: signed for this handle, this server, this moment, once', async () => {
    const server = await standIn()
    server.aheadSeconds = 86_400
    const key = await phoneKey()
    const client = makePhoneClient({ base: server.base, key, token: async () => 'a.b.c' })
    await client.approve(server.handle)
    await client.approve(server.handle)
    const signed = server.bodies('/authorize').map(({ approval }) => String(approval))
    const publicKey = await importJWK({ ...key.publicJwk }, 'ES256')
    const claims = signed.map(async (jws) => {
      const { payload, protectedHeader } = await jwtVerify(jws, publicKey)
      expect(protectedHeader).toEqual({ alg: 'ES256', typ: APPROVAL_TYP, kid: key.id })
      return payload
    })
    const [one, other] = await Promise.all(claims)
    expect(one).toEqual({
      handle: server.handle,
      origin: server.base.slice(0, -1),
      iat: expect.any(Number),
      nonce: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    })
    expect(other?.['nonce']).not.toBe(one?.['nonce'])
    // The server's clock counts, not the phone's.
    expect(Math.abs((one?.iat ?? 0) - Date.now() / 1000 - 86_400)).toBeLessThan(30)
    expect(server.asked.at(-1)?.authorization).toBeUndefined()
  })

  it('is nobody when the person does not let the phone sign', async () => {
    const server = await standIn()
    const key = { ...(await phoneKey()), sign: () => Promise.reject(new Error('No finger.')) }
    const client = makePhoneClient({ base: server.base, key })
    await expect(client.approve(server.handle)).rejects.toThrow('No finger.')
    expect(server.bodies('/authorize')).toEqual([])
  })
})

describe('what the server says', () => {
  it('is handed on with its code and its sentence', async () => {
    const server = await standIn()
    const client = makePhoneClient({ base: server.base })
    const risk = { verdict: 'warn', reasons: ['other_country'] }
    const body = problem(403, 'risk_warned', { risk })
    server.answers = [[403, body]]
    expect(await client.approve(server.handle)).toEqual({
      kind: 'refused',
      status: 403,
      code: 'risk_warned',
      problem: body,
      retryAfterSeconds: null,
    })
    server.answers = [[200, { status: 'match', number: '472' }]]
    expect(await client.approve(server.handle)).toEqual({ kind: 'match', number: '472' })
  })

  const NOBODY: [string, unknown][] = [
    ['something else', { hello: 'world' }],
    ['a number that is none', { status: 'match', number: '0' }],
    ['denied to a yes', { status: 'denied' }],
  ]
  for (const [what, body] of NOBODY) {
    it(`counts as nobody’s when it is ${what}`, async () => {
      const server = await standIn()
      server.answers = [[200, body]]
      const client = makePhoneClient({ base: server.base })
      expect(await client.approve(server.handle)).toEqual({ kind: 'unreachable' })
    })
  }

  it('counts as nobody’s without the form of a problem, without JSON, and without a server', async () => {
    const server = await standIn()
    server.answers = [[502, { error: 'proxy' }]]
    const client = makePhoneClient({ base: server.base })
    expect(await client.deny(server.handle)).toEqual({ kind: 'unreachable' })
    const portal = async () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    const captive = makePhoneClient({ base: server.base, fetch: portal })
    expect(await captive.details(server.handle)).toEqual({ kind: 'unreachable' })
    const nowhere = makePhoneClient({ base: 'http://127.0.0.1:1/' })
    expect(await nowhere.details(server.handle)).toEqual({ kind: 'unreachable' })
  })

  it('K12: lists, adds and removes keys as the person of the token', async () => {
    const server = await standIn()
    const key = await phoneKey()
    const token = async () => 'a.b.c'
    const client = makePhoneClient({ base: server.base, key, token })
    const registered = { id: key.id, label: 'Phone', created_at: 1, last_used_at: null }
    server.answers = [
      [200, registered],
      [200, { keys: [registered] }],
      [200, {}],
      [409, problem(409, 'too_many_keys')],
    ]
    expect(await client.registerKey('Phone')).toEqual({ kind: 'registered' })
    expect(await client.keys()).toEqual({ kind: 'keys', keys: [registered] })
    expect(await client.removeKey(key.id)).toEqual({ kind: 'removed' })
    expect(await client.registerKey()).toMatchObject({ kind: 'refused', code: 'too_many_keys' })
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /keys',
      'GET /keys',
      `DELETE /keys/${key.id}`,
      'POST /keys',
    ])
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({ key: key.publicJwk, label: 'Phone' })
    expect(new Set(server.asked.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer a.b.c']),
    )
  })
})
