import { randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'

import { FLAGS, type Lies, SoftPasskey } from '../support/authenticator.ts'
import { ecPair } from '../support/key-pairs.ts'
import { PasskeyPhone } from '../support/passkey-phone.ts'
import { passwordOf, type Settings } from '../support/server.ts'
import type { Answer } from '../support/tv.ts'
import { expectProblem, type House, openHouse } from './house.ts'

const ORIGIN = 'https://tv.example'

/** Wrong in one respect each, in what signs in and in what is made. */
const LIES: [string, Lies][] = [
  ['origin', { origin: 'https://evil.example' }],
  ['port', { origin: `${ORIGIN}:8443` }],
  ['scheme', { origin: 'http://tv.example' }],
  ['relying party', { rpId: 'evil.example' }],
  ['presence', { flags: FLAGS.verified }],
  ['verification', { flags: FLAGS.present }],
  ['challenge', { challenge: randomBytes(54).toString('base64url') }],
  ['type of challenge', { challenge: { toString: 'x' } }],
  ['frame', { clientData: { crossOrigin: true } }],
  ['top origin', { clientData: { topOrigin: 'https://evil.example' } }],
  ['length', { extra: Buffer.from([0]) }],
]

/** A house at a public address; Ann is signed in on a phone there, and has a passkey. */
async function setUp(settings: Settings = {}) {
  const house = await openHouse({ publicUrl: ORIGIN, ...settings })
  const ann = await phoneOf(house, 'ann')
  const soft = new SoftPasskey()
  expect((await ann.add(soft)).status).toBe(200)
  return { house, ann, soft, stranger: phoneAt(house) }
}

function phoneAt(house: House, headers: Record<string, string> = {}): PasskeyPhone {
  return new PasskeyPhone(house.url, ORIGIN, headers)
}

async function phoneOf(house: House, name: 'ann' | 'bob'): Promise<PasskeyPhone> {
  const phone = phoneAt(house)
  expect((await phone.signIn(name, passwordOf(name))).status).toBe(200)
  return phone
}

function expectRefused(phone: PasskeyPhone, answer: Answer, what = ''): void {
  expectProblem(answer, 401, 'passkey_failed', what)
  expect(answer.headers.getSetCookie(), what).toEqual([])
  expect(phone.cookie, what).toBe('')
}

describe('a passkey', () => {
  it('X8 that is wrong in one respect signs nobody in', async () => {
    const { house, soft, stranger } = await setUp()
    const wrong: [string, Lies][] = [
      ...LIES,
      ['type', { type: 'webauthn.create' }],
      ['key', { key: ecPair().privateKey }],
      ['account', { userHandle: Buffer.from('somebody else').toString('base64url') }],
    ]
    const bodies = new Set<string>()
    for (const [what, lies] of wrong) {
      const answer = await stranger.signInWith(soft, lies)
      expectRefused(stranger, answer, what)
      bodies.add(JSON.stringify(answer.body))
    }
    expectRefused(stranger, await stranger.signInWith(new SoftPasskey()), 'nobody’s')
    expect(bodies.size).toBe(1)
    expect((await stranger.signInWith(soft)).body).toMatchObject({ username: 'ann', passkeys: 1 })
    expect(house.logged()).not.toContain('internal_error')
  })

  it('X8 that is wrong in one respect is not added', async () => {
    const { ann } = await setUp()
    const wrong: [string, Lies][] = [
      ...LIES,
      ['type', { type: 'webauthn.get' }],
      ['statement', { attestation: { fmt: 'none', attStmt: new Map([['x', 1]]) } }],
      ['certificate', { attestation: { fmt: 'packed', attStmt: new Map([['x5c', ['']]]) } }],
      ['format', { attestation: { fmt: 'tpm', attStmt: new Map() } }],
    ]
    for (const [what, lies] of wrong) {
      expectProblem(await ann.add(new SoftPasskey(), lies), 401, 'passkey_failed', what)
    }
    expect((await ann.send('GET', '/passkeys')).body['passkeys']).toHaveLength(1)
  })

  it('X8 answers one challenge of its own kind and session, once, within five minutes', async () => {
    const { house, ann, soft, stranger } = await setUp()
    const signIn = async (challenge: string) =>
      stranger.post('/session/passkey', soft.get({ challenge, rpId: 'tv.example' }, ORIGIN))
    const asked = await stranger.askToSignIn()
    expectRefused(stranger, await signIn((await ann.askToAdd()).challenge), 'of a registration')
    const late = (await stranger.askToSignIn()).challenge
    expect((await signIn(asked.challenge)).status).toBe(200)
    stranger.cookie = ''
    expectRefused(stranger, await signIn(asked.challenge), 'used')

    const add = async (phone: PasskeyPhone, challenge: string) =>
      phone.post(
        '/passkeys',
        new SoftPasskey().create({ ...(await ann.askToAdd()), challenge }, ORIGIN),
      )
    const other = await phoneOf(house, 'ann')
    const bob = await phoneOf(house, 'bob')
    const mine = (await ann.askToAdd()).challenge
    for (const phone of [other, bob]) {
      expectProblem(await add(phone, mine), 401, 'passkey_failed', 'of another session')
    }
    expectProblem(await add(ann, late), 401, 'passkey_failed', 'of a sign-in')
    expect((await add(ann, mine)).status).toBe(200)
    expectProblem(await add(ann, mine), 401, 'passkey_failed', 'used')

    const old = (await ann.askToAdd()).challenge
    house.clock.now += 300
    expectProblem(await add(ann, old), 401, 'passkey_failed', 'run out')
    expectRefused(stranger, await signIn(late), 'run out')
  })

  it('X8 signs one of many phones in that send the same answer at once', async () => {
    const { house, soft, stranger } = await setUp()
    const signIn = soft.get(await stranger.askToSignIn(), ORIGIN)
    const phones = Array.from({ length: 20 }, () => phoneAt(house))
    const answers = await Promise.all(phones.map((phone) => phone.post('/session/passkey', signIn)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(phones.filter(({ cookie }) => cookie !== '')).toHaveLength(1)
  })

  it('X8 whose counter does not grow is a copy: it is refused, and the log says so', async () => {
    const { house, soft, stranger } = await setUp()
    const signIn = async (counter: number) => {
      stranger.cookie = ''
      return stranger.signInWith(soft, { counter })
    }
    expect((await signIn(7)).status).toBe(200)
    for (const counter of [7, 6, 0]) expectRefused(stranger, await signIn(counter), `${counter}`)
    expect(house.logged()).toContain('The counter of a passkey did not grow')
    expect((await signIn(8)).status).toBe(200)
  })

  it('X8 that was removed, or whose account is disabled or gone, is as good as nobody’s', async () => {
    const { house, ann, soft, stranger } = await setUp()
    await house.parts.store.setDisabled('ann', true)
    expectRefused(stranger, await stranger.signInWith(soft), 'disabled')
    await house.parts.store.setDisabled('ann', false)
    expect((await ann.signIn('ann', passwordOf('ann'))).status).toBe(200)
    expect((await ann.send('DELETE', `/passkeys/${soft.id}`)).status).toBe(200)
    expectRefused(stranger, await stranger.signInWith(soft), 'removed')
    const second = new SoftPasskey()
    expect((await ann.add(second)).status).toBe(200)
    await house.parts.store.deleteAccount('ann')
    expectRefused(stranger, await stranger.signInWith(second), 'gone')
  })

  it('X8 of the demo account opens nothing outside the house', async () => {
    const house = await openHouse({ accounts: {}, trustedProxies: ['127.0.0.1'] })
    const origin = `http://localhost:${house.port}`
    const inside = new PasskeyPhone(origin, origin, { 'x-forwarded-for': '127.0.0.9' })
    expect((await inside.signIn('eliza', 'Senza2024')).status).toBe(200)
    const soft = new SoftPasskey()
    expect((await inside.add(soft)).status).toBe(200)
    const outside = new PasskeyPhone(origin, origin, { 'x-forwarded-for': '203.0.113.7' })
    expectRefused(outside, await outside.signInWith(soft))
    expect((await inside.signInWith(soft)).status).toBe(200)
  })

  it('X8 that somebody has is not added again, not even by its own person', async () => {
    const { house, ann, soft, stranger } = await setUp()
    const bob = await phoneOf(house, 'bob')
    for (const phone of [ann, bob]) {
      expectProblem(await phone.add(soft), 401, 'passkey_failed')
    }
    expect((await bob.send('GET', '/passkeys')).body).toEqual({ passkeys: [] })
    // It said whose it is when it was made last, and an authenticator would have refused.
    const { user } = await ann.askToAdd()
    soft.userHandle = user.id
    expect((await stranger.signInWith(soft)).body).toMatchObject({ username: 'ann' })
  })

  it('X8 is added and removed only by who is signed in on this phone and has lately proven it', async () => {
    const { house, ann, soft, stranger } = await setUp()
    const made = new SoftPasskey().create(await ann.askToAdd(), ORIGIN)
    const attempts = (phone: PasskeyPhone) =>
      Promise.all([
        phone.post('/passkeys/options', {}),
        phone.post('/passkeys', made),
        phone.send('DELETE', `/passkeys/${soft.id}`),
      ])
    for (const answer of await attempts(stranger)) expectProblem(answer, 401, 'sign_in_required')
    expectProblem(await stranger.send('GET', '/passkeys'), 401, 'sign_in_required')
    const token = phoneAt(house, { authorization: 'Bearer of-nobody' })
    token.cookie = ann.cookie
    for (const answer of await attempts(token)) expectProblem(answer, 401, 'invalid_token')

    house.clock.now += house.parts.config.sessions.freshSeconds
    for (const answer of await attempts(ann)) {
      expectProblem(answer, 403, 'reauthenticate')
      expect(answer.body['methods']).toEqual(['password', 'passkey'])
    }
    expect((await ann.send('GET', '/passkeys')).body['passkeys']).toHaveLength(1)
    expect((await ann.signInWith(soft)).status).toBe(200)
    expect((await ann.add(new SoftPasskey())).status).toBe(200)
  })

  it('X8 is not added by a phone that is thrown out in the same moment', async () => {
    const { house, ann } = await setUp()
    const mine = await phoneOf(house, 'ann')
    const tv = await house.tv()
    const { handle, link_id } = await tv.requestLink()
    const { number } = (await ann.approve(handle)).body
    expect((await tv.call('POST', '/link/match', { link_id, number })).status).toBe(200)
    const { passkeys } = house.parts
    const verify = passkeys.verifyRegistration.bind(passkeys)
    for (const [how, throwOut] of [
      ['disowned', () => mine.post(`/devices/${tv.deviceId}/disown`, {})],
      ['signed out', () => mine.send('DELETE', '/sessions')],
    ] as const) {
      const spied = vi.spyOn(passkeys, 'verifyRegistration')
      spied.mockImplementationOnce(async (...sent) => {
        expect((await throwOut()).status, how).toBe(200)
        return verify(...sent)
      })
      expectProblem(await ann.add(new SoftPasskey()), 401, 'sign_in_required', how)
      spied.mockRestore()
      await ann.signIn('ann', passwordOf('ann'))
    }
    const left = (await mine.send('GET', '/passkeys')).body['passkeys']
    expect(left).toEqual([])
  })

  it('X8 of somebody else is not there, and the last way in stays', async () => {
    const { house, ann, soft, stranger } = await setUp()
    const bob = await phoneOf(house, 'bob')
    expectProblem(await bob.send('DELETE', `/passkeys/${soft.id}`), 404, 'not_found')
    expect((await stranger.signInWith(soft)).status).toBe(200)
    const { store } = house.parts
    await store.addAccount({
      accountId: 'carl-without-password',
      username: 'carl',
      name: 'Carl',
      color: '#CCCDFD',
      passwordHash: null,
      demo: false,
      disabled: false,
    })
    const only = new SoftPasskey()
    only.userHandle = Buffer.from('carl-without-password').toString('base64url')
    const passkey = {
      credentialId: only.id,
      accountId: 'carl-without-password',
      publicKey: only.publicKey().toString('base64url'),
      counter: 0,
      transports: [],
      label: null,
      createdAt: house.clock.now,
      lastUsedAt: null,
      sessionId: 'carls phone',
    }
    const { now } = house.clock
    await store.openSession({
      sessionId: passkey.sessionId,
      idHash: 'hash of carls phone',
      accountId: passkey.accountId,
      passwordHash: null,
      method: 'oidc',
      label: null,
      replaces: null,
      address: '127.0.0.1',
      now,
      expiresAt: now + 1000,
      perAccount: 5,
    })
    expect(await store.addPasskey(passkey, 20)).toBe('added')
    const carl = phoneAt(house)
    expect((await carl.signInWith(only)).status).toBe(200)
    expectProblem(await carl.send('DELETE', `/passkeys/${only.id}`), 409, 'last_sign_in')
    expect((await ann.send('DELETE', `/passkeys/${soft.id}`)).status).toBe(200)
  })

  it('X8 is one too many beyond what an account may have', async () => {
    const { ann } = await setUp({ passkeys: { perAccount: 2 } })
    const made = await Promise.all([1, 2, 3].map(() => ann.askToAdd()))
    const answers = await Promise.all(
      made.map((options) => ann.post('/passkeys', new SoftPasskey().create(options, ORIGIN))),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    expectProblem(await ann.post('/passkeys/options', {}), 409, 'too_many_passkeys')
    expect((await ann.send('GET', '/passkeys')).body['passkeys']).toHaveLength(2)
  })

  it('X8 in a form that is none is a bad request, and never more than that', async () => {
    const { house, ann, soft } = await setUp()
    const signIn = soft.get(await ann.askToSignIn(), ORIGIN)
    const made = new SoftPasskey().create(await ann.askToAdd(), ORIGIN)
    for (const [path, good] of [
      ['/session/passkey', signIn],
      ['/passkeys', made],
    ] as const) {
      const wrong: unknown[] = [
        {},
        [],
        { ...good, id: undefined },
        { ...good, id: 'not base64url!' },
        { ...good, rawId: 7 },
        { ...good, type: 'password' },
        { ...good, response: null },
        { ...good, response: {} },
        { ...good, response: { ...good.response, clientDataJSON: '%' } },
        { ...good, response: { ...good.response, clientDataJSON: ['AAAA'] } },
        { ...good, response: { ...good.response, clientDataJSON: 'A'.repeat(6001) } },
      ]
      for (const body of wrong) {
        expectProblem(await ann.post(path, body), 400, 'bad_request', JSON.stringify(body))
      }
      expectProblem(
        await ann.send('POST', path, '{', { 'content-type': 'application/json' }),
        400,
        'bad_request',
      )
      expectProblem(
        await ann.post(path, { ...good, more: 'A'.repeat(9000) }),
        413,
        'payload_too_large',
      )
      const plain = { 'content-type': 'text/plain' }
      expectProblem(
        await ann.send('POST', path, JSON.stringify(good), plain),
        415,
        'unsupported_media_type',
      )
      expectProblem(await ann.send('PUT', path), 405, 'method_not_allowed')
      expectProblem(await ann.post(path, { ...good, rawId: 'AAAA' }), 401, 'passkey_failed')
    }
    expect(house.logged()).not.toContain('"level":50')
  })

  it('X8 is not to be had across sites or by GET', async () => {
    const { ann, soft } = await setUp()
    const crossing = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' }
    const made = JSON.stringify(new SoftPasskey().create(await ann.askToAdd(), ORIGIN))
    const signIn = JSON.stringify(soft.get(await ann.askToSignIn(), ORIGIN))
    for (const [path, body] of [
      ['/passkeys/options', '{}'],
      ['/passkeys', made],
      ['/session/passkey', signIn],
      ['/session/passkey/options', '{}'],
    ] as const) {
      expectProblem(await ann.send('POST', path, body, crossing), 403, 'cross_site', path)
    }
    expectProblem(
      await ann.send('DELETE', `/passkeys/${soft.id}`, undefined, crossing),
      403,
      'cross_site',
    )
    for (const path of ['/passkeys/options', '/session/passkey', '/session/passkey/options']) {
      const answer = await ann.send('GET', path)
      expectProblem(answer, 405, 'method_not_allowed', path)
      expect(answer.headers.get('allow')).toBe('POST')
    }
    expectProblem(await ann.send('GET', `/passkeys/${soft.id}`), 405, 'method_not_allowed')
    expect((await ann.send('GET', '/passkeys')).body['passkeys']).toHaveLength(1)
  })

  it('X8 is not to be had at an address, and not where people sign in elsewhere alone', async () => {
    const { house, soft } = await setUp()
    await house.close()
    const identity = {
      local: false,
      oidc: { name: 'Elsewhere', issuer: 'https://id.example', clientId: 'couch' },
    }
    const closed = await openHouse(
      { publicUrl: ORIGIN, identity },
      { dataDir: house.dataDir, clock: house.clock },
    )
    const stranger = phoneAt(closed)
    expectProblem(await stranger.post('/session/passkey/options', {}), 409, 'passkeys_unavailable')
    const options = { challenge: randomBytes(54).toString('base64url'), rpId: 'tv.example' }
    expectRefused(stranger, await stranger.post('/session/passkey', soft.get(options, ORIGIN)))

    const bare = await openHouse()
    const phone = new PasskeyPhone(bare.url, bare.url)
    const signedIn = await phone.signIn('ann', passwordOf('ann'))
    expect(signedIn.body['passkeys']).toBeNull()
    expectProblem(await phone.post('/passkeys/options', {}), 409, 'passkeys_unavailable')
    expectProblem(await phone.post('/session/passkey/options', {}), 409, 'passkeys_unavailable')
    expect((await phone.send('GET', '/passkeys')).body).toEqual({ passkeys: [] })
  })

  it('X8 is not locked out by wrong passwords', async () => {
    const { house, soft, stranger } = await setUp()
    const guesser = phoneAt(house)
    let last = await guesser.signIn('ann', 'guess')
    for (let guess = 0; guess < 6; guess += 1) last = await guesser.signIn('ann', 'guess')
    expectProblem(last, 429, 'too_many_attempts')
    expect((await stranger.signInWith(soft)).body).toMatchObject({ username: 'ann' })
  })

  it('X8 waits when no more used challenges can be remembered, and comes in when it has waited', async () => {
    const { house, soft, stranger } = await setUp({ passkeys: { usedChallenges: 2 } })
    expect((await stranger.signInWith(soft)).status).toBe(200)
    const answer = await stranger.signInWith(soft)
    expectProblem(answer, 503, 'busy')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    house.clock.now += 316
    expect((await stranger.signInWith(soft)).status).toBe(200)
  })
})
