import { createHmac, generateKeyPairSync } from 'node:crypto'
import { exportJWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'

import { DeviceAssertions } from '../../../server/credentials/device-assertion.ts'
import { Tv } from '../../support/tv.ts'

const URL_OF_OURS = 'http://tv.test'
const AUDIENCES = [`${URL_OF_OURS}/auth/token`]
const NOW = 1_800_000_000

function setUp() {
  const assertions = new DeviceAssertions({
    maxSeconds: 300,
    clockToleranceSeconds: 60,
    cacheEntries: 100,
    now: () => NOW,
  })
  return async () => {
    const tv = await Tv.make(URL_OF_OURS)
    tv.now = () => NOW
    return { tv, verify: (assertion: string) => assertions.verify(assertion, AUDIENCES) }
  }
}
const make = setUp()

describe('a device assertion', () => {
  it('proves the device whose key signed it', async () => {
    const { tv, verify } = await make()
    expect(await verify(await tv.assertion())).toBe(tv.deviceId)
    expect(tv.deviceId).toMatch(/^key_[A-Za-z0-9_-]{43}$/)
  })

  it('counts once', async () => {
    const { tv, verify } = await make()
    const assertion = await tv.assertion()
    expect(await verify(assertion)).toBe(tv.deviceId)
    expect(await verify(assertion)).toBeNull()
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

  it('proves nothing under another algorithm, even when rightly signed', async () => {
    const { verify } = await make()
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const assertion = await new SignJWT({ iss: 'x', sub: 'x', aud: AUDIENCES, jti: 'abcdefgh' })
      .setProtectedHeader({ alg: 'EdDSA', jwk: await exportJWK(publicKey) })
      .setIssuedAt(NOW)
      .setExpirationTime(NOW + 60)
      .sign(privateKey)
    expect(await verify(assertion)).toBeNull()
  })
})

const foreignJwk = await exportJWK(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
