import { describe, expect, it } from 'vitest'

import { withoutIds } from '../support/chance.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const BOB = { username: 'bob', password: passwordOf('bob') }
const DORA = { username: 'dora', password: passwordOf('dora') }

/** A TV that goes by the server's clock, which these tests move. */
async function television(server: TestServer): Promise<Tv> {
  const tv = await Tv.boot(server.url)
  tv.now = () => server.clock.now
  return tv
}

async function start(settings: Record<string, unknown> = {}, pages = false): Promise<TestServer> {
  return startServer({ accounts: await accounts('dora', 'bob'), ...settings }, { pages })
}

async function signedIn(server: TestServer, name: string): Promise<Phone> {
  const phone = new Phone(server.url)
  await phone.signIn(name, passwordOf(name))
  return phone
}

describe('the account that acts first', () => {
  it('is named on the screen, masked, and only while it holds the link request', async () => {
    const server = await start()
    const tv = await television(server)
    const link = await tv.requestLink()
    await new Phone(server.url).open(link.handle)
    expect((await tv.hello()).body.link).toMatchObject({ state: 'opened', claimed_by: null })
    const phone = await signedIn(server, 'dora')
    await phone.open(link.handle)
    const { body } = await tv.hello()
    expect(body.link).toMatchObject({ state: 'opened', claimed_by: 'D…' })
    expect(withoutIds(body, link.link_id)).not.toMatch(/dora/i)
    server.clock.now += 120
    expect((await tv.hello()).body.link).toMatchObject({ claimed_by: null })
  })

  it('keeps every other account off for two minutes, by handle and by code, and no longer', async () => {
    const server = await start()
    const tv = await television(server)
    const link = await tv.requestLink()
    await (await signedIn(server, 'dora')).open(link.handle)
    const bob = await signedIn(server, 'bob')
    for (const answer of [
      await bob.open(link.handle),
      await bob.approve(link.handle),
      await new Phone(server.url).approve(link.handle, BOB),
      await bob.post('/link/details', { user_code: link.user_code }),
      await bob.post('/authorize', { user_code: link.user_code, decision: 'approve' }),
    ]) {
      expect([answer.status, answer.body['code']]).toEqual([409, 'link_taken'])
    }
    expect((await tv.hello()).status).toBe(401)
    server.clock.now += 120
    expect((await bob.approve(link.handle)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).body.name).toBe('Bob')
  })

  it('may go on from another phone of its own', async () => {
    const server = await start()
    const tv = await television(server)
    const link = await tv.requestLink()
    await (await signedIn(server, 'dora')).open(link.handle)
    const tablet = await signedIn(server, 'dora')
    expect((await tablet.approve(link.handle)).body).toEqual({ status: 'authorized' })
  })

  it('holds the request while it types the code', async () => {
    const server = await start()
    const tv = await television(server)
    const link = await tv.requestLink()
    const dora = await signedIn(server, 'dora')
    expect((await dora.post('/link/details', { user_code: link.user_code })).status).toBe(200)
    expect((await tv.hello()).body.link).toMatchObject({ claimed_by: 'D…' })
  })

  it('cannot hold what somebody before the screen gives up: Back takes a new code, "Not my TV" ends it', async () => {
    const server = await start()
    const tv = await Tv.boot(server.url)
    const first = await tv.requestLink()
    const dora = await signedIn(server, 'dora')
    await dora.open(first.handle)
    const second = await tv.requestLink()
    expect((await dora.approve(first.handle)).body['code']).toBe('link_superseded')
    expect((await tv.hello()).body.link).toMatchObject({ state: 'pending', claimed_by: null })
    await dora.open(second.handle)
    expect((await new Phone(server.url).deny(second.handle)).body).toEqual({ status: 'denied' })
    expect((await dora.approve(second.handle)).body['code']).toBe('link_denied')
  })

  it.each(['session', 'form'])(
    'gives it up by signing out on its phone, with the %s',
    async (by) => {
      const server = await start({}, true)
      const tv = await television(server)
      const link = await tv.requestLink()
      const dora = await signedIn(server, 'dora')
      await dora.open(link.handle)
      const bob = await signedIn(server, 'bob')
      // Bob's own phone cannot sign Dora out of it.
      expect((await (await signedIn(server, 'bob')).send('DELETE', '/session')).status).toBe(200)
      expect((await bob.approve(link.handle)).body['code']).toBe('link_taken')
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      const { status } =
        by === 'session'
          ? await dora.send('DELETE', '/session')
          : await dora.send('POST', '/session/end', '', form)
      expect(status).toBe(by === 'session' ? 200 : 303)
      expect((await tv.hello()).body.link).toMatchObject({ state: 'opened', claimed_by: null })
      expect((await bob.approve(link.handle)).body).toEqual({ status: 'authorized' })
      expect((await tv.hello()).body.name).toBe('Bob')
    },
  )

  it('gives way to whoever proves another account on its own phone, once that is proven', async () => {
    const server = await start()
    const tv = await television(server)
    const link = await tv.requestLink()
    const dora = await signedIn(server, 'dora')
    await dora.open(link.handle)
    const wrong = await dora.approve(link.handle, { ...BOB, password: 'wrong' })
    expect(wrong.body['code']).toBe('sign_in_failed')
    expect((await tv.hello()).body.link).toMatchObject({ claimed_by: 'D…' })
    expect((await new Phone(server.url).approve(link.handle, BOB)).body['code']).toBe('link_taken')
    expect((await dora.approve(link.handle, BOB)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).body.name).toBe('Bob')
  })

  it('keeps what it holds when it proves itself once more', async () => {
    const server = await start()
    const [held, other] = [await television(server), await television(server)]
    const link = await held.requestLink()
    const dora = await signedIn(server, 'dora')
    await dora.open(link.handle)
    const answer = await dora.approve((await other.requestLink()).handle, DORA)
    expect(answer.body).toEqual({ status: 'authorized' })
    expect((await held.hello()).body.link).toMatchObject({ claimed_by: 'D…' })
    expect((await new Phone(server.url).approve(link.handle, BOB)).body['code']).toBe('link_taken')
  })

  it('does not give way while the screen asks for its number', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] })
    const tv = await Tv.boot(server.url, {}, { 'x-forwarded-for': '203.0.113.7' })
    const link = await tv.requestLink()
    const dora = await signedIn(server, 'dora')
    const { number } = (await dora.approve(link.handle)).body
    expect((await dora.approve(link.handle, BOB)).body['code']).toBe('link_taken')
    expect((await tv.hello()).body.link).toMatchObject({ state: 'matching', claimed_by: 'D…' })
    const match = await tv.call('POST', '/link/match', { link_id: link.link_id, number })
    expect(match.status).toBe(200)
    expect((await tv.hello()).body.name).toBe('Dora')
  })

  it('is not known to whoever opens the page without signing in', async () => {
    const server = await start()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    await (await signedIn(server, 'dora')).open(link.handle)
    const stranger = await new Phone(server.url).open(link.handle)
    expect(stranger.status).toBe(200)
    expect(withoutIds(stranger.body, link.link_id, tv.deviceId)).not.toMatch(/dora|claim/i)
  })

  it('wins alone when two sign in at once', async () => {
    const server = await start()
    for (let round = 0; round < 10; round += 1) {
      const link = await (await Tv.boot(server.url)).requestLink()
      const phones = [await signedIn(server, 'dora'), await signedIn(server, 'bob')]
      const answers = await Promise.all(phones.map((phone) => phone.open(link.handle)))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    }
  })
})
