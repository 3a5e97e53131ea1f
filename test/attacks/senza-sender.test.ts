import { expect, test } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { MessageServer, OAUTH } from '../support/message-service.ts'
import { Phone } from '../support/phone.ts'
import { runningClock, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { ANN, openHouse, ownerOf } from './house.ts'

const SIX_HOURS = 6 * 3600

/** A house that tells TVs of the platform by the platform's own message service. */
async function besideService() {
  const issuer = await Issuer.start()
  const clock = { now: runningClock().now }
  const service = await MessageServer.start(() => clock.now)
  const subject = 'urn:synamedia:oauth:identifier:hyperscale:{deviceId}'
  const platform = { name: 'senza', issuer: issuer.url, audience: 'our-tenant', subject }
  const server = await openHouse({
    platforms: [platform],
    notifier: 'senza',
    oauth: OAUTH,
    messages: service.settings,
  })
  const move = (seconds: number) => {
    clock.now += seconds
    server.clock.now += seconds
  }
  return { issuer, service, server, move }
}

/** A TV that its platform vouches for, as it is after a start. */
async function start(issuer: Issuer, server: TestServer, device: string): Promise<Tv> {
  const tv = await Tv.make(server.url)
  tv.now = () => server.clock.now
  const sub = `urn:synamedia:oauth:identifier:hyperscale:${device}`
  const exp = server.clock.now + 300
  const claims = { iss: issuer.url, aud: 'our-tenant', sub, exp }
  expect((await tv.askToken({}, await issuer.sign(claims))).status).toBe(200)
  return tv
}

async function connect(server: TestServer, tv: Tv): Promise<void> {
  const { handle } = await tv.requestLink()
  expect((await new Phone(server.url).approve(handle, ANN)).status).toBe(200)
}

test('Z-g: after six hours messages still go out, by a new token that is one', async () => {
  const { issuer, service, server, move } = await besideService()
  await connect(server, await start(issuer, server, '7e6d37c30d21af04'))
  await expect.poll(() => service.taken.length).toBe(1)
  move(SIX_HOURS + 1)
  await connect(server, await start(issuer, server, '7e6d37c30d21af05'))
  await expect.poll(() => service.taken.length).toBe(2)
  move(SIX_HOURS + 1)
  await connect(server, await start(issuer, server, '7e6d37c30d21af06'))
  await expect.poll(() => service.taken.length).toBe(3)
  expect(new Set(service.taken.map(({ token }) => token)).size).toBe(3)
  for (const header of service.authorizations) {
    expect(header).toMatch(/^Bearer platform-token-\d+$/)
  }
})

test('Z-h: a message service that is broken or gone costs neither the sign-in nor the server', async () => {
  const { issuer, service, server, move } = await besideService()
  const warned = () =>
    server.logged().match(/gives us no token|did not reach the platform/g)?.length ?? 0
  const bound = async (device: string) => {
    const tv = await start(issuer, server, device)
    await connect(server, tv)
    expect(await ownerOf(tv)).toBe('Ann')
  }
  const boundUnheard = async (device: string) => {
    const before = warned()
    await bound(device)
    // A failure that came only now would keep the next message from being tried so soon.
    await expect.poll(warned).toBeGreaterThan(before)
    move(60)
  }
  service.messageTrouble = 'fails'
  await boundUnheard('7e6d37c30d21af04')
  service.messageTrouble = null
  service.tokenTrouble = 'no JSON'
  service.revokeAll()
  await boundUnheard('7e6d37c30d21af05')
  await service.goDown()
  await boundUnheard('7e6d37c30d21af06')
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  service.tokenTrouble = null
  await service.comeBack()
  const before = service.taken.length
  await bound('7e6d37c30d21af07')
  await expect.poll(() => service.taken.length).toBeGreaterThan(before)
})
