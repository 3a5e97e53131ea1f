import { createHmac, sign } from 'node:crypto'
import { exportJWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'

import { DeviceAssertions } from '../../../server/credentials/device-assertion.ts'
import { ecPair, ed25519Pair } from '../../support/key-pairs.ts'
import { Tv } from '../../support/tv.ts'
import { anotherSpelling, FORM_FORGERIES, type Forgery, put, withHeader } from './forge.ts'

const URL_OF_OURS = 'http://tv.test'
const AUDIENCES = [`${URL_OF_OURS}/auth/token`]
const NOW = 1_800_000_000

function setUp(usedIds = 100) {
  const assertions = new DeviceAssertions({
    maxSeconds: 300,
    clockToleranceSeconds: 60,
    usedIds,
    now: () => NOW,
    platforms: [],
  })
  return async () => {
    const tv = await Tv.make(URL_OF_OURS)
    tv.now = () => NOW
    return { tv, verify: (assertion: string) => assertions.verify(assertion, AUDIENCES) }
  }
}
const make = setUp()

function proven({ deviceId }: Tv) {
  return { deviceId, jkt: deviceId.slice('key_'.length), selfRegistered: true }
}

describe('a device assertion', () => {
  it('proves the device whose key signed it', async () => {
    const { tv, verify } = await make()
    expect(await verify(await tv.assertion())).toEqual(proven(tv))
    expect(tv.deviceId).toMatch(/^key_[A-Za-z0-9_-]{43}$/)
  })

  it('counts once', async () => {
    const { tv, verify } = await make()
    const assertion = await tv.assertion()
    expect(await verify(assertion)).toEqual(proven(tv))
    expect(await verify(assertion)).toBeNull()
    const [header, payload] = assertion.split('.')
    const again = `${header}.${payload}`
    const signature = sign('sha256', Buffer.from(again), {
      key: tv.key.privateKey,
      dsaEncoding: 'ieee-p1363',
    })
    expect(await verify(`${again}.${signature.toString('base64url')}`)).toBeNull()
  })

  it('is put off, not waved through, when no more ids can be remembered', async () => {
    const makeOne = setUp(1)
    const { tv, verify } = await makeOne()
    const first = await tv.assertion()
    expect(await verify(first)).toEqual(proven(tv))
    expect(await verify(await tv.assertion())).toBe('busy')
    expect(await verify(first)).toBeNull()
  })

  it('counts to the last second that the clocks’ tolerance leaves it', async () => {
    const { tv, verify } = await make()
    const last = { iat: NOW - 300, exp: NOW - 59 }
    expect(await verify(await tv.assertion(last))).toEqual(proven(tv))
    expect(await verify(await tv.assertion({ iat: NOW + 60, exp: NOW + 360 }))).toEqual(proven(tv))
    expect(await verify(await tv.assertion({ iat: NOW + 61, exp: NOW + 361 }))).toBeNull()
    expect(await verify(await tv.assertion({ ...last, exp: NOW - 60 }))).toBeNull()
  })

  it.each<[string, Record<string, unknown>]>([
    ['another audience', { aud: 'http://evil.test/auth/token' }],
    ['several audiences', { aud: [...AUDIENCES, 'http://evil.test/auth/token'] }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'key_somebody-else' }],
    ['another subject', { sub: 'key_somebody-else' }],
    ['no subject', { sub: undefined }],
    ['an end that is past', { iat: NOW - 200, exp: NOW - 61 }],
    ['no end', { exp: undefined }],
    ['a life longer than five minutes', { exp: NOW + 301 }],
    ['a beginning in the future', { iat: NOW + 120, exp: NOW + 240 }],
    ['a beginning long ago', { iat: NOW - 400, exp: NOW + 60 }],
    ['no beginning', { iat: undefined }],
    ['a "not before" in the future', { nbf: NOW + 120 }],
    ['no id', { jti: undefined }],
    ['an id that is not text', { jti: 12_345_678 }],
    ['a short id', { jti: 'a' }],
    ['an endless id', { jti: 'a'.repeat(129) }],
    ['an end as text', { exp: String(NOW + 120) }],
    ['a "not before" as text', { nbf: String(NOW) }],
    ['more than 4096 characters', { x: 'x'.repeat(4096) }],
  ])('proves nothing with %s', async (_fault, claims) => {
    const { tv, verify } = await make()
    expect(await verify(await tv.assertion(claims))).toBeNull()
  })

  it.each<[string, (jwk: Record<string, unknown>) => Record<string, unknown>]>([
    ['a foreign key', () => ({ jwk: foreignJwk })],
    ['a private key in the header', (jwk) => ({ jwk: { ...jwk, d: 'AAAA' } })],
    ['a jku', () => ({ jku: 'http://evil.test/jwks' })],
    ['an x5u', () => ({ x5u: 'http://evil.test/cert' })],
    ['a kid', () => ({ kid: '../../etc/passwd' })],
    ['a foreign typ', () => ({ typ: 'at+jwt' })],
    ['no key', () => ({ jwk: undefined })],
    ['the typ of a proof', () => ({ typ: 'dpop+jwt' })],
    [
      'a key spelled in another way',
      (jwk) => ({ jwk: { ...jwk, x: anotherSpelling(`${jwk['x']}`) } }),
    ],
    ['a key off the curve', (jwk) => ({ jwk: { ...jwk, x: 'A'.repeat(43) } })],
  ])('proves nothing with %s', async (_fault, header) => {
    const { tv, verify } = await make()
    expect(
      await verify(await tv.assertion({}, header(tv.key.jwk as Record<string, unknown>))),
    ).toBeNull()
  })

  it('proves nothing unsigned, or signed with the public key as a secret', async () => {
    const { tv, verify } = await make()
    const [header, payload] = (await tv.assertion()).split('.')
    const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString())
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    expect(await verify(`${encode({ ...decode(header), alg: 'none' })}.${payload}.`)).toBeNull()
    const confused = `${encode({ ...decode(header), alg: 'HS256' })}.${payload}`
    const mac = createHmac('sha256', JSON.stringify(tv.key.jwk))
      .update(confused)
      .digest('base64url')
    expect(await verify(`${confused}.${mac}`)).toBeNull()
  })

  it('proves nothing when a single bit is changed, or when it is no JWT', async () => {
    const { tv, verify } = await make()
    const [header, payload, signature = ''] = (await tv.assertion()).split('.')
    const flipped = Buffer.from(signature, 'base64url')
    flipped[5] = (flipped[5] ?? 0) ^ 1
    expect(await verify(`${header}.${payload}.${flipped.toString('base64url')}`)).toBeNull()
    for (const text of ['', '.', '..', 'a.b.c', 'null', '{}', `${header}.${payload}`, 'é.é.é']) {
      expect(await verify(text), text).toBeNull()
    }
  })

  const MORE_FORGERIES: Forgery[] = [
    ...FORM_FORGERIES,
    ['a crit', withHeader({ crit: ['exp'] })],
    ['the algorithm in lower case', withHeader({ alg: 'es256' })],
    ['the typ in lower case', withHeader({ typ: 'jwt' })],
  ]
  it.each(MORE_FORGERIES)('proves nothing with %s', async (_fault, forge) => {
    const { tv, verify } = await make()
    const good = {
      header: { alg: 'ES256', typ: 'JWT', jwk: tv.key.jwk },
      claims: {
        iss: tv.deviceId,
        sub: tv.deviceId,
        aud: AUDIENCES[0],
        iat: NOW,
        exp: NOW + 120,
        jti: 'an-id-of-its-own',
      },
      key: tv.key.privateKey,
    }
    const forged = forge(good)
    expect(await verify(forged)).toBeNull()
    expect(await verify(put(good))).toEqual(proven(tv))
  })

  it('proves nothing under another algorithm, even when rightly signed', async () => {
    const { verify } = await make()
    const { privateKey, publicKey } = ed25519Pair()
    const assertion = await new SignJWT({ iss: 'x', sub: 'x', aud: AUDIENCES, jti: 'abcdefgh' })
      .setProtectedHeader({ alg: 'EdDSA', jwk: await exportJWK(publicKey) })
      .setIssuedAt(NOW)
      .setExpirationTime(NOW + 60)
      .sign(privateKey)
    expect(await verify(assertion)).toBeNull()
  })
})

const foreignJwk = await exportJWK(ecPair().publicKey)
