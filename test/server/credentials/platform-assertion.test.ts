import { createHash, createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { DeviceId } from '#contract/ids'

import { DeviceAssertions } from '../../../server/credentials/device-assertion.ts'
import { IssuerKeys } from '../../../server/outside/issuer-keys.ts'
import { Issuer } from '../outside/issuer.ts'
import { base64url, encode, flipBit } from './forge.ts'

const NOW = 1_800_000_000
const AUDIENCE = 'https://projects.example.com'
const OURS = ['https://tv.example.com/auth/token']
const SUBJECT = 'urn:platform:device:7e6d37c30d21af04'
const LIMITS = {
  timeoutMs: 15_000,
  refreshSeconds: 600,
  keepSeconds: 86_400,
  cooldownSeconds: 30,
  answerBytes: 65_536,
}

/** The platform, and a server that anybody may put into a token: nothing may ever be asked of that one. */
let platform: Issuer
let stranger: Issuer
beforeAll(async () => {
  platform = await Issuer.start(() => {})
  stranger = await Issuer.start(() => {})
  platform.addKey('key-2', 'ES256')
})
afterAll(() => Promise.all([platform.goDown(), stranger.goDown()]))

function setUp(options: { usedIds?: number; subject?: string } = {}) {
  const clock = { now: NOW }
  const { get } = new IssuerKeys({
    issuer: platform.url,
    jwksUri: null,
    limits: LIMITS,
    now: () => clock.now,
    log: { warn() {} },
  })
  const assertions = new DeviceAssertions({
    maxSeconds: 300,
    clockToleranceSeconds: 60,
    usedIds: options.usedIds ?? 100,
    now: () => clock.now,
    platforms: [
      {
        name: 'senza',
        issuer: platform.url,
        audience: AUDIENCE,
        subject: options.subject ?? 'urn:platform:device:{deviceId}',
        keys: get,
      },
    ],
  })
  return { clock, verify: (assertion: string) => assertions.verify(assertion, OURS) }
}

let ids = 0
function claims(members: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: platform.url,
    aud: AUDIENCE,
    sub: SUBJECT,
    iat: NOW,
    exp: NOW + 300,
    jti: `jti-${ids++}`,
    ...members,
  }
}

const PROVEN = { deviceId: 'senza_7e6d37c30d21af04', jkt: null, selfRegistered: false }

describe('a platform’s assertion', () => {
  it('says which device it is, signed with either algorithm', async () => {
    const { verify } = setUp()
    expect(await verify(await platform.sign(claims()))).toEqual(PROVEN)
    expect(await verify(await platform.sign(claims(), {}, 'key-2'))).toEqual(PROVEN)
  })

  it('may leave out typ and kid, name typ in full, and name us beside others', async () => {
    const { verify } = setUp()
    for (const [header, members] of [
      [{ typ: undefined }, {}],
      [{ typ: 'application/jwt' }, {}],
      [{ typ: 'jwt' }, {}],
      [{ kid: undefined }, {}],
      [{ x5t: 'AAAA' }, {}],
      [{}, { aud: ['https://other.example.com', AUDIENCE] }],
      [{}, { iat: undefined }],
      [{}, { nbf: NOW + 60 }],
      [{}, { exp: NOW - 59 }],
      [{}, { exp: NOW + 86_400 }],
    ]) {
      expect(await verify(await platform.sign(claims(members), header))).toEqual(PROVEN)
    }
  })

  it('counts once until its end when it has an id', async () => {
    const { clock, verify } = setUp()
    const assertion = await platform.sign(claims({ exp: NOW + 86_400 }))
    expect(await verify(assertion)).toEqual(PROVEN)
    expect(await verify(assertion)).toBeNull()
    // Nor does the id count in another assertion; that would be two that call themselves one.
    clock.now += 86_459
    expect(await verify(assertion)).toBeNull()
    const { jti } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())
    expect(
      await verify(await platform.sign(claims({ jti, exp: NOW + 172_800, iat: clock.now }))),
    ).toBeNull()
  })

  it('may be used again until its end when it has none, as the platform hands out the same', async () => {
    const { clock, verify } = setUp()
    const assertion = await platform.sign(claims({ jti: undefined }))
    expect(await verify(assertion)).toEqual(PROVEN)
    clock.now += 359
    expect(await verify(assertion)).toEqual(PROVEN)
    clock.now += 1
    expect(await verify(assertion)).toBeNull()
  })

  it('is put off when no more ids can be remembered, and when the platform cannot be asked', async () => {
    const { verify } = setUp({ usedIds: 1 })
    expect(await verify(await platform.sign(claims()))).toEqual(PROVEN)
    expect(await verify(await platform.sign(claims()))).toBe('busy')
    const assertion = await platform.sign(claims())
    await platform.goDown()
    expect(await setUp().verify(assertion)).toBe('busy')
    await platform.comeBack()
    expect(await setUp().verify(assertion)).toEqual(PROVEN)
  })

  it('of a platform that rotates its keys counts as soon as it names the new one', async () => {
    const { clock, verify } = setUp()
    expect(await verify(await platform.sign(claims()))).toEqual(PROVEN)
    platform.addKey('key-3', 'ES256')
    clock.now += 30
    const before = platform.asked.length
    expect(await verify(await platform.sign(claims(), {}, 'key-3'))).toEqual(PROVEN)
    expect(await verify(await platform.sign(claims()))).toEqual(PROVEN)
    // The discovery document and the keys, once.
    expect(platform.asked.length - before).toBe(2)
    platform.removeKey('key-3')
  })
})

describe('a platform’s device', () => {
  it.each([
    ['urn:platform:device:{deviceId}', 'urn:platform:device:abc', 'senza_abc'],
    ['{deviceId}', 'abc-DEF_1', 'senza_abc-DEF_1'],
    ['a:{deviceId}:z', 'a:b:z', 'senza_b'],
    ['{deviceId}', 'x'.repeat(49), `senza_${'x'.repeat(49)}`],
  ])('is what stands in %s: %s', async (subject, sub, deviceId) => {
    const { verify } = setUp({ subject })
    expect(await verify(await platform.sign(claims({ sub })))).toMatchObject({ deviceId })
  })

  it.each([
    ['a slash', '../../all'],
    ['a wildcard of MQTT', '#'],
    ['blanks', 'my tv'],
    ['other letters', 'Fernsehgerät'],
    ['50 characters', 'x'.repeat(50)],
    ['a line break', 'abc\n'],
  ])('has a hash for a name where its own has %s', async (_what, sub) => {
    const { verify } = setUp({ subject: '{deviceId}' })
    const hash = createHash('sha256').update(sub).digest('base64url')
    const proven = await verify(await platform.sign(claims({ sub })))
    expect(proven).toMatchObject({ deviceId: `senza_${hash}` })
    expect(v.is(DeviceId, `senza_${hash}`)).toBe(true)
  })
})

type Forge = () => string | Promise<string>

function signed(
  header: Record<string, unknown>,
  payload: unknown,
  sign: (text: string) => Uint8Array,
) {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${base64url(sign(text))}`
}
function mac(secret: string | Buffer) {
  return (text: string) => createHmac('sha256', secret).update(text).digest()
}
function rs256(key: KeyObject) {
  return (text: string) => sign('sha256', Buffer.from(text), key)
}
const header = { alg: 'RS256', kid: 'key-1', typ: 'JWT' }
const ownKey = () => platform.keys[0]!.privateKey
const withClaims =
  (members: Record<string, unknown>): Forge =>
  () =>
    platform.sign(claims(members))
/** By hand, since a library would not sign such a header. */
const withHeader =
  (members: Record<string, unknown> | (() => Record<string, unknown>)): Forge =>
  () => {
    const more = typeof members === 'function' ? members() : members
    return signed({ ...header, ...more }, claims(), rs256(ownKey()))
  }

const FORGERIES: [fault: string, forge: Forge][] = [
  ['alg none', () => `${encode({ ...header, alg: 'none' })}.${encode(claims())}.`],
  ['alg none, but signed', withHeader({ alg: 'none' })],
  [
    'HS256 with the public key as PEM',
    () =>
      signed(
        { ...header, alg: 'HS256' },
        claims(),
        mac(createPublicKey(ownKey()).export({ format: 'pem', type: 'spki' })),
      ),
  ],
  [
    'HS256 with the public key as JWK',
    () => signed({ ...header, alg: 'HS256' }, claims(), mac(JSON.stringify(platform.keys[0]?.jwk))),
  ],
  [
    'HS256 with the modulus as a secret',
    () =>
      signed(
        { ...header, alg: 'HS256' },
        claims(),
        mac(Buffer.from(String(platform.keys[0]?.jwk.n), 'base64url')),
      ),
  ],
  ['ES256 in name, signed by RSA', withHeader({ alg: 'ES256' })],
  ['PS256 in name', withHeader({ alg: 'PS256' })],
  [
    'RS512',
    () =>
      signed({ ...header, alg: 'RS512' }, claims(), (text) =>
        sign('sha512', Buffer.from(text), ownKey()),
      ),
  ],
  ['the algorithm in lower case', withHeader({ alg: 'rs256' })],
  ['no algorithm', withHeader({ alg: undefined })],
  ['another audience', withClaims({ aud: 'https://other.example.com' })],
  ['our own address as audience', withClaims({ aud: OURS[0] })],
  ['no audience', withClaims({ aud: undefined })],
  ['an audience with a slash more', withClaims({ aud: `${AUDIENCE}/` })],
  ['another issuer', withClaims({ iss: 'https://other.example.com' })],
  ['an issuer with a slash more', () => platform.sign(claims({ iss: `${platform.url}/` }))],
  ['issuers in a list', () => platform.sign({ ...claims(), iss: [platform.url] } as never)],
  ['no issuer', withClaims({ iss: undefined })],
  ['the issuer __proto__', withClaims({ iss: '__proto__' })],
  ['another subject', withClaims({ sub: 'urn:another:device:7e6d37c30d21af04' })],
  ['a subject of nothing', withClaims({ sub: 'urn:platform:device:' })],
  ['a subject that only begins', withClaims({ sub: 'urn:platform' })],
  ['no subject', withClaims({ sub: undefined })],
  ['a subject as a number', () => signed(header, claims({ sub: 7 }), rs256(ownKey()))],
  ['an end that is past', withClaims({ exp: NOW - 60 })],
  ['no end', withClaims({ exp: undefined })],
  ['an end as text', () => signed(header, claims({ exp: String(NOW + 300) }), rs256(ownKey()))],
  ['a life of more than a day', withClaims({ exp: NOW + 86_401 })],
  [
    'an end in more than a day, and no beginning',
    withClaims({ iat: undefined, exp: NOW + 86_401 }),
  ],
  ['a beginning to come', withClaims({ iat: NOW + 61 })],
  ['a beginning as text', () => signed(header, claims({ iat: String(NOW) }), rs256(ownKey()))],
  ['a "not before" to come', withClaims({ nbf: NOW + 61 })],
  ['a "not before" as text', () => signed(header, claims({ nbf: String(NOW) }), rs256(ownKey()))],
  ['an id as a number', () => signed(header, claims({ jti: 7 }), rs256(ownKey()))],
  ['an empty id', withClaims({ jti: '' })],
  ['an endless id', withClaims({ jti: 'a'.repeat(257) })],
  ['an id of null', () => signed(header, claims({ jti: null }), rs256(ownKey()))],
  ['the typ of a proof', withHeader({ typ: 'dpop+jwt' })],
  ['the typ of an MQTT password', withHeader({ typ: 'mqtt+jwt' })],
  ['the typ of a logout', withHeader({ typ: 'logout+jwt' })],
  ['the typ of an access token', withHeader({ typ: 'at+jwt' })],
  ['the typ of an access token in full', withHeader({ typ: 'application/AT+JWT' })],
  ['a typ of null', withHeader({ typ: null })],
  ['an unknown kid', withHeader({ kid: 'unknown' })],
  ['the kid of another key', withHeader({ kid: 'key-2' })],
  ['a kid that is a path', withHeader({ kid: '../../../dev/null' })],
  ['an endless kid', withHeader({ kid: 'k'.repeat(129) })],
  ['a kid as a number', withHeader({ kid: 1 })],
  ['a kid of null', withHeader({ kid: null })],
  ['a key in the header', withHeader(() => ({ jwk: platform.keys[0]?.jwk }))],
  ['a jku', withHeader(() => ({ jku: stranger.jwksUri }))],
  [
    'a jku, and signed by who lies there',
    () =>
      signed({ ...header, jku: stranger.jwksUri }, claims(), rs256(stranger.keys[0]!.privateKey)),
  ],
  ['an x5u', withHeader(() => ({ x5u: stranger.jwksUri }))],
  ['an x5c', withHeader({ x5c: ['AAAA'] })],
  ['a crit', withHeader({ crit: ['exp'] })],
  ['claims that are not encoded', withHeader({ b64: false, crit: ['b64'] })],
  ['another’s signature', () => signed(header, claims(), rs256(stranger.keys[0]!.privateKey))],
  [
    'a flipped bit',
    async () => {
      const [head, payload, signature = ''] = (await platform.sign(claims())).split('.')
      return `${head}.${payload}.${flipBit(signature)}`
    },
  ],
  [
    'other claims under the signature',
    async () => {
      const [head, , signature] = (await platform.sign(claims())).split('.')
      return `${head}.${encode(claims({ sub: 'urn:platform:device:another' }))}.${signature}`
    },
  ],
  ['no signature', async () => (await platform.sign(claims())).replace(/[^.]+$/, '')],
  ['a padded signature', async () => `${await platform.sign(claims())}==`],
  ['a line break behind it', async () => `${await platform.sign(claims())}\n`],
  ['two parts', async () => (await platform.sign(claims())).split('.').slice(0, 2).join('.')],
  ['four parts', async () => `${await platform.sign(claims())}.`],
  ['more than 4096 characters', withClaims({ x: 'x'.repeat(4096) })],
  ['claims that are a list', () => signed(header, [claims()], rs256(ownKey()))],
]

describe('a forged platform assertion', () => {
  it.each(FORGERIES)('proves nothing: %s', async (_fault, forge) => {
    const { verify } = setUp()
    const forged = await forge()
    expect(await verify(forged)).toBeNull()
    expect(await verify(await platform.sign(claims()))).toEqual(PROVEN)
    expect(await verify(forged)).toBeNull()
    expect(stranger.asked).toEqual([])
  })

  it('of an unknown issuer is refused without a single request, whatever it names', async () => {
    const { verify } = setUp()
    const before = platform.asked.length
    for (const iss of [
      stranger.url,
      `${platform.url}/`,
      platform.url.toUpperCase(),
      '',
      'constructor',
    ]) {
      expect(
        await verify(await stranger.sign(claims({ iss }), { jku: stranger.jwksUri })),
      ).toBeNull()
      expect(await verify(await stranger.sign(claims({ iss })))).toBeNull()
    }
    expect(
      await verify(await platform.sign(claims({ aud: 'https://other.example.com' }))),
    ).toBeNull()
    expect(stranger.asked).toEqual([])
    expect(platform.asked.length).toBe(before)
  })
})
