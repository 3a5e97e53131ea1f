import { describe, expect, test } from 'vitest'

import { KeyPhone } from '../support/key-phone.ts'
import { Phone } from '../support/phone.ts'
import { freshPair, seal } from '../support/phone-key.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { tablesIn } from '../support/tables.ts'
import { newCode, startTenants, tokenOf } from '../support/tenants.ts'
import { type Answer, Tv } from '../support/tv.ts'

const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }
const REFUSED = [401, 'approval_refused']

async function house(
  settings: Record<string, unknown> = {},
  options: { dataDir?: string } = {},
): Promise<TestServer> {
  return startServer({ accounts: await accounts('dora', 'bob'), ...settings }, options)
}

async function browser(server: TestServer, username = 'dora', headers = {}): Promise<Phone> {
  const phone = new Phone(server.url, headers)
  expect((await phone.signIn(username, passwordOf(username))).status).toBe(200)
  return phone
}

/** A phone whose key this person has registered. */
async function keyPhone(server: TestServer, username = 'dora', headers = {}): Promise<KeyPhone> {
  const phone = await KeyPhone.make(server, headers)
  expect((await phone.register(await browser(server, username, headers))).status).toBe(200)
  return phone
}

async function tvAt(server: TestServer, headers: Record<string, string> = {}): Promise<Tv> {
  const tv = await Tv.make(server.url)
  tv.headers = headers
  tv.now = () => server.clock.now
  await tv.askToken()
  return tv
}

const said = ({ status, body }: Answer) => [status, body['code']]
const nameOn = async (tv: Tv) => (await tv.hello()).body.name

describe('a phone’s key', () => {
  test('K10: registered once by whoever is signed in, connects TVs from then on without anything typed', async () => {
    const server = await house()
    const dora = await browser(server)
    const phone = await KeyPhone.make(server)
    const registered = await phone.register(dora, { label: 'Dora’s Pixel' })
    const key = {
      id: phone.id,
      label: 'Dora’s Pixel',
      created_at: server.clock.now,
      last_used_at: null,
    }
    expect([registered.status, registered.body]).toEqual([200, key])
    await dora.send('DELETE', '/session')

    server.clock.now += 5
    const tv = await tvAt(server)
    const answer = await phone.approve((await tv.requestLink()).handle)
    expect([answer.status, answer.body]).toEqual([200, { status: 'authorized' }])
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(await nameOn(tv)).toBe('Dora')
    const keys = (await (await browser(server)).send('GET', '/keys')).body
    expect(keys).toEqual({ keys: [{ ...key, last_used_at: server.clock.now }] })
  })

  test('K-b: is registered by nobody who is not signed in, and by no session that was proven long ago', async () => {
    const server = await house()
    const phone = await KeyPhone.make(server)
    expect(said(await phone.register(phone.http))).toEqual([401, 'sign_in_required'])
    const dora = await browser(server)
    server.clock.now += 600
    const late = await phone.register(dora)
    expect([...said(late), late.body['methods']]).toEqual([403, 'reauthenticate', ['password']])
    expect((await dora.send('GET', '/keys')).body).toEqual({ keys: [] })
    await dora.signIn('dora', passwordOf('dora'))
    expect((await phone.register(dora)).status).toBe(200)
    server.clock.now += 600
    expect(said(await dora.send('DELETE', `/keys/${phone.id}`))).toEqual([403, 'reauthenticate'])
    expect((await phone.approve((await (await tvAt(server)).requestLink()).handle)).status).toBe(
      200,
    )
  })

  test('is answered again when it is registered again, and refused to everybody else as one that is none', async () => {
    const server = await house()
    const dora = await browser(server)
    const phone = await KeyPhone.make(server)
    const first = await phone.register(dora, { label: 'Pixel' })
    server.clock.now += 9
    expect((await phone.register(dora, { label: 'Another' })).body).toEqual(first.body)
    const bob = await browser(server, 'bob')
    const stolen = await phone.register(bob)
    const none = await bob.post('/keys', { key: { ...phone.pair.jwk, y: phone.pair.jwk.x } })
    expect(said(stolen)).toEqual([400, 'bad_request'])
    expect(stolen.body).toEqual(none.body)
    expect((await bob.send('GET', '/keys')).body).toEqual({ keys: [] })
  })

  test('K11: that is none is refused without a crash', async () => {
    const server = await house()
    const dora = await browser(server)
    const { jwk, privateKey } = freshPair()
    for (const body of [
      {},
      { key: null },
      { key: 'key' },
      { key: privateKey.export({ format: 'jwk' }) },
      { key: { ...jwk, crv: 'P-384' } },
      { key: { ...jwk, x: `${jwk.x}A` } },
      { key: { ...jwk, kid: 'mine' } },
      { key: jwk, label: '' },
      { key: jwk, more: true },
    ]) {
      expect(said(await dora.post('/keys', body)), JSON.stringify(body)).toEqual([
        400,
        'bad_request',
      ])
    }
    expect((await dora.send('GET', '/keys')).body).toEqual({ keys: [] })
  })

  test('K12: two phones of one person both work, and removing the one leaves the other', async () => {
    const server = await house()
    const [one, two] = [await keyPhone(server), await keyPhone(server)]
    const [first, second, third] = [await tvAt(server), await tvAt(server), await tvAt(server)]
    expect((await one.approve((await first.requestLink()).handle)).status).toBe(200)
    expect((await two.approve((await second.requestLink()).handle)).status).toBe(200)
    const dora = await browser(server)
    expect((await dora.send('DELETE', `/keys/${one.id}`)).status).toBe(200)
    expect(said(await dora.send('DELETE', `/keys/${one.id}`))).toEqual([404, 'not_found'])
    const bob = await browser(server, 'bob')
    expect(said(await bob.send('DELETE', `/keys/${two.id}`))).toEqual([404, 'not_found'])
    const { handle } = await third.requestLink()
    expect(said(await one.approve(handle))).toEqual(REFUSED)
    expect((await two.approve(handle)).status).toBe(200)
    expect(await nameOn(first)).toBe('Dora')
  })

  test('has as many beside it as are allowed', async () => {
    const server = await house({ phoneKeys: { perAccount: 2 } })
    await keyPhone(server)
    await keyPhone(server)
    const dora = await browser(server)
    const third = await KeyPhone.make(server)
    expect(said(await third.register(dora))).toEqual([409, 'too_many_keys'])
    expect((await third.register(await browser(server, 'bob'))).status).toBe(200)
  })

  test('stays when its person changes the password, and goes with the account; the copy of the data shows it', async () => {
    const server = await house()
    const phone = await keyPhone(server)
    const dora = await browser(server)
    await dora.post('/account/password', { password: 'walrus-orbit-candle-47' })
    const tv = await tvAt(server)
    expect((await phone.approve((await tv.requestLink()).handle)).status).toBe(200)
    const copy = (await dora.send('GET', '/account/export')).body
    expect(copy['phone_keys']).toEqual((await dora.send('GET', '/keys')).body['keys'])
    expect(copy['account']).toMatchObject({ site_sign_in: false })
    expect((await dora.send('DELETE', '/account')).status).toBe(200)
    expect(said(await phone.approve((await tv.requestLink()).handle))).toEqual(REFUSED)
    expect(JSON.stringify(tablesIn(server.dataDir))).not.toContain(phone.id)
  })
})

describe('an approval by a phone’s key', () => {
  test('K11, K-a: of a key that nobody has registered binds nothing, whoever’s name stands beside it', async () => {
    const server = await house()
    const stranger = await KeyPhone.make(server)
    const tv = await tvAt(server)
    const { handle } = await tv.requestLink()
    expect(said(await stranger.approve(handle))).toEqual(REFUSED)
    const named = await stranger.approve(handle, {}, { username: 'dora' })
    expect(said(named)).toEqual([400, 'bad_request'])
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  test('K11: of one person’s key never stands for another', async () => {
    const server = await house()
    const doras = await keyPhone(server)
    const bobs = await keyPhone(server, 'bob')
    const tv = await tvAt(server)
    const { handle } = await tv.requestLink()
    for (const more of [{ username: 'bob' }, { username: 'dora', password: passwordOf('dora') }]) {
      expect(said(await doras.approve(handle, {}, more))).toEqual([400, 'bad_request'])
    }
    expect(said(await doras.approve(handle, { header: { kid: bobs.id } }))).toEqual(REFUSED)
    expect(said(await doras.approve(handle, { key: bobs.pair }))).toEqual(REFUSED)
    doras.http.cookie = (await browser(server, 'bob')).cookie
    expect((await doras.approve(handle)).status).toBe(200)
    expect(await nameOn(tv)).toBe('Dora')
  })

  test('K11, K-c: counts once, here, for this code and within a minute', async () => {
    const server = await house()
    const phone = await keyPhone(server)
    const [tv, other] = [await tvAt(server), await tvAt(server)]
    const [{ handle }, elsewhere] = [await tv.requestLink(), await other.requestLink()]
    const { now } = server.clock
    const cases: Record<string, Parameters<KeyPhone['approve']>[1]> = {
      'a minute and a second ago': { claims: { iat: now - 61 } },
      'in a minute and a second': { claims: { iat: now + 61 } },
      'for another code': { claims: { handle: elsewhere.handle } },
      'for another server': { claims: { origin: 'https://evil.example' } },
      'without a nonce': { claims: { nonce: undefined } },
      'as another kind of token': { header: { typ: 'dpop+jwt' } },
    }
    for (const [name, changes] of Object.entries(cases)) {
      expect(said(await phone.approve(handle, changes)), name).toEqual(REFUSED)
    }
    const relayed = await phone.sign(elsewhere.handle)
    expect(said(await phone.http.approve(handle, { approval: relayed }))).toEqual(REFUSED)
    expect((await tv.hello()).body['code']).toBe('device_not_bound')

    const approval = await phone.sign(handle)
    expect((await phone.http.approve(handle, { approval })).status).toBe(200)
    expect(said(await phone.http.approve(handle, { approval }))).toEqual(REFUSED)
    await tv.goodbye()
    expect(said(await phone.http.approve(handle, { approval }))).toEqual(REFUSED)
    expect(said(await phone.approve(handle))).toEqual([409, 'link_finished'])
  })

  test('K11: that is no signed text is a bad request', async () => {
    const server = await house()
    const phone = await keyPhone(server)
    const { handle, user_code } = await (await tvAt(server)).requestLink()
    const good = await phone.sign(handle)
    for (const approval of [
      '',
      'a.b.c',
      `${good}A`,
      good.slice(0, -1),
      'x'.repeat(2000),
      7,
      null,
    ]) {
      expect(said(await phone.http.approve(handle, { approval }))).toEqual([400, 'bad_request'])
    }
    const typed = { user_code, decision: 'approve', approval: good }
    expect(said(await phone.http.post('/authorize', typed))).toEqual([400, 'bad_request'])
    const no = { handle, decision: 'deny', approval: good }
    expect(said(await phone.http.post('/authorize', no))).toEqual([400, 'bad_request'])
    expect((await phone.http.deny(handle)).status).toBe(200)
  })

  test('K-c: is for our public address alone where there is one, whatever the Host header says', async () => {
    const server = await house({ publicUrl: 'https://tv.example.com/sign-in' })
    const phone = await keyPhone(server)
    const { handle } = await (await tvAt(server)).requestLink()
    for (const origin of [server.url, 'https://tv.example.com/sign-in', 'http://tv.example.com']) {
      expect(said(await phone.approve(handle, { claims: { origin } })), origin).toEqual(REFUSED)
    }
    const right = { claims: { origin: 'https://tv.example.com' } }
    const answer = await phone.approve(handle, right)
    expect(said(answer)).not.toEqual(REFUSED)
    expect(answer.status).toBe(200)
  })

  test('counts no more once the account is disabled', async () => {
    const server = await house()
    const phone = await keyPhone(server)
    const tv = await tvAt(server)
    const { handle } = await tv.requestLink()
    await server.parts.store.setDisabled('dora', true)
    expect(said(await phone.approve(handle))).toEqual(REFUSED)
    await server.parts.store.setDisabled('dora', false)
    expect((await phone.approve(handle)).status).toBe(200)
  })

  test('of the demo account counts in the house alone, like its password', async () => {
    const server = await startServer({ trustedProxies: ['127.0.0.1'] })
    const house = { 'x-forwarded-for': '169.254.7.7' }
    const eliza = new Phone(server.url, house)
    expect((await eliza.signIn('eliza', 'Senza2024')).status).toBe(200)
    const phone = await KeyPhone.make(server, house)
    expect((await phone.register(eliza)).status).toBe(200)
    const { handle } = await (await tvAt(server, house)).requestLink()
    const away = await KeyPhone.make(server, AWAY, phone.pair)
    expect(said(await away.approve(handle))).toEqual(REFUSED)
    expect((await phone.approve(handle)).status).toBe(200)
  })

  test('is a proof as fresh as can be, where every yes needs one', async () => {
    const server = await house({ link: { stepUp: true } })
    const dora = await browser(server)
    const phone = await KeyPhone.make(server)
    await phone.register(dora)
    server.clock.now += 700
    const { handle } = await (await tvAt(server)).requestLink()
    expect(said(await dora.approve(handle))).toEqual([403, 'reauthenticate'])
    expect((await phone.approve(handle)).status).toBe(200)
  })

  test('meets the same doubt as any other: away from home the digits, signed anew each time', async () => {
    const server = await house({ trustedProxies: ['127.0.0.1'] })
    const phone = await keyPhone(server, 'dora', AWAY)
    const tv = await tvAt(server, HOME)
    const link = await tv.requestLink()
    const shown = await phone.approve(link.handle)
    expect(shown.body).toEqual({ status: 'match', number: expect.stringMatching(/^[1-9]{3}$/) })
    expect((await tv.hello()).body.link).toMatchObject({ state: 'matching', claimed_by: 'D…' })
    expect((await phone.approve(link.handle)).body).toEqual(shown.body)
    const { number } = shown.body
    expect((await tv.call('POST', '/link/match', { link_id: link.link_id, number })).status).toBe(
      200,
    )
    expect((await phone.approve(link.handle)).body).toEqual({ status: 'authorized' })
    expect(await nameOn(tv)).toBe('Dora')
  })

  test('whose key is removed while the digits are on the screen binds nothing', async () => {
    const server = await house({ trustedProxies: ['127.0.0.1'] })
    const phone = await keyPhone(server, 'dora', AWAY)
    const tv = await tvAt(server, HOME)
    const link = await tv.requestLink()
    const { number } = (await phone.approve(link.handle)).body
    await (await browser(server, 'dora', AWAY)).send('DELETE', `/keys/${phone.id}`)
    const answer = await tv.call('POST', '/link/match', { link_id: link.link_id, number })
    expect(said(answer)).toEqual([409, 'match_missed'])
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  test('brings a payload along like any other yes', async () => {
    const server = await house()
    const phone = await keyPhone(server)
    const tv = await tvAt(server)
    const { jwk } = freshPair()
    const asked = await tv.form('/auth/device_authorization', { link_key: JSON.stringify(jwk) })
    const handle = String(asked.body['verification_uri_complete']).split('#')[1] ?? ''
    const payload = await seal(jwk, handle, 'x'.repeat(4000))
    expect((await phone.approve(handle, {}, { payload })).status).toBe(200)
    const { link_id } = asked.body
    expect((await tv.call('POST', '/link/payload', { link_id })).body).toEqual({ payload })
  })
})

describe('“This wasn’t me”', () => {
  test('said of a TV that a key has connected removes the key and all it has connected', async () => {
    const server = await house()
    const [mine, theirs] = [await keyPhone(server), await keyPhone(server)]
    const tvs = [await tvAt(server), await tvAt(server), await tvAt(server)] as const
    await mine.approve((await tvs[0].requestLink()).handle)
    await theirs.approve((await tvs[1].requestLink()).handle)
    await theirs.approve((await tvs[2].requestLink()).handle)
    const dora = await browser(server)
    const answer = await dora.post(`/devices/${tvs[1].deviceId}/disown`, {})
    expect(answer.body).toEqual({ devices: 2, sessions: 0, passkeys: 0, phone_keys: 1 })
    expect(await nameOn(tvs[0])).toBe('Dora')
    for (const tv of tvs.slice(1)) expect((await tv.hello()).status).toBe(401)
    expect(said(await theirs.approve((await tvs[1].requestLink()).handle))).toEqual(REFUSED)
  })

  test('said of a TV that a session has connected removes the keys that were registered in it', async () => {
    const server = await house()
    const thief = await browser(server)
    const phone = await KeyPhone.make(server)
    await phone.register(thief)
    const [byHand, byKey] = [await tvAt(server), await tvAt(server)]
    await thief.approve((await byHand.requestLink()).handle)
    await thief.send('DELETE', '/session')
    await phone.approve((await byKey.requestLink()).handle)
    const dora = await browser(server)
    const answer = await dora.post(`/devices/${byHand.deviceId}/disown`, {})
    expect(answer.body).toEqual({ devices: 2, sessions: 0, passkeys: 0, phone_keys: 1 })
    expect(said(await phone.approve((await byKey.requestLink()).handle))).toEqual(REFUSED)
  })
})

describe('a key that a token of the operator’s issuer has registered', () => {
  test('W15: says yes where that issuer’s people may, and nowhere else', async () => {
    const both = await startTenants()
    const { server, red } = both
    const app = new Phone(server.url, {
      authorization: `Bearer ${await tokenOf(both, red, 'ada')}`,
    })
    const phone = await KeyPhone.make(server)
    expect((await phone.register(app)).status).toBe(200)
    expect((await app.send('GET', '/keys')).body).toMatchObject({ keys: [{ id: phone.id }] })
    const blue = await newCode(both, 'blue-screen')
    expect(said(await phone.approve(blue.handle))).toEqual([400, 'tenant_mismatch'])
    expect((await phone.approve((await newCode(both)).handle)).status).toBe(200)
  })

  test('counts no more once the operator believes that issuer no longer', async () => {
    const both = await startTenants()
    const { server, red } = both
    const app = new Phone(server.url, {
      authorization: `Bearer ${await tokenOf(both, red, 'ada')}`,
    })
    const phone = await KeyPhone.make(server)
    await phone.register(app)
    await server.close()
    const after = await house({}, { dataDir: server.dataDir })
    const again = await KeyPhone.make(after, {}, phone.pair)
    const { handle } = await (await tvAt(after)).requestLink()
    expect(said(await again.approve(handle))).toEqual(REFUSED)
  })
})
