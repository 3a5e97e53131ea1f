import { describe, expect, it } from 'vitest'

import { COLLISIONS } from '../support/collisions.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }

describe('an approval', () => {
  it('is won by exactly one of fifty accounts that say yes at once', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `person${index}`)
    const server = await startServer({ accounts: await accounts(...names) })
    const phones: Phone[] = []
    for (const name of names) {
      const phone = new Phone(server.url)
      expect((await phone.signIn(name, passwordOf(name))).status).toBe(200)
      phones.push(phone)
    }
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const answers = await Promise.all(phones.map((phone) => phone.approve(handle)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBe(1)
    expect(statuses.filter((status) => status === 409).length).toBe(49)
    const winner = names[statuses.indexOf(200)]
    expect((await tv.hello()).body.name.toLowerCase()).toBe(winner)
  })

  it('repeated by the same account answers the same; after Back it writes nothing', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const phone = new Phone(server.url)
    const { handle } = await tv.requestLink()
    expect((await phone.approve(handle, ELIZA)).status).toBe(200)
    const { binding } = (await tv.hello()).body
    expect((await phone.approve(handle)).status).toBe(200)
    expect((await tv.hello()).body.binding).toBe(binding)

    await tv.goodbye(binding)
    const late = await phone.approve(handle)
    expect([late.status, late.body['code']]).toEqual([409, 'link_finished'])
    expect((await tv.hello()).status).toBe(401)
  })

  it('by a bound TV’s new link request replaces the binding', async () => {
    const server = await startServer({ accounts: await accounts('dora', 'bob') })
    const tv = await Tv.boot(server.url)
    const bind = async (name: string) => {
      const { handle } = await tv.requestLink()
      await new Phone(server.url).approve(handle, { username: name, password: passwordOf(name) })
      return (await tv.hello()).body
    }
    const first = await bind('dora')
    const second = await bind('bob')
    expect([first.name, second.name]).toEqual(['Dora', 'Bob'])
    expect(second.binding).not.toBe(first.binding)
  })

  it('needs a decision: absent or unknown ones are refused', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const { handle, user_code } = await tv.requestLink()
    const phone = new Phone(server.url)
    for (const body of [
      { handle, ...ELIZA },
      { handle, decision: 'maybe', ...ELIZA },
      { handle, decision: ['approve'], ...ELIZA },
      { handle, user_code, decision: 'approve', ...ELIZA },
      { user_code, decision: 'deny' },
      { decision: 'approve', ...ELIZA },
    ]) {
      expect((await phone.post('/authorize', body)).status, JSON.stringify(body)).toBe(400)
    }
    expect((await tv.hello()).status).toBe(401)
  })

  it('leaves an account session behind, unless the phone shall not be remembered', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const guest = new Phone(server.url)
    await guest.approve((await tv.requestLink()).handle, { ...ELIZA, remember: false })
    expect(guest.cookie).toBe('')
    const phone = new Phone(server.url)
    const { headers } = await phone.approve((await tv.requestLink()).handle, ELIZA)
    expect(headers.get('set-cookie')).toMatch(
      /^couchlink=[A-Za-z0-9_-]{43}; .*HttpOnly.*SameSite=Lax/,
    )
    expect((await phone.send('GET', '/session')).body).toEqual({
      username: 'eliza',
      name: 'Eliza',
      color: '#CCCDFD',
      method: 'password',
      passkeys: null,
      new_devices: 0,
    })
    expect((await phone.send('DELETE', '/session')).status).toBe(200)
    expect((await phone.send('GET', '/session')).body['code']).toBe('sign_in_required')
  })

  it('with credentials counts for their account, whoever is signed in', async () => {
    const server = await startServer({ accounts: await accounts('dora', 'bob') })
    const tv = await Tv.boot(server.url)
    const phone = new Phone(server.url)
    await phone.signIn('dora', passwordOf('dora'))
    const { handle } = await tv.requestLink()
    await phone.approve(handle, { username: 'bob', password: passwordOf('bob') })
    expect((await tv.hello()).body.name).toBe('Bob')
  })
})

describe('a wrong password', () => {
  it('is answered as a wrong name is, and neither is echoed', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    const name = await phone.signIn('nobody-here', 'Senza2024')
    const password = await phone.signIn('eliza', 'tr0ub4dor')
    expect(name.status).toBe(401)
    expect(password.body).toEqual(name.body)
    expect(JSON.stringify(name.body)).not.toMatch(/nobody|tr0ub4dor/)
  })

  it('is each of those that collided in the tutorial, and its old hash as text or number', async () => {
    const server = await startServer({ budgets: { signInMisses: 100 } })
    const phone = new Phone(server.url)
    for (const password of [...COLLISIONS, '1634710681']) {
      expect((await phone.signIn('eliza', password)).status, password).toBe(401)
    }
    expect((await phone.post('/session', { username: 'eliza', password: 1634710681 })).status).toBe(
      400,
    )
  })

  it('five times makes account and network wait, the right one too; elsewhere Eliza gets in', async () => {
    const server = await startServer({
      accounts: await accounts('eliza'),
      trustedProxies: ['127.0.0.1'],
    })
    const stranger = new Phone(server.url, { 'x-forwarded-for': '203.0.113.66' })
    for (let miss = 0; miss < 5; miss += 1) {
      expect((await stranger.signIn('eliza', 'guess')).status).toBe(401)
    }
    const sixth = await stranger.signIn('eliza', passwordOf('eliza'))
    expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '30'])
    const eliza = new Phone(server.url, { 'x-forwarded-for': '198.51.100.4' })
    expect((await eliza.signIn('eliza', passwordOf('eliza'))).status).toBe(200)

    server.clock.now += 30
    expect((await stranger.signIn('eliza', 'guess')).status).toBe(401)
    const seventh = await stranger.signIn('eliza', 'guess')
    expect([seventh.status, seventh.headers.get('retry-after')]).toEqual([429, '60'])
  })

  it('is counted for names that do not exist as well', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    for (let miss = 0; miss < 5; miss += 1) await phone.signIn('nobody', 'guess')
    expect((await phone.signIn('nobody', 'guess')).status).toBe(429)
  })

  it('cannot be tried more often by sending all tries at once', async () => {
    const server = await startServer()
    const phone = new Phone(server.url)
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => phone.signIn('eliza', 'guess')),
    )
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
    expect(answers.every(({ status }) => [401, 429, 503].includes(status))).toBe(true)
  })
})

describe('secrets', () => {
  it('stand in no answer and in no log: password, hash, token, cookie, handle, code', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const phone = new Phone(server.url)
    const link = await tv.requestLink()
    const answers = [
      await phone.open(link.handle),
      await phone.signIn('eliza', 'wrong-Secret-7'),
      await phone.approve(link.handle, ELIZA),
      await phone.send('GET', '/session'),
      await tv.hello('?notices'),
      await tv.call('GET', '/titles'),
    ]
    const bodies = JSON.stringify(answers.map(({ body }) => body))
    for (const secret of ['Senza2024', 'wrong-Secret-7', 'argon2', 'passwordHash']) {
      expect(bodies, secret).not.toContain(secret)
    }
    const log = server.logged()
    const cookie = phone.cookie.split('=')[1] ?? 'none'
    for (const secret of [
      'Senza2024',
      'wrong-Secret-7',
      'argon2',
      tv.token,
      cookie,
      link.handle,
      link.user_code,
      link.user_code.replace('-', ''),
      link.device_code,
      link.notices.token,
    ]) {
      expect(log).not.toContain(secret)
    }
  })
})
