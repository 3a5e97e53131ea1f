import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'

import type { HelloOutcome } from '../../tv-app/client/hello.ts'
import { Play } from '../../tv-app/src/play.ts'
import { secretHash } from '../support/app.ts'
import { Authority } from '../support/certificate.ts'
import { startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { handClock } from '../tv-app/client/hand-clock.ts'
import { browser, newLink, notBound, unreachable } from '../tv-app/story.states.ts'
import { annsTv, openHouse } from './house.ts'

/** What a screen may ask in so many seconds. */
const WINDOW_SECONDS = 10
const QUESTIONS = 6

test('W-d: no page, answer or log holds what the server proves itself with', async () => {
  const secret = 'the-secret-of-the-portal-7f3a'
  const server = await startServer(
    {
      clients: { portal: { name: 'The portal', secret: secretHash(secret) } },
      notifier: 'senza',
      oauth: { client_id: 'portal-id', client_secret: secret, audience: 'https://x.example' },
    },
    { pages: true },
  )
  await Tv.boot(server.url)
  const paths = ['/', '/tv/', '/L', '/link', '/login.html', '/devices', '/readyz', '/metrics']
  const wellKnown = ['/.well-known/oauth-authorization-server', '/openapi.json']
  for (const path of [...paths, ...wellKnown]) {
    const text = await (await fetch(server.url + path)).text()
    expect(text, path).not.toContain(secret)
    expect(text, path).not.toContain(secretHash(secret))
  }
  expect(server.logged()).not.toContain(secret)
})

test.each([
  ['pending', () => notBound('pending', newLink.link.id)],
  ['no answer', () => unreachable],
] as const)(
  'W-e: a screen that waits asks calmly, and more calmly where it hears nothing: %s',
  async (_what, answer) => {
    const timers = handClock()
    let asked = 0
    let next: () => HelloOutcome = () => notBound(null)
    const play = new Play({
      client: {
        deviceId: async () => 'key_x',
        deviceIdOnceKnown: async () => 'key_x',
        async hello() {
          asked += 1
          return next()
        },
        requestLink: async () => newLink,
        answerMatch: async () => unreachable,
        goodbye: async () => false,
        cancelLink: async () => undefined,
        catalogue: async () => ({ kind: 'catalogue', rails: [] }),
        media: async () => ({ kind: 'gone' }),
        accessToken: async () => null,
        proofFor: async () => '',
        listen: () => undefined,
        wake: () => undefined,
        close: () => undefined,
      },
      timers,
      memory: { read: () => null, write: () => undefined },
      platform: { habits: browser, leave: () => undefined },
      random: () => 0.5,
    })
    onTestFinished(() => play.close())
    await expect.poll(() => play.state.screen.name).toBe('link')
    next = answer
    asked = 0
    for (let second = 0; second < WINDOW_SECONDS; second += 1) {
      timers.pass(1000)
      // Whatever an answer sets off has been set off.
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThanOrEqual(QUESTIONS)
  },
)

test('W-g: a server that cannot prove its name hears nothing of us, and vouches for nobody', async () => {
  const nobodys = new Authority().issue()
  const heard: string[] = []
  const imposter = createServer(
    { cert: readFileSync(nobodys.cert), key: readFileSync(nobodys.key) },
    (request, response) => {
      heard.push(request.url ?? '')
      response.setHeader('content-type', 'application/json').end('{"keys":[]}')
    },
  )
  await new Promise<void>((resolve) => imposter.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void imposter.close())
  const issuer = `https://localhost:${(imposter.address() as AddressInfo).port}`
  const server = await openHouse({
    platforms: [{ name: 'acme', issuer, audience: 'us', subject: 'urn:acme:{deviceId}' }],
  })
  const tv = await Tv.make(server.url)
  const claims = { iss: issuer, aud: 'us', sub: 'urn:acme:1' }
  const answer = await tv.askToken({}, await tv.assertion(claims, { jwk: undefined, kid: 'k' }))
  expect([answer.status, answer.body['error']]).toEqual([503, 'temporarily_unavailable'])
  expect(heard).toEqual([])
  expect((await (await annsTv(server)).hello()).status).toBe(200)
})
