import { describe, expect, it, vi } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { SoftPasskey } from '../support/authenticator.ts'
import { PasskeyPhone } from '../support/passkey-phone.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const FIREFOX = {
  'user-agent': 'Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0',
}

/** A server on this machine, Dora's phone that has just signed in by password, and a phone of nobody yet. */
async function setUp() {
  const server = await startServer({ accounts: await accounts('dora') })
  const url = `http://localhost:${server.port}`
  const phone = new PasskeyPhone(url, url)
  expect((await phone.signIn('dora', passwordOf('dora'))).body).toMatchObject({
    method: 'password',
    passkeys: 0,
  })
  return { server, url, phone, next: new PasskeyPhone(url, url, FIREFOX) }
}

describe('a person with a passkey', () => {
  it('connects a TV from a phone on which no password was ever typed', async () => {
    const { server, phone, next } = await setUp()
    const soft = new SoftPasskey()
    expect((await phone.add(soft)).status).toBe(200)
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    expect((await next.signInWith(soft)).body).toEqual({
      username: 'dora',
      name: 'Dora',
      color: '#CCCDFD',
      method: 'passkey',
      passkeys: 1,
      new_devices: 0,
    })
    expect((await next.approve(handle)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).body.name).toBe('Dora')
    expect((await phone.send('GET', '/session')).body['new_devices']).toBe(1)
    expect((await next.send('GET', '/session')).body['new_devices']).toBe(0)
  })

  it('has several, sees where each was made and when it was used, and removes one', async () => {
    const { server, phone, next } = await setUp()
    const [first, second] = [new SoftPasskey(), new SoftPasskey('RS256')]
    await phone.add(first)
    server.clock.now += 60
    await next.signInWith(first)
    const { excludeCredentials } = await next.askToAdd()
    expect(excludeCredentials).toEqual([
      { id: first.id, type: 'public-key', transports: ['internal'] },
    ])
    const madeAt = server.clock.now
    const made = await next.add(second)
    expect(made.body).toEqual({
      id: second.id,
      label: 'Firefox on Android',
      created_at: madeAt,
      last_used_at: null,
    })
    expect((await phone.send('GET', '/passkeys')).body).toEqual({
      passkeys: [
        { id: first.id, label: null, created_at: madeAt - 60, last_used_at: madeAt },
        made.body,
      ],
    })
    expect((await phone.send('DELETE', `/passkeys/${first.id}`)).body).toEqual({})
    expect((await next.signInWith(first)).status).toBe(401)
    expect((await next.signInWith(second)).status).toBe(200)
  })

  it('proves with it once more who they are, and their session gets a new id and goes on', async () => {
    const { server, phone } = await setUp()
    const soft = new SoftPasskey()
    await phone.add(soft)
    server.clock.now += server.parts.config.sessions.freshSeconds
    const refused = await phone.post('/passkeys/options', {})
    expect([refused.status, refused.body['methods']]).toEqual([403, ['password', 'passkey']])
    const before = phone.cookie
    expect((await phone.signInWith(soft)).status).toBe(200)
    expect(phone.cookie).not.toBe(before)
    expect((await phone.post('/passkeys/options', {})).status).toBe(200)

    const old = new Phone(phone.url)
    old.cookie = before
    expect((await old.send('GET', '/session')).status).toBe(401)
    const { body } = await phone.send('GET', '/sessions')
    expect(body['sessions']).toMatchObject([{ method: 'passkey', current: true }])
  })

  it('keeps it when the password is changed by the operator, who ends all sessions', async () => {
    const { server, phone, next } = await setUp()
    const soft = new SoftPasskey()
    await phone.add(soft)
    const hash = await server.parts.passwords.hash('another password')
    expect(await server.parts.store.changePassword('dora', hash)).toBe(true)
    expect((await phone.send('GET', '/session')).status).toBe(401)
    expect((await next.signInWith(soft)).status).toBe(200)
  })
})

describe('a passkey that is removed while a phone signs in with it', () => {
  it('opens no session, and leaves the one that was there', async () => {
    const { server, phone, next } = await setUp()
    const soft = new SoftPasskey()
    await phone.add(soft)
    const { store } = server.parts
    const use = store.usePasskey
    vi.spyOn(store, 'usePasskey').mockImplementation(async (used) => {
      const noted = await use(used)
      expect((await phone.send('DELETE', `/passkeys/${soft.id}`)).status).toBe(200)
      return noted
    })
    const refused = await next.signInWith(soft)
    expect([refused.status, refused.body['code']]).toEqual([401, 'passkey_failed'])
    expect((await next.send('GET', '/session')).status).toBe(401)
    expect((await phone.send('GET', '/session')).status).toBe(200)
  })
})

describe('a phone app with a token of the operator’s own provider', () => {
  it('sees and removes passkeys, but makes none: it is no browser of ours', async () => {
    const issuer = await Issuer.start()
    const server = await startServer({
      accounts: await accounts('dora'),
      accountIssuers: [{ issuer: issuer.url, audience: 'couchlink', claim: 'preferred_username' }],
    })
    const url = `http://localhost:${server.port}`
    const browser = new PasskeyPhone(url, url)
    await browser.signIn('dora', passwordOf('dora'))
    const soft = new SoftPasskey()
    await browser.add(soft)
    const token = await issuer.sign({
      iss: issuer.url,
      aud: 'couchlink',
      sub: 'person-1',
      preferred_username: 'Dora',
      exp: server.clock.now + 300,
    })
    const app = new PasskeyPhone(url, url, { authorization: `Bearer ${token}` })
    expect((await app.send('GET', '/passkeys')).body).toMatchObject({ passkeys: [{ id: soft.id }] })
    const made = new SoftPasskey().create(await browser.askToAdd(), url)
    for (const [path, body] of [
      ['/passkeys/options', {}],
      ['/passkeys', made],
    ] as const) {
      const { status, body: problem } = await app.post(path, body)
      expect([status, problem['code']], path).toEqual([401, 'sign_in_required'])
    }
    expect((await app.send('DELETE', `/passkeys/${soft.id}`)).status).toBe(200)
  })
})
