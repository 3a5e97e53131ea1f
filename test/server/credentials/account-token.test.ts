import { describe, expect, it } from 'vitest'

import { AccountTokens } from '../../../server/credentials/account-token.ts'
import type { KeySource } from '../../../server/credentials/foreign-token.ts'
import { IssuerKeys } from '../../../server/outside/issuer-keys.ts'
import { Issuer } from '../outside/issuer.ts'
import { encode, flipBit } from './forge.ts'

const NOW = 1_800_000_000
const LIMITS = {
  timeoutMs: 15_000,
  refreshSeconds: 600,
  keepSeconds: 86_400,
  cooldownSeconds: 30,
  answerBytes: 65_536,
}

async function setUp(options: { claim?: string; cacheEntries?: number } = {}) {
  const issuer = await Issuer.start()
  issuer.addKey('key-2', 'ES256')
  const clock = { now: NOW }
  const keys = new IssuerKeys({
    issuer: issuer.url,
    jwksUri: issuer.jwksUri,
    limits: LIMITS,
    now: () => clock.now,
    log: { warn() {} },
  })
  /** How often a token was verified, and not just remembered. */
  const verified = { times: 0 }
  const source: KeySource = (header) => {
    verified.times += 1
    return keys.get(header)
  }
  const audiences = ['couchlink', 'couchlink-app']
  const tokens = new AccountTokens({
    issuers: audiences.map((audience) => ({
      issuer: issuer.url,
      audience,
      claim: options.claim ?? 'preferred_username',
      keys: source,
    })),
    clockToleranceSeconds: 60,
    cacheEntries: options.cacheEntries ?? 10,
    now: () => clock.now,
  })
  const sign = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    issuer.sign(
      {
        iss: issuer.url,
        aud: 'couchlink',
        sub: 'user-1',
        preferred_username: 'eliza',
        iat: NOW,
        exp: NOW + 3600,
        ...claims,
      },
      header,
      'key-2',
    )
  return { issuer, clock, verified, sign, verify: (token: string) => tokens.verify(token) }
}

describe('an account token', () => {
  it('stands for the user name in the configured claim, and says who vouches for it', async () => {
    const { issuer, sign, verify } = await setUp()
    expect(await verify(await sign())).toEqual({ username: 'eliza', issuer: issuer.url })
    const bySubject = await setUp({ claim: 'sub' })
    expect(await bySubject.verify(await bySubject.sign())).toMatchObject({ username: 'user-1' })
  })

  it('may be an ID token or an access token, for any audience that is configured', async () => {
    const { sign, verify } = await setUp()
    for (const typ of ['JWT', undefined, 'at+jwt', 'application/at+jwt', 'AT+JWT']) {
      expect(await verify(await sign({}, { typ })), typ).toMatchObject({ username: 'eliza' })
    }
    for (const aud of ['couchlink-app', ['account', 'couchlink-app']]) {
      expect(await verify(await sign({ aud }))).toMatchObject({ username: 'eliza' })
    }
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['another audience', { aud: 'other' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://other.example.com' }],
    ['no issuer', { iss: undefined }],
    ['an end that is past', { exp: NOW - 60 }],
    ['no end', { exp: undefined }],
    ['a "not before" to come', { nbf: NOW + 61 }],
    ['no user name', { preferred_username: undefined }],
    ['an empty user name', { preferred_username: '' }],
    ['an endless user name', { preferred_username: 'e'.repeat(65) }],
    ['a user name as a list', { preferred_username: ['eliza'] }],
    ['a user name as a number', { preferred_username: 1 }],
    ['the typ of a proof', {}, { typ: 'dpop+jwt' }],
    ['the typ of a logout', {}, { typ: 'logout+jwt' }],
    ['the typ of an MQTT password', {}, { typ: 'mqtt+jwt' }],
    ['an unknown kid', {}, { kid: 'unknown' }],
    ['the kid of another key', {}, { kid: 'key-1' }],
    ['a jku', {}, { jku: 'https://evil.example.com/keys' }],
    ['an x5c', {}, { x5c: ['AAAA'] }],
  ])('stands for nobody with %s', async (_fault, claims, header = {}) => {
    const { sign, verify } = await setUp()
    const forged = await sign(claims, header)
    expect(await verify(forged)).toBeNull()
    expect(await verify(await sign())).toMatchObject({ username: 'eliza' })
    expect(await verify(forged)).toBeNull()
  })

  it('stands for nobody when it is changed, or no token', async () => {
    const { sign, verify } = await setUp()
    const token = await sign()
    const [header, payload = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(await verify(token)).toMatchObject({ username: 'eliza' })
    for (const text of [
      `${header}.${payload}.${flipBit(signature)}`,
      `${header}.${encode({ ...claims, preferred_username: 'bob' })}.${signature}`,
      `${encode({ alg: 'none' })}.${payload}.`,
      `${token}==`,
      `${token}\n`,
      `${token}.`,
      '',
      'constructor',
    ]) {
      expect(await verify(text), text).toBeNull()
    }
  })

  it('does not reach into what every object has', async () => {
    const { sign, verify } = await setUp({ claim: 'constructor' })
    expect(await verify(await sign())).toBeNull()
    expect(await verify(await sign({ constructor: 'eliza' }))).toMatchObject({ username: 'eliza' })
  })

  it('is verified once in ten minutes, so that a withdrawn key ends, too', async () => {
    const { issuer, clock, verified, sign, verify } = await setUp()
    const token = await sign({ exp: NOW + 86_400 * 30 })
    for (const _ of [1, 2, 3]) expect(await verify(token)).toMatchObject({ username: 'eliza' })
    expect(verified.times).toBe(1)
    clock.now += 600
    expect(await verify(token)).toMatchObject({ username: 'eliza' })
    expect(verified.times).toBe(2)
    issuer.removeKey('key-2')
    // The issuer's keys are renewed in the background, so it is a later look that finds this one gone.
    await expect
      .poll(() => {
        clock.now += 600
        return verify(token)
      })
      .toBeNull()
  })

  it('ends when it ends, though it is remembered', async () => {
    const { clock, sign, verify } = await setUp()
    const token = await sign({ exp: NOW + 100 })
    expect(await verify(token)).toMatchObject({ username: 'eliza' })
    clock.now += 159
    expect(await verify(token)).toMatchObject({ username: 'eliza' })
    clock.now += 1
    expect(await verify(token)).toBeNull()
  })

  it('is put off while its issuer cannot be asked, unless it is known', async () => {
    const { issuer, sign, verify } = await setUp()
    const known = await sign()
    expect(await verify(known)).toMatchObject({ username: 'eliza' })
    const away = await setUp()
    const token = await away.sign()
    await away.issuer.goDown()
    expect(await away.verify(token)).toBe('unavailable')
    await issuer.goDown()
    expect(await verify(known)).toMatchObject({ username: 'eliza' })
    expect(await verify(await sign({ jti: 'another' }))).toMatchObject({ username: 'eliza' })
  })

  it('of nobody’s issuer asks nobody', async () => {
    const { issuer, sign, verify } = await setUp()
    expect(await verify(await sign({ iss: 'https://other.example.com' }))).toBeNull()
    expect(await verify(await sign({ aud: 'other' }))).toBeNull()
    expect(issuer.asked).toEqual([])
  })
})
