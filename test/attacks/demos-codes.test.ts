import { createHmac, randomInt } from 'node:crypto'
import { expect, test, vi } from 'vitest'

import { App } from '../support/app.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, temporaryFolder } from '../support/server.ts'
import { ANN, BOB, FAR, openHouse, openProxiedHouse, ownerOf, SOFA, tvOf } from './house.ts'

/** What demos sign their tokens with. */
const WORDS = ['ws-qr-login', 'secret', 'changeme', 'couchlink', '']

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'

function signedBy(secret: string, claims: object): string {
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encoded({ alg: 'HS256', typ: 'at+jwt' })}.${encoded(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

test('E-1: no token signed with a word that everybody knows is one, and a restart forgets no sign-in', async () => {
  const dataDir = temporaryFolder()
  const first = await openHouse()
  const tv = await tvOf(first)
  const { handle } = await tv.requestLink()
  await new Phone(first.url).approve(handle, ANN)
  const now = first.clock.now
  const aud = first.url
  const claims = { iss: aud, aud, sub: tv.deviceId, client_id: 'tv', iat: now, exp: now + 600 }
  for (const word of WORDS) {
    const forged = { authorization: `Bearer ${signedBy(word, claims)}` }
    expect((await tv.callWith(forged, 'GET', '/hello')).status, word).toBe(401)
  }

  const before = await startServer({}, { dataDir })
  const phone = new Phone(before.url)
  expect((await phone.signIn('eliza', 'Senza2024')).status).toBe(200)
  await before.close()
  const after = await startServer({}, { dataDir, clock: before.clock })
  const same = new Phone(after.url)
  same.cookie = phone.cookie
  expect((await same.send('GET', '/session')).body['username']).toBe('eliza')
})

test('E-2: knowing a code lets nobody into its channel, and of two who redeem it at once one gets it', async () => {
  const server = await openHouse({ clients: { app: { name: 'The app' } } })
  const wire = `ws://127.0.0.1:${server.port}/mqtt`
  const app = new App(server.url, 'app')
  const link = await app.begin()
  const eavesdropper = await tvOf(server)
  const { notices } = await eavesdropper.requestLink()
  const spy = await eavesdropper.listen(notices, wire)
  const room = await spy.client.subscribeAsync(link.notices.topic, { qos: 0 }).catch(() => 'closed')
  if (room !== 'closed') expect(room).toMatchObject([{ qos: 128 }])

  expect((await new Phone(server.url).approve(link.handle, ANN)).status).toBe(200)
  const answers = await Promise.all(Array.from({ length: 8 }, () => app.poll(link.device_code)))
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
  expect(spy.seen).toEqual([])
})

test('E-3: no code follows from the ones before, and its picture is drawn at home', async () => {
  const server = await startServer({}, { pages: true })
  const known = vi.spyOn(Math, 'random').mockReturnValue(0.123456789)
  const codes = new Set<string>()
  for (let round = 0; round < 5; round += 1) {
    const tv = await tvOf(server)
    codes.add((await tv.requestLink()).user_code)
  }
  known.mockRestore()
  expect(codes.size).toBe(5)
  const page = await fetch(`${server.url}/tv/`)
  const policy = page.headers.get('content-security-policy') ?? ''
  // Whatever the page would want, the browser sends the QR's text to nobody else.
  expect(policy).toContain("default-src 'none'")
  for (const [, sources = ''] of policy.matchAll(/(?:img|connect)-src ([^;]*)/g)) {
    expect(sources).not.toMatch(/\*|https?:(?!\/\/(?:localhost|127\.0\.0\.1))/)
  }
})

test('E-4: ten guesses of a typed code are all there are, of twenty-five thousand million codes', async () => {
  const server = await openProxiedHouse({ accounts: await accounts('ann', 'bob', 'cleo') })
  const tv = await tvOf(server, SOFA)
  const { user_code } = await tv.requestLink()
  const guess = () => Array.from({ length: 8 }, () => LETTERS.charAt(randomInt(20))).join('')
  // Five misses for each account are ten for the network.
  for (const who of [ANN, BOB]) {
    const phone = new Phone(server.url, FAR)
    const statuses: number[] = []
    for (let tries = 0; tries < 8; tries += 1) {
      const asked = { user_code: guess(), decision: 'approve', ...who }
      statuses.push((await phone.post('/authorize', asked)).status)
    }
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429, 429])
  }
  const third = { user_code, decision: 'approve', username: 'cleo', password: passwordOf('cleo') }
  expect((await new Phone(server.url, FAR).post('/authorize', third)).status).toBe(429)
  expect(await ownerOf(tv)).toBeNull()
  const pin = { user_code: '1234', decision: 'approve', ...ANN }
  expect((await new Phone(server.url, SOFA).post('/authorize', pin)).status).toBe(400)
})

test('E-5: whoever asks for codes without end is stopped, and nobody else is shut out', async () => {
  const server = await openProxiedHouse({ clients: { app: { name: 'The app' } } })
  const greedy = new App(server.url, 'app')
  greedy.headers = FAR
  const statuses: number[] = []
  for (let asked = 0; asked < 125; asked += 1) statuses.push((await greedy.ask()).status)
  const last = await greedy.ask()
  expect(last.status).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(120)
  const honest = new App(server.url, 'app')
  honest.headers = SOFA
  expect((await honest.ask()).status).toBe(200)
  expect(await ownerOf(await tvOf(server, SOFA))).toBeNull()
})

test('E-6: whoever polls without pause is told to slow down, longer each time', async () => {
  const server = await openHouse({ clients: { app: { name: 'The app' } } })
  const app = new App(server.url, 'app')
  const link = await app.begin()
  const errors: unknown[] = []
  for (let asked = 0; asked < 75; asked += 1) {
    errors.push((await app.poll(link.device_code)).body['error'])
  }
  expect(errors[0]).toBe('authorization_pending')
  expect(new Set(errors.slice(1))).toEqual(new Set(['slow_down']))
  server.clock.now += link.interval + 1
  expect((await app.poll(link.device_code)).body['error']).toBe('slow_down')
})
