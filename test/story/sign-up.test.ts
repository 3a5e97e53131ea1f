import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, type Settings, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const PASSWORD = 'walnuts at the harbour'
const DORA = { username: 'Dora', name: ' Dora  Winter ', password: PASSWORD }

const openHouse = (settings: Settings = {}) =>
  startServer({ identity: { signUp: true }, ...settings })

describe('where the operator lets people sign up', () => {
  it('a person makes an account, is signed in, and connects a TV', async () => {
    const server = await openHouse()
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const phone = new Phone(server.url)

    const made = await phone.post('/account', DORA)
    expect([made.status, made.body]).toEqual([
      200,
      expect.objectContaining({
        username: 'dora',
        name: 'Dora Winter',
        color: expect.stringMatching(/^#[0-9A-F]{6}$/),
        method: 'password',
        new_devices: 0,
      }),
    ])
    expect((await phone.send('GET', '/session')).body).toEqual(made.body)
    expect((await phone.approve(handle)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).body.name).toBe('Dora Winter')
    expect((await new Phone(server.url).signIn('DORA', PASSWORD)).status).toBe(200)
  })

  it('a user name is taken by whoever comes first, however it is written', async () => {
    const server = await openHouse({ accounts: await accounts('bob') })
    const phone = new Phone(server.url)
    for (const username of ['bob', ' BOB ', 'ｂｏｂ']) {
      const { status, body } = await phone.post('/account', { ...DORA, username })
      expect([status, body.code]).toEqual([409, 'username_taken'])
    }
    expect(phone.cookie).toBe('')
    expect((await phone.signIn('bob', passwordOf('bob'))).body.name).toBe('Bob')
  })

  it('of many at once with one name, one gets it, and only their password counts', async () => {
    const server = await openHouse({ budgets: { signUpsPerHour: 20 } })
    const words = ['otter', 'badger', 'heron', 'marten', 'plover', 'lapwing', 'dunlin', 'curlew']
    const answers = await Promise.all(
      words.map((word) =>
        new Phone(server.url).post('/account', { ...DORA, password: `${word} by the brook` }),
      ),
    )
    const [winner, ...others] = words.filter((_, at) => answers[at]?.status === 200)
    expect(others).toEqual([])
    const codes = answers.flatMap(({ status, body }) => (status === 200 ? [] : [body.code]))
    expect(new Set(codes)).toEqual(new Set(['username_taken']))
    for (const word of words) {
      const { status } = await new Phone(server.url).signIn('dora', `${word} by the brook`)
      if (word === winner) expect(status).toBe(200)
      else expect(status).not.toBe(200)
    }
  })

  it.each([
    ['a password that is too short', { password: 'k3#pQz!vR' }, 'weak_password'],
    ['one made of the name', { password: 'dora-winter' }, 'weak_password'],
    ['one that everybody has', { password: 'password1234' }, 'weak_password'],
    ['a user name with blanks', { username: 'dora winter' }, 'bad_request'],
    ['a user name with marks', { username: 'dora\u202E' }, 'bad_request'],
    ['a name that shows nothing', { name: '\u200F' }, 'bad_request'],
    ['no name', { name: '  ' }, 'bad_request'],
    ['what nobody asked for', { demo: true }, 'bad_request'],
    ['a name that is no text', { name: ['Dora'] }, 'bad_request'],
  ])('%s makes no account', async (_name, changes, code) => {
    const server = await openHouse()
    const { status, body } = await new Phone(server.url).post('/account', { ...DORA, ...changes })
    expect([status, body.code]).toEqual([400, code])
    if (code === 'weak_password') expect(body.detail).toMatch(/\.$/)
    expect(await server.parts.store.accountByUsername('dora')).toBe(null)
  })

  it('a network makes five an hour, however many it asks for at once', async () => {
    const server = await openHouse()
    const wish = (at: number) =>
      new Phone(server.url).post('/account', { ...DORA, username: `dora-${at}` })
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => wish(at)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused.map(({ body }) => body.code)).toEqual(Array(7).fill('too_many_attempts'))
    expect(await wish(13)).toMatchObject({ status: 429 })
    server.clock.now += 3599
    expect(await wish(14)).toMatchObject({ status: 429 })
    server.clock.now += 1
    expect(await wish(15)).toMatchObject({ status: 200 })
  })

  it('a network hears twenty times an hour that a name is taken', async () => {
    const server = await openHouse({ accounts: await accounts('bob') })
    const phone = new Phone(server.url)
    for (let tries = 0; tries < 20; tries += 1) {
      expect((await phone.post('/account', { ...DORA, username: 'bob' })).status).toBe(409)
    }
    for (const username of ['bob', 'nobody']) {
      const { status, body } = await phone.post('/account', { ...DORA, username })
      expect([status, body.code]).toEqual([429, 'too_many_attempts'])
    }
  })

  it('a weak password costs nothing of that', async () => {
    const server = await openHouse()
    const phone = new Phone(server.url)
    for (let tries = 0; tries < 30; tries += 1) {
      const { body } = await phone.post('/account', { ...DORA, password: 'password1234' })
      expect(body.code).toBe('weak_password')
    }
    expect((await phone.post('/account', DORA)).status).toBe(200)
  })

  it('the demo account ends with the first that is made, and nothing of it is inherited', async () => {
    const server = await openHouse()
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const demo = new Phone(server.url)
    await demo.approve(handle, { username: 'eliza', password: 'Senza2024' })
    const phone = new Phone(server.url)
    expect((await phone.post('/account', { ...DORA, username: 'eliza' })).status).toBe(200)
    expect((await tv.hello()).status).toBe(401)
    expect((await demo.send('GET', '/session')).status).toBe(401)
    expect((await demo.signIn('eliza', 'Senza2024')).status).toBe(401)
  })

  it('whoever was signed in on this phone is not any more', async () => {
    const server = await openHouse({ accounts: await accounts('bob') })
    const phone = new Phone(server.url)
    await phone.signIn('bob', passwordOf('bob'))
    const bob = new Phone(server.url, { cookie: phone.cookie })
    expect((await phone.post('/account', DORA)).status).toBe(200)
    expect((await bob.send('GET', '/session')).status).toBe(401)
  })

  it('another site signs nobody up', async () => {
    const server = await openHouse()
    const json = JSON.stringify(DORA)
    const type = { 'content-type': 'application/json' }
    const elsewhere: [string, Record<string, string>][] = [
      ['cross-site', { ...type, 'sec-fetch-site': 'cross-site' }],
      ['same-site', { ...type, 'sec-fetch-site': 'same-site' }],
      ['text', { 'content-type': 'text/plain' }],
    ]
    for (const [name, headers] of elsewhere) {
      const { status } = await new Phone(server.url).send('POST', '/account', json, headers)
      expect(status, name).toBeGreaterThanOrEqual(400)
    }
    expect((await new Phone(server.url).send('GET', '/account')).status).toBeGreaterThanOrEqual(400)
    expect(await server.parts.store.accountByUsername('dora')).toBe(null)
  })

  it('no password is written down or logged', async () => {
    const server = await openHouse()
    await new Phone(server.url).post('/account', DORA)
    const account = await server.parts.store.accountByUsername('dora')
    expect(account?.passwordHash).toMatch(/^\$argon2id\$/)
    expect(server.logged()).not.toContain(PASSWORD)
  })
})

describe('where the operator does not', () => {
  const elsewhere = { issuer: 'https://id.example.com', clientId: 'couchlink', name: 'Example' }

  it.each([
    ['by default', {}],
    ['with a provider alone', { identity: { local: false, oidc: elsewhere } }],
  ])('there is no such address: %s', async (_name, settings) => {
    const server = await startServer(settings)
    const { status, body } = await new Phone(server.url).post('/account', DORA)
    expect([status, body.code]).toEqual([404, 'not_found'])
    expect(await server.parts.store.accountByUsername('dora')).toBe(null)
  })
})
