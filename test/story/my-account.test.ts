import { describe, expect, it, vi } from 'vitest'

import type { MySession } from '#contract/session'

import { sessionCookie } from '../../server/credentials/account-session.ts'
import { sha256 } from '../../server/credentials/link-secrets.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1'
const STRONG = 'the lighthouse hums at dusk'

async function start(more: Record<string, unknown> = {}): Promise<TestServer> {
  return startServer({ accounts: await accounts('dora', 'bob'), ...more })
}

async function phoneOf(
  server: TestServer,
  name: string,
  password = passwordOf(name),
  headers = {},
): Promise<Phone> {
  const phone = new Phone(server.url, headers)
  expect((await phone.signIn(name, password)).status).toBe(200)
  return phone
}

async function sessionsOf(phone: Phone): Promise<MySession[]> {
  const answer = await phone.send('GET', '/sessions')
  expect(answer.status).toBe(200)
  return answer.body['sessions'] as MySession[]
}

async function isSignedIn(phone: Phone): Promise<boolean> {
  return (await phone.send('GET', '/session')).status === 200
}

/** So much later that the account has to be proven again, while the session goes on. */
function later(server: TestServer): void {
  server.clock.now += server.parts.config.sessions.freshSeconds
}

describe('the phones that are signed in', () => {
  it('are listed with what they seem to be, and which one asks', async () => {
    const server = await start()
    const first = await phoneOf(server, 'dora', undefined, { 'user-agent': IPHONE })
    const begun = server.clock.now
    server.clock.now += 60
    const second = await phoneOf(server, 'dora')
    await phoneOf(server, 'bob')
    const [newest, oldest] = await sessionsOf(second)
    expect(oldest).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      label: 'Safari on iPhone',
      method: 'password',
      address: '127.0.0.1',
      created_at: begun,
      last_used_at: begun,
      current: false,
    })
    expect(newest).toMatchObject({ current: true })
    expect((await sessionsOf(first)).map(({ current }) => current)).toEqual([false, true])
  })

  it('can be signed out one by one; again it does nothing', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const other = await phoneOf(server, 'dora')
    const bobs = await phoneOf(server, 'bob')
    const id = (await sessionsOf(other)).find(({ current }) => current)!.id
    expect((await bobs.send('DELETE', `/sessions/${id}`)).status).toBe(200)
    expect(await isSignedIn(other)).toBe(true)
    for (const _ of [1, 2]) {
      expect((await mine.send('DELETE', `/sessions/${id}`)).body).toEqual({})
    }
    expect(await isSignedIn(other)).toBe(false)
    expect(await isSignedIn(mine)).toBe(true)
  })

  it('can be this one, which forgets its cookie', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const [session] = await sessionsOf(mine)
    const answer = await mine.send('DELETE', `/sessions/${session!.id}`)
    expect(answer.headers.get('set-cookie')).toMatch(/^couchlink=;.*Max-Age=0/)
    expect(await isSignedIn(mine)).toBe(false)
  })

  it('can all be signed out but this one, and their TVs stay', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const others = [await phoneOf(server, 'dora'), await phoneOf(server, 'dora')]
    const tv = await Tv.boot(server.url)
    await others[0]!.approve((await tv.requestLink()).handle)
    const bobs = await phoneOf(server, 'bob')
    expect((await mine.send('DELETE', '/sessions')).body).toEqual({ ended: 2 })
    for (const phone of others) expect(await isSignedIn(phone)).toBe(false)
    expect(await isSignedIn(mine)).toBe(true)
    expect(await isSignedIn(bobs)).toBe(true)
    expect((await tv.hello()).status).toBe(200)
  })
})

describe('a new password', () => {
  const change = (phone: Phone, password = STRONG) => phone.post('/account/password', { password })

  it('ends every other session, and this one goes on under another id', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const other = await phoneOf(server, 'dora')
    const bobs = await phoneOf(server, 'bob')
    const [before] = (await sessionsOf(mine)).filter(({ current }) => current)
    const old = mine.cookie
    expect((await change(mine)).status).toBe(200)
    expect(mine.cookie).not.toBe(old)
    expect(await isSignedIn(mine)).toBe(true)
    expect(await sessionsOf(mine)).toMatchObject([{ id: before!.id, current: true }])
    const thief = new Phone(server.url)
    thief.cookie = old
    for (const phone of [thief, other]) expect(await isSignedIn(phone)).toBe(false)
    expect(await isSignedIn(bobs)).toBe(true)
    expect((await new Phone(server.url).signIn('dora', passwordOf('dora'))).status).toBe(401)
    expect((await new Phone(server.url).signIn('dora', STRONG)).status).toBe(200)
  })

  it('takes a proof of the last ten minutes', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    later(server)
    const refused = await change(phone)
    expect([refused.status, refused.body['code'], refused.body['methods']]).toEqual([
      403,
      'reauthenticate',
      ['password'],
    ])
    await phone.signIn('dora', passwordOf('dora'))
    expect((await change(phone)).status).toBe(200)
  })

  it('that is easy to guess is refused with the reason, and nothing ends', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const other = await phoneOf(server, 'dora')
    for (const password of ['short', 'passwordpassword', 'dora dora dora']) {
      const answer = await change(mine, password)
      expect([answer.status, answer.body['code']], password).toEqual([400, 'weak_password'])
      expect(answer.body['detail']).toMatch(/\w/)
    }
    expect(await isSignedIn(other)).toBe(true)
    expect((await new Phone(server.url).signIn('dora', passwordOf('dora'))).status).toBe(200)
  })

  it('of two phones at once is set by one of them, and the other is out', async () => {
    const server = await start()
    const phones = [await phoneOf(server, 'dora'), await phoneOf(server, 'dora')] as const
    const passwords = [`${STRONG} one`, `${STRONG} two`] as const
    const answers = await Promise.all(phones.map((phone, one) => change(phone, passwords[one]!)))
    const winner = answers.findIndex(({ status }) => status === 200)
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    expect(await isSignedIn(phones[winner]!)).toBe(true)
    expect(await isSignedIn(phones[1 - winner]!)).toBe(false)
    expect((await new Phone(server.url).signIn('dora', passwords[winner]!)).status).toBe(200)
  })

  it('that somebody else sets in the same moment is not written over by a session that has ended', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const { store, passwords } = server.parts
    const byUsername = store.accountByUsername
    vi.spyOn(store, 'accountByUsername').mockImplementationOnce(async (username) => {
      await store.changePassword('dora', String(await passwords.hash('set by the operator')))
      return byUsername(username)
    })
    expect((await change(phone)).body['code']).toBe('sign_in_required')
    expect((await new Phone(server.url).signIn('dora', STRONG)).status).toBe(401)
    expect((await new Phone(server.url).signIn('dora', 'set by the operator')).status).toBe(200)
  })

  it('is not set by a phone that is signed out from another one in the same moment', async () => {
    const server = await start()
    const mine = await phoneOf(server, 'dora')
    const thief = await phoneOf(server, 'dora')
    const { passwords } = server.parts
    const hash = passwords.hash.bind(passwords)
    vi.spyOn(passwords, 'hash').mockImplementationOnce(async (password) => {
      expect((await mine.send('DELETE', '/sessions')).body).toEqual({ ended: 1 })
      return hash(password)
    })
    const answer = await change(thief)
    expect([answer.status, answer.body['code']]).toEqual([401, 'sign_in_required'])
    expect(await isSignedIn(thief)).toBe(false)
    expect(await isSignedIn(mine)).toBe(true)
    expect((await new Phone(server.url).signIn('dora', STRONG)).status).toBe(401)
    expect((await new Phone(server.url).signIn('dora', passwordOf('dora'))).status).toBe(200)
  })

  it('has no place in an account that signs in elsewhere', async () => {
    const server = await start()
    const phone = await strangerFromProvider(server)
    const answer = await change(phone)
    expect([answer.status, answer.body['code']]).toEqual([404, 'not_found'])
  })
})

describe('my data', () => {
  it('comes as a file with all that is kept, and nothing that proves the account', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora', undefined, { 'user-agent': IPHONE })
    const tv = await Tv.boot(server.url, { device_name: 'Kitchen' })
    await phone.approve((await tv.requestLink()).handle)
    const answer = await phone.send('GET', '/account/export')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="couchlink-account.json"',
    )
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.body).toMatchObject({
      exported_at: server.clock.now,
      account: { username: 'dora', name: 'Dora', color: '#CCCDFD', password: true },
      devices: [{ id: tv.deviceId, name: 'Kitchen', address: '127.0.0.1' }],
      sessions: [{ label: 'Safari on iPhone', address: '127.0.0.1' }],
      passkeys: [],
      identity: null,
      places: [],
    })
    const text = JSON.stringify(answer.body)
    const [, id = ''] = phone.cookie.split('=')
    const account = await server.parts.store.accountByUsername('dora')
    for (const secret of [id, sha256(id), account!.passwordHash!, 'argon2', 'bob']) {
      expect(text).not.toContain(secret)
    }
  })

  it('says where a number match was passed, and who the person is at the provider', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] })
    const phone = await strangerFromProvider(server)
    const away = { 'x-forwarded-for': '203.0.113.7' }
    const tv = await Tv.boot(server.url, {}, away)
    const link = await tv.requestLink()
    const asked = await phone.approve(link.handle)
    expect(asked.body).toMatchObject({ status: 'match' })
    const { number } = asked.body
    expect((await tv.call('POST', '/link/match', { link_id: link.link_id, number })).status).toBe(
      200,
    )
    const { body } = await phone.send('GET', '/account/export')
    expect(body).toMatchObject({
      account: { username: 'erin', password: false },
      identity: { issuer: 'https://id.example', subject: 'subject' },
      places: [{ network: '203.0.113.7', matched_at: server.clock.now }],
    })
  })

  it('takes a proof of the last ten minutes', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    later(server)
    const refused = await phone.send('GET', '/account/export')
    expect([refused.status, refused.body['code']]).toEqual([403, 'reauthenticate'])
    expect(refused.headers.get('content-disposition')).toBeNull()
  })
})

describe('deleting my account', () => {
  it('ends everything: TVs, sessions, the sign-in, and no restart brings it back', async () => {
    const settings = { accounts: await accounts('dora', 'bob') }
    const server = await startServer(settings)
    const phone = await phoneOf(server, 'dora')
    const other = await phoneOf(server, 'dora')
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const heard = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    await phone.approve(link.handle)
    const answer = await phone.send('DELETE', '/account')
    expect([answer.status, answer.body]).toEqual([200, {}])
    expect(answer.headers.get('set-cookie')).toMatch(/^couchlink=;.*Max-Age=0/)
    await heard.until('DeviceUnbound')
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
    expect(await isSignedIn(other)).toBe(false)
    await server.close()
    const again = await startServer(settings, { dataDir: server.dataDir })
    expect((await new Phone(again.url).signIn('dora', passwordOf('dora'))).status).toBe(401)
    expect((await new Phone(again.url).signIn('bob', passwordOf('bob'))).status).toBe(200)
  })

  it('takes a proof of the last ten minutes', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    later(server)
    expect((await phone.send('DELETE', '/account')).body['code']).toBe('reauthenticate')
    expect((await new Phone(server.url).signIn('dora', passwordOf('dora'))).status).toBe(200)
  })

  it('is done by one of two phones that ask at once, and each TV hears of it once', async () => {
    const server = await start()
    const phones = [await phoneOf(server, 'dora'), await phoneOf(server, 'dora')]
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const heard = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    await phones[0]!.approve(link.handle)
    const answers = await Promise.all(phones.map((phone) => phone.send('DELETE', '/account')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    const late = answers.find(({ status }) => status === 401)!
    expect(late.body['code']).toBe('sign_in_required')
    await heard.until('DeviceUnbound')
    await server.parts.notifier.notify(tv.deviceId, 'LinkOpened')
    await heard.until('LinkOpened')
    expect(heard.seen.filter(({ eventName }) => eventName === 'DeviceUnbound')).toHaveLength(1)
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  it('reaches the TV that another phone connects in the same moment', async () => {
    const server = await start()
    const [phone, other] = [await phoneOf(server, 'dora'), await phoneOf(server, 'dora')]
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const heard = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    const { store } = server.parts
    const end = store.deleteOwnAccount
    vi.spyOn(store, 'deleteOwnAccount').mockImplementationOnce(async (own) => {
      expect((await other.approve(link.handle)).body).toEqual({ status: 'authorized' })
      return end(own)
    })
    expect((await phone.send('DELETE', '/account')).status).toBe(200)
    await heard.until('DeviceUnbound')
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  it('is not done by a phone that is signed out from another one in the same moment', async () => {
    const server = await start()
    const [mine, thief] = [await phoneOf(server, 'dora'), await phoneOf(server, 'dora')]
    const { store } = server.parts
    const end = store.deleteOwnAccount
    vi.spyOn(store, 'deleteOwnAccount').mockImplementationOnce(async (own) => {
      expect((await mine.send('DELETE', '/sessions')).body).toEqual({ ended: 1 })
      return end(own)
    })
    const answer = await thief.send('DELETE', '/account')
    expect([answer.status, answer.body['code']]).toEqual([401, 'sign_in_required'])
    expect(await isSignedIn(mine)).toBe(true)
  })

  it('takes along how often it was wrong', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] })
    const phone = await phoneOf(server, 'dora')
    const { store } = server.parts
    const { accountId } = (await store.accountByUsername('dora'))!
    const counts = async () => {
      const keys = [`match:${accountId}`, `code:account:${accountId}`]
      return (await store.missesOf(keys, server.clock.now)).map(({ count }) => count)
    }
    await phone.post('/authorize', { user_code: 'BBBB-BBBB', decision: 'approve' })
    const tv = await Tv.boot(server.url, {}, { 'x-forwarded-for': '203.0.113.7' })
    const link = await tv.requestLink()
    const { number } = (await phone.approve(link.handle)).body
    const wrong = number === '111' ? '222' : '111'
    await tv.call('POST', '/link/match', { link_id: link.link_id, number: wrong })
    expect(await counts()).toEqual([1, 1])
    expect((await phone.send('DELETE', '/account')).status).toBe(200)
    expect(await counts()).toEqual([0, 0])
  })

  it('is not for the demo account, which is the house’s', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    await phone.signIn('eliza', 'Senza2024')
    const answer = await phone.send('DELETE', '/account')
    expect([answer.status, answer.body['code']]).toEqual([409, 'last_sign_in'])
    expect(await isSignedIn(phone)).toBe(true)
  })
})

describe('the calls behind it', () => {
  it('are for signed-in people, by their own pages', async () => {
    const server = await start()
    const phone = await phoneOf(server, 'dora')
    const [session] = await sessionsOf(phone)
    const stranger = new Phone(server.url)
    for (const [method, path] of [
      ['DELETE', '/sessions'],
      ['DELETE', `/sessions/${session!.id}`],
      ['DELETE', '/account'],
    ] as const) {
      expect((await stranger.send(method, path)).body['code'], path).toBe('sign_in_required')
      const elsewhere = { 'sec-fetch-site': 'cross-site' }
      const answer = await phone.send(method, path, undefined, elsewhere)
      expect(answer.body['code'], path).toBe('cross_site')
    }
    for (const path of ['/sessions', '/account/export']) {
      expect((await stranger.send('GET', path)).body['code'], path).toBe('sign_in_required')
    }
    const bare = await stranger.post('/account/password', { password: STRONG })
    expect(bare.body['code']).toBe('sign_in_required')
    const text = await phone.send('POST', '/account/password', `{"password":"${STRONG}"}`)
    expect(text.status).toBe(415)
    for (const [method, path, allowed] of [
      ['POST', '/sessions', 'GET, DELETE'],
      ['GET', `/sessions/${session!.id}`, 'DELETE'],
      ['GET', '/account/password', 'POST'],
      ['POST', '/account/export', 'GET'],
      ['PUT', '/account', 'POST, PATCH, DELETE'],
    ] as const) {
      const answer = await phone.send(method, path)
      expect([answer.status, answer.headers.get('allow')], path).toEqual([405, allowed])
    }
    expect(await isSignedIn(phone)).toBe(true)
  })
})

/** A phone whose account came from an OpenID provider, and has no password here. */
async function strangerFromProvider({ parts, url }: TestServer): Promise<Phone> {
  const account = await parts.store.accountOfIdentity({
    issuer: 'https://id.example',
    subject: 'subject',
    account: {
      accountId: parts.randomId(),
      username: 'erin',
      name: 'Erin',
      color: '#CCCDFD',
      passwordHash: null,
      demo: false,
      disabled: false,
    },
  })
  if (account === 'username_taken') throw new Error('the name is taken')
  const id = parts.randomSecret()
  const now = parts.now()
  await parts.store.openSession({
    sessionId: parts.randomId(),
    idHash: sha256(id),
    accountId: account.accountId,
    passwordHash: null,
    method: 'oidc',
    label: null,
    replaces: null,
    address: '127.0.0.1',
    now,
    expiresAt: now + 1000,
    perAccount: 5,
  })
  const phone = new Phone(url)
  phone.cookie = sessionCookie(id, false, 1000).split(';')[0] ?? ''
  return phone
}
