import { execFileSync } from 'node:child_process'
import { createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'

import type { PasskeySignIn } from '#contract/passkey'

import { parseConfig } from '../../../server/config.ts'
import { Passkeys } from '../../../server/credentials/passkeys.ts'
import { FLAGS, type Lies, SoftPasskey } from '../../support/authenticator.ts'
import { type Cbor, cbor } from '../../support/cbor.ts'
import { ecPair } from '../../support/key-pairs.ts'
import { temporaryFolder } from '../../support/server.ts'

const ORIGIN = 'https://tv.example'
const PARTY = { rpId: 'tv.example', origin: ORIGIN }
const ANN = { accountId: 'account-of-ann', username: 'ann', name: 'Ann' }
const SESSION = 'session-of-ann'

function setUp(passkeyConfig: object = {}) {
  const parsed = parseConfig({ passkeys: passkeyConfig })
  if (!parsed.ok) throw new Error('These settings do not fit.')
  const clock = { now: 1_700_000_000 }
  const passkeys = new Passkeys({
    config: parsed.config.passkeys,
    publicUrl: ORIGIN,
    secret: Buffer.alloc(32, 7),
    now: () => clock.now,
    log: pino({ level: 'silent' }),
  })
  const ask = (sessionId = SESSION) =>
    passkeys.registrationOptions(PARTY, { account: ANN, sessionId, existing: [] })
  const register = async (soft: SoftPasskey) => {
    const made = await passkeys.verifyRegistration(PARTY, soft.create(ask(), ORIGIN), SESSION)
    if (typeof made === 'string') throw new Error(`It was ${made}.`)
    return { ...made, accountId: ANN.accountId }
  }
  return { clock, passkeys, ask, register }
}

describe('what an authenticator is asked for', () => {
  it('is a passkey that it keeps, behind finger, face or PIN, for this account and no second time', () => {
    const { passkeys } = setUp({ rpId: 'tv.example', challengeSeconds: 120 })
    const existing = [{ credentialId: 'AAEC', transports: ['usb', 'telepathy', 'usb'] }]
    const asked = { account: ANN, sessionId: SESSION, existing }
    expect(passkeys.registrationOptions(PARTY, asked)).toEqual({
      rp: { id: 'tv.example', name: 'Couchlink' },
      user: { id: 'YWNjb3VudC1vZi1hbm4', name: 'ann', displayName: 'Ann' },
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{72}$/),
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ alg, type: 'public-key' })),
      timeout: 120_000,
      excludeCredentials: [{ id: 'AAEC', type: 'public-key', transports: ['usb'] }],
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    })
    expect(passkeys.signInOptions(PARTY)).toEqual({
      rpId: 'tv.example',
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{72}$/),
      timeout: 120_000,
      userVerification: 'required',
      allowCredentials: [],
    })
  })
})

describe('a passkey', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)(
    'of %s is made, and signs in',
    async (algorithm) => {
      const { passkeys, register } = setUp()
      const soft = new SoftPasskey(algorithm)
      const passkey = await register(soft)
      expect(passkey).toEqual({
        accountId: ANN.accountId,
        credentialId: soft.id,
        publicKey: soft.publicKey().toString('base64url'),
        counter: 0,
        transports: ['internal'],
      })
      soft.counter = 41
      const signIn = soft.get(passkeys.signInOptions(PARTY), ORIGIN)
      expect(await passkeys.verifySignIn(PARTY, signIn, passkey)).toEqual({ counter: 41 })
    },
  )

  it('may be made by an authenticator whose new key vouches for itself', async () => {
    const { passkeys, ask } = setUp()
    const soft = new SoftPasskey()
    const attestation = { fmt: 'packed', attStmt: statement(soft.privateKey) }
    const made = soft.create(ask(), ORIGIN, { attestation })
    expect(await passkeys.verifyRegistration(PARTY, made, SESSION)).toMatchObject({ counter: 0 })
  })

  it('may be of 4096 bits', async () => {
    const { passkeys, ask } = setUp()
    const made = new SoftPasskey().create(ask(), ORIGIN, { publicKey: coseKey(3, -257, 512) })
    expect(await passkeys.verifyRegistration(PARTY, made, SESSION)).toMatchObject({ counter: 0 })
  })

  it('signs in also where the authenticator does not say whose it is', async () => {
    const { passkeys, register } = setUp()
    const soft = new SoftPasskey()
    const passkey = await register(soft)
    const signIn = soft.get(passkeys.signInOptions(PARTY), ORIGIN)
    signIn.response.userHandle = null
    expect(await passkeys.verifySignIn(PARTY, signIn, passkey)).toEqual({ counter: 0 })
  })
})

/** What is wrong with both kinds of responses, one thing each. */
const LIES: [string, Lies][] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['another port', { origin: `${ORIGIN}:8443` }],
  ['a plain http origin', { origin: 'http://tv.example' }],
  ['a parent as its origin', { origin: 'https://example' }],
  ['an origin with a slash', { origin: `${ORIGIN}/` }],
  ['another relying party', { rpId: 'evil.example' }],
  ['nobody present', { flags: FLAGS.verified }],
  ['nobody verified', { flags: FLAGS.present }],
  ['a challenge of nobody', { challenge: randomBytes(54).toString('base64url') }],
  ['no challenge', { challenge: '' }],
  ['a number for a challenge', { challenge: 7 }],
  ['a page that frames us', { clientData: { crossOrigin: true } }],
  ['the origin of such a page', { clientData: { topOrigin: 'https://evil.example' } }],
  ['bytes left over', { extra: Buffer.from([0]) }],
]

describe('a new passkey is refused', () => {
  it.each<[string, Lies]>([
    ...LIES,
    ['the type of a sign-in', { type: 'webauthn.get' }],
    ['an algorithm that we did not ask for', { publicKey: coseKey(3, -37, 256) }],
    ['a key of 5120 bits', { publicKey: coseKey(3, -257, 640) }],
    ['a key without a kind', { publicKey: cbor(new Map()) }],
    [
      'a statement for no attestation',
      { attestation: { fmt: 'none', attStmt: new Map([['x', 1]]) } },
    ],
    ['a format that nobody knows', { attestation: { fmt: 'mine', attStmt: new Map() } }],
    [
      'a certificate',
      {
        attestation: { fmt: 'packed', attStmt: new Map<Cbor, Cbor>([['x5c', [Buffer.alloc(9)]]]) },
      },
    ],
    ['an attestation of Android', { attestation: { fmt: 'android-key', attStmt: new Map() } }],
    [
      'a key that does not vouch for itself',
      {
        attestation: {
          fmt: 'packed',
          attStmt: new Map<Cbor, Cbor>([
            ['alg', -7],
            ['sig', Buffer.alloc(70)],
          ]),
        },
      },
    ],
    ['a statement that is none', { attestation: { fmt: 'packed', attStmt: 7 } }],
  ])('with %s', async (_what, lies) => {
    const { passkeys, ask } = setUp()
    const made = new SoftPasskey().create(ask(), ORIGIN, lies)
    expect(await passkeys.verifyRegistration(PARTY, made, SESSION)).toBe('refused')
  })

  it('with a challenge of another session, of a sign-in, run out, or used', async () => {
    const { clock, passkeys, ask } = setUp()
    const verify = (challenge: string) =>
      passkeys.verifyRegistration(
        PARTY,
        new SoftPasskey().create({ ...ask(), challenge }, ORIGIN),
        SESSION,
      )
    expect(await verify(ask('another').challenge)).toBe('refused')
    expect(await verify(passkeys.signInOptions(PARTY).challenge)).toBe('refused')
    const { challenge } = ask()
    expect(await verify(challenge)).toMatchObject({ counter: 0 })
    expect(await verify(challenge)).toBe('refused')
    const late = ask().challenge
    clock.now += 300
    expect(await verify(late)).toBe('refused')
  })

  it('with a certificate, however good: nothing in it is looked at', async () => {
    const { passkeys, ask } = setUp()
    const { key, certificate } = attestationCertificate()
    for (const x5c of [[certificate], []]) {
      const attestation = { fmt: 'packed', attStmt: statement(key, x5c) }
      const made = new SoftPasskey().create(ask(), ORIGIN, { attestation })
      expect(await passkeys.verifyRegistration(PARTY, made, SESSION)).toBe('refused')
    }
  })

  it('with what cannot be read, or names another key', async () => {
    const { passkeys, ask } = setUp()
    const good = () => new SoftPasskey().create(ask(), ORIGIN)
    const deep = Buffer.alloc(4000, 0x81).toString('base64url')
    for (const attestationObject of ['AAAA', '____', deep, cbor(new Map()).toString('base64url')]) {
      const { response, ...named } = good()
      const sent = { ...named, response: { ...response, attestationObject } }
      expect(await passkeys.verifyRegistration(PARTY, sent, SESSION)).toBe('refused')
    }
    for (const clientDataJSON of ['AAAA', 'bnVsbA', 'W10', 'e30']) {
      const { response, ...named } = good()
      const sent = { ...named, response: { ...response, clientDataJSON } }
      expect(await passkeys.verifyRegistration(PARTY, sent, SESSION)).toBe('refused')
    }
    const { id } = new SoftPasskey()
    const renamed = { ...good(), id, rawId: id }
    expect(await passkeys.verifyRegistration(PARTY, renamed, SESSION)).toBe('refused')
    expect(await passkeys.verifyRegistration(PARTY, { ...good(), rawId: id }, SESSION)).toBe(
      'refused',
    )
  })
})

describe('a sign-in by passkey is refused', () => {
  it.each<[string, Lies]>([
    ...LIES,
    ['the type of a registration', { type: 'webauthn.create' }],
    ['another key', { key: ecPair().privateKey }],
    ['another account', { userHandle: Buffer.from('account-of-bob').toString('base64url') }],
    [
      'an account in other letters',
      { userHandle: Buffer.from('Account-of-Ann').toString('base64url') },
    ],
  ])('with %s', async (_what, lies) => {
    const { passkeys, register } = setUp()
    const soft = new SoftPasskey()
    const passkey = await register(soft)
    const signIn = soft.get(passkeys.signInOptions(PARTY), ORIGIN, lies)
    expect(await passkeys.verifySignIn(PARTY, signIn, passkey)).toBe('refused')
  })

  it('with a challenge of a registration, run out, or used, however often at once', async () => {
    const { clock, passkeys, ask, register } = setUp()
    const soft = new SoftPasskey()
    const passkey = await register(soft)
    const verify = (challenge: string) =>
      passkeys.verifySignIn(
        PARTY,
        soft.get({ ...passkeys.signInOptions(PARTY), challenge }, ORIGIN),
        passkey,
      )
    expect(await verify(ask().challenge)).toBe('refused')
    const { challenge } = passkeys.signInOptions(PARTY)
    const all = await Promise.all(Array.from({ length: 20 }, () => verify(challenge)))
    expect(all.filter((verdict) => verdict !== 'refused')).toEqual([{ counter: 0 }])
    const late = passkeys.signInOptions(PARTY).challenge
    clock.now += 300
    expect(await verify(late)).toBe('refused')
  })

  it('with what cannot be read', async () => {
    const { passkeys, register } = setUp()
    const soft = new SoftPasskey()
    const passkey = await register(soft)
    const good = () => soft.get(passkeys.signInOptions(PARTY), ORIGIN)
    const faults: Partial<PasskeySignIn['response']>[] = [
      { authenticatorData: 'AAAA' },
      { authenticatorData: Buffer.alloc(37).toString('base64url') },
      { signature: 'AAAA' },
      { clientDataJSON: 'AAAA' },
      { clientDataJSON: Buffer.from('null').toString('base64url') },
    ]
    for (const fault of faults) {
      const { response, ...named } = good()
      const sent = { ...named, response: { ...response, ...fault } }
      expect(await passkeys.verifySignIn(PARTY, sent, passkey), JSON.stringify(fault)).toBe(
        'refused',
      )
    }
    const unreadable = { ...passkey, publicKey: 'AAAA' }
    expect(await passkeys.verifySignIn(PARTY, good(), unreadable)).toBe('refused')
  })

  it('but what is refused uses no challenge up, and fills no memory', async () => {
    const { passkeys, register } = setUp({ usedChallenges: 3 })
    const soft = new SoftPasskey()
    const passkey = await register(soft)
    const asked = passkeys.signInOptions(PARTY)
    for (let count = 0; count < 5; count += 1) {
      const forged = soft.get(passkeys.signInOptions(PARTY), ORIGIN, {
        key: new SoftPasskey().privateKey,
      })
      expect(await passkeys.verifySignIn(PARTY, forged, passkey)).toBe('refused')
    }
    expect(await passkeys.verifySignIn(PARTY, soft.get(asked, ORIGIN, { flags: 1 }), passkey)).toBe(
      'refused',
    )
    const verify = (options = passkeys.signInOptions(PARTY)) =>
      passkeys.verifySignIn(PARTY, soft.get(options, ORIGIN), passkey)
    expect(await verify(asked)).toEqual({ counter: 0 })
    expect(await verify()).toEqual({ counter: 0 })
    expect(await verify()).toBe('busy')
  })
})

describe('whatever is sent', () => {
  it('with one bit of it changed, signs nobody in', async () => {
    const { passkeys, register } = setUp()
    const soft = new SoftPasskey()
    const passkey = await register(soft)
    const member = fc.constantFrom('clientDataJSON', 'authenticatorData', 'signature')
    const changed = fc.asyncProperty(member, fc.nat(), async (name, at) => {
      const sent = soft.get(passkeys.signInOptions(PARTY), ORIGIN)
      // The frame around a signature's two numbers may be written in several ways.
      sent.response[name] = flipped(sent.response[name], at, name === 'signature' ? 4 : 0)
      expect(await passkeys.verifySignIn(PARTY, sent, passkey)).toBe('refused')
    })
    await fc.assert(changed, { numRuns: 300 })
  })

  it('for an attestation, is refused or read, and nothing worse', async () => {
    const { passkeys, ask } = setUp()
    const nonsense = [
      ...[
        '9bffffffffffffffff',
        '9affffffff',
        'bbffffffffffffffff',
        '5bffffffffffffffff',
        '7affffffff',
      ],
      ...['a163666d74', 'a1fb7ff8000000000000f6', 'bfff', '9fff', 'c1c1c1c1', 'f97e00'],
    ].map((hex) => Buffer.from(hex, 'hex'))
    const bytes = fc.oneof(
      fc.constantFrom(...nonsense),
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
    )
    const sentBytes = fc.asyncProperty(bytes, async (attestation) => {
      const sent = new SoftPasskey().create(ask(), ORIGIN)
      sent.response.attestationObject = Buffer.from(attestation).toString('base64url')
      expect(await passkeys.verifyRegistration(PARTY, sent, SESSION)).toBe('refused')
    })
    await fc.assert(sentBytes, { numRuns: 100 })
    const changed = fc.asyncProperty(fc.nat(), async (at) => {
      const sent = new SoftPasskey().create(ask(), ORIGIN)
      sent.response.attestationObject = flipped(sent.response.attestationObject, at)
      await passkeys.verifyRegistration(PARTY, sent, SESSION)
    })
    await fc.assert(changed, { numRuns: 300 })
  })
})

/** A packed statement (WebAuthn §8.2) by the key itself, or by a certificate's. */
function statement(key: KeyObject, x5c?: Uint8Array[]): (signed: Uint8Array) => Cbor {
  return (signed) =>
    new Map<Cbor, Cbor>([
      ['alg', -7],
      ['sig', sign('sha256', signed, key)],
      ...(x5c === undefined ? [] : [['x5c', x5c] as [Cbor, Cbor]]),
    ])
}

/** A certificate as authenticators have it (WebAuthn §8.2.1), DER. */
function attestationCertificate(): { key: KeyObject; certificate: Buffer } {
  const folder = temporaryFolder()
  const files = { key: join(folder, 'key.pem'), certificate: join(folder, 'certificate.der') }
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-days', '2', '-outform', 'DER'],
      ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
      ...['-subj', '/C=DE/O=A test/OU=Authenticator Attestation/CN=A test'],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...['-keyout', files.key, '-out', files.certificate],
    ],
    { stdio: 'pipe' },
  )
  return {
    key: createPrivateKey(readFileSync(files.key)),
    certificate: readFileSync(files.certificate),
  }
}

/** An RSA key of so many bytes. */
function coseKey(kty: number, alg: number, bytes: number): Buffer {
  const members: [number, Cbor][] = [
    [1, kty],
    [3, alg],
    [-1, Buffer.alloc(bytes, 0xff)],
    [-2, Buffer.from([1, 0, 1])],
  ]
  return cbor(new Map<Cbor, Cbor>(members))
}

function flipped(encoded: string, at: number, from = 0): string {
  const bytes = Buffer.from(encoded, 'base64url')
  const bit = from * 8 + (at % ((bytes.length - from) * 8))
  bytes[bit >> 3] = Number(bytes[bit >> 3]) ^ (1 << (bit & 7))
  return bytes.toString('base64url')
}
