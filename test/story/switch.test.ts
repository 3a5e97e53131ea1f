import { describe, expect, it } from 'vitest'

import type { MyDevices } from '#contract/device'

import { withoutIds } from '../support/chance.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

/** Two networks, behind a proxy. */
const HOME = { 'x-forwarded-for': '198.51.100.4' }
const AWAY = { 'x-forwarded-for': '203.0.113.7' }

async function start(more: Record<string, unknown> = {}): Promise<TestServer> {
  return startServer({ accounts: await accounts('dora', 'bob'), ...more })
}

async function phoneOf(server: TestServer, name: string, headers = {}): Promise<Phone> {
  const phone = new Phone(server.url, headers)
  expect((await phone.signIn(name, passwordOf(name))).status).toBe(200)
  return phone
}

/** Dora's TV, in the living room, and her phone. */
async function dorasTv(server: TestServer, headers = {}): Promise<{ tv: Tv; dora: Phone }> {
  const dora = await phoneOf(server, 'dora', headers)
  const tv = await Tv.boot(server.url, { device_name: 'Living room' }, headers)
  tv.now = () => server.clock.now
  const { handle } = await tv.requestLink()
  expect((await dora.approve(handle)).body).toEqual({ status: 'authorized' })
  return { tv, dora }
}

async function listOf(phone: Phone): Promise<MyDevices> {
  const answer = await phone.send('GET', '/devices', undefined, { accept: 'application/json' })
  expect(answer.status).toBe(200)
  return answer.body as MyDevices
}

const seen = (phone: Phone, at: number) => phone.post('/devices/seen', { at })

describe('switching the account of a TV', () => {
  it('keeps it the first one’s until the second approves, who then has it in the same moment', async () => {
    const server = await start()
    const { tv } = await dorasTv(server)
    const bob = await phoneOf(server, 'bob')
    const link = await tv.requestLink()
    const heard = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    await bob.open(link.handle)
    const waiting = await tv.hello()
    expect([waiting.status, waiting.body.name, waiting.body.link?.state]).toEqual([
      200,
      'Dora',
      'opened',
    ])
    expect((await bob.approve(link.handle)).body).toEqual({ status: 'authorized' })
    await heard.until('DeviceAuthorized')
    expect((await tv.hello()).body.name).toBe('Bob')
    expect((await listOf(bob)).devices).toMatchObject([{ id: tv.deviceId }])
  })

  it('is heard of by the first one, on every phone, without a word of whose it is now', async () => {
    const server = await start()
    const { tv, dora } = await dorasTv(server)
    expect((await listOf(dora)).taken).toEqual([])
    server.clock.now += 60
    const bob = await phoneOf(server, 'bob')
    const { handle } = await tv.requestLink()
    await bob.approve(handle)
    const takenAt = server.clock.now
    server.clock.now += 60
    const later = await phoneOf(server, 'dora')
    for (const phone of [dora, later]) {
      const list = await listOf(phone)
      expect(list).toEqual({
        devices: [],
        taken: [{ id: tv.deviceId, name: 'Living room', model: null, taken_at: takenAt }],
      })
      expect(withoutIds(list, tv.deviceId)).not.toMatch(/bob/i)
    }
    expect((await listOf(bob)).taken).toEqual([])
    const kept = (await dora.send('GET', '/account/export')).body
    expect(kept['taken']).toMatchObject([{ name: 'Living room', taken_at: takenAt }])

    await seen(bob, server.clock.now)
    expect((await listOf(dora)).taken).toHaveLength(1)
    expect((await seen(dora, server.clock.now)).status).toBe(200)
    for (const phone of [dora, later]) expect((await listOf(phone)).taken).toEqual([])
  })

  it('is heard of until it was looked at, and for a week at most', async () => {
    const server = await start()
    const { tv, dora } = await dorasTv(server)
    const bob = await phoneOf(server, 'bob')
    await bob.approve((await tv.requestLink()).handle)
    const takenAt = server.clock.now
    // A list that was made in that second may have been made before it.
    await seen(dora, takenAt)
    expect((await listOf(dora)).taken).toHaveLength(1)
    server.clock.now = takenAt + 7 * 86_400
    expect((await listOf(dora)).taken).toHaveLength(1)
    server.clock.now += 1
    expect((await listOf(dora)).taken).toEqual([])
  })

  it('is nothing to hear of where the TV was given up before, or comes back', async () => {
    const server = await start()
    const { tv, dora } = await dorasTv(server)
    const bob = await phoneOf(server, 'bob')
    await tv.goodbye()
    await bob.approve((await tv.requestLink()).handle)
    expect((await listOf(dora)).taken).toEqual([])
    await dora.approve((await tv.requestLink()).handle)
    expect((await listOf(bob)).taken).toHaveLength(1)
    await bob.approve((await tv.requestLink()).handle)
    expect((await listOf(bob)).taken).toEqual([])
    expect((await listOf(dora)).taken).toHaveLength(1)
  })

  it('by a number match is heard of as well', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] })
    const { tv, dora } = await dorasTv(server, HOME)
    const bob = await phoneOf(server, 'bob', AWAY)
    const link = await tv.requestLink()
    const { number } = (await bob.approve(link.handle)).body
    const answer = await tv.call('POST', '/link/match', { link_id: link.link_id, number })
    expect(answer.status).toBe(200)
    expect((await tv.hello()).body.name).toBe('Bob')
    expect((await listOf(dora)).taken).toMatchObject([{ name: 'Living room' }])
  })
})

describe('a TV that takes its code back', () => {
  const cancel = (tv: Tv, linkId: string) => tv.call('POST', '/link/cancel', { link_id: linkId })

  it('stays whose it is, and nobody can say yes any more', async () => {
    const server = await start()
    const { tv } = await dorasTv(server)
    const bob = await phoneOf(server, 'bob')
    const link = await tv.requestLink()
    await bob.open(link.handle)
    const answer = await cancel(tv, link.link_id)
    expect([answer.status, answer.body]).toEqual([200, {}])
    const refused = await bob.approve(link.handle)
    expect([refused.status, refused.body['code']]).toEqual([409, 'link_superseded'])
    expect(await tv.hello()).toMatchObject({
      status: 200,
      body: { name: 'Dora', link: { id: link.link_id, state: 'superseded' } },
    })
  })

  it('ends a number match with it', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] })
    const { tv } = await dorasTv(server, HOME)
    const bob = await phoneOf(server, 'bob', AWAY)
    const link = await tv.requestLink()
    const { number } = (await bob.approve(link.handle)).body
    expect(number).toMatch(/^[1-9]{3}$/)
    await cancel(tv, link.link_id)
    const entered = await tv.call('POST', '/link/match', { link_id: link.link_id, number })
    expect([entered.status, entered.body['code']]).toEqual([404, 'link_unknown'])
    expect((await bob.approve(link.handle)).body['code']).toBe('link_superseded')
    expect((await tv.hello()).body.name).toBe('Dora')
  })

  it('is answered alike for a code of its own, an ended one, another’s and none', async () => {
    const server = await start()
    const { tv, dora } = await dorasTv(server)
    const other = await Tv.boot(server.url)
    const others = await other.requestLink()
    const own = await tv.requestLink()
    const unknown = 'A'.repeat(22)
    for (const linkId of [own.link_id, own.link_id, others.link_id, unknown]) {
      const answer = await cancel(tv, linkId)
      expect([answer.status, answer.body], linkId).toEqual([200, {}])
    }
    expect((await dora.approve(others.handle)).body).toEqual({ status: 'authorized' })
    expect((await cancel(other, others.link_id)).status).toBe(200)
    expect((await other.hello()).body).toMatchObject({ name: 'Dora', link: { state: 'approved' } })
  })

  it('proves itself for this very call, once', async () => {
    const server = await start()
    const { tv, dora } = await dorasTv(server)
    const { link_id: linkId, handle } = await tv.requestLink()
    const body = { link_id: linkId }
    expect((await new Phone(server.url).post('/link/cancel', body)).status).toBe(401)
    const bearer = { authorization: `Bearer ${tv.token}` }
    expect((await tv.callWith(bearer, 'POST', '/link/cancel', body)).status).toBe(401)
    const proven = await tv.authorization('POST', '/link/cancel')
    for (const json of [undefined, {}, { link_id: 'short' }, { link_id: linkId, more: 1 }]) {
      const answer = await tv.callWith(
        await tv.authorization('POST', '/link/cancel'),
        'POST',
        '/link/cancel',
        json,
      )
      expect(answer.status, JSON.stringify(json)).toBeOneOf([400, 415])
    }
    expect((await tv.hello()).body.link?.state).toBe('pending')
    expect((await tv.callWith(proven, 'POST', '/link/cancel', body)).status).toBe(200)
    const again = await tv.callWith(proven, 'POST', '/link/cancel', body)
    expect([again.status, again.body['code']]).toEqual([401, 'invalid_dpop_proof'])
    expect((await dora.approve(handle)).body['code']).toBe('link_superseded')
    expect((await tv.call('GET', '/link/cancel')).status).toBe(405)
  })
})

describe('hello', () => {
  it.each([null, 'unbind', 'ask', 'exit'])(
    'says that Back on home is to %s',
    async (backOnHome) => {
      const server = await start({ tv: { backOnHome } })
      const { tv } = await dorasTv(server)
      expect((await tv.hello()).body.back_on_home).toBe(backOnHome)
    },
  )
})
