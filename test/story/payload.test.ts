import { createHash } from 'node:crypto'
import { connect, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'

import { crockfordBase32 } from '#contract/ids'
import type { DeviceAuthorization } from '#contract/link'
import type { LinkKey } from '#contract/link-key'
import { Phone } from '../support/phone.ts'
import { freshPair, type KeyPair, keyIdOf, seal, unseal } from '../support/phone-key.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { rowsWith, tablesIn } from '../support/tables.ts'
import { type Answer, Tv } from '../support/tv.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }
const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }
const SECRET = 'session-of-the-tv-in-the-operators-own-service'

type Link = DeviceAuthorization & { handle: string }

/** A TV that takes payloads, before its code. */
interface Taker {
  tv: Tv
  pair: KeyPair
  link: Link
}

async function house(settings: Record<string, unknown> = {}): Promise<TestServer> {
  return startServer({ accounts: await accounts('dora', 'bob'), ...settings })
}

async function taker(server: TestServer, headers: Record<string, string> = {}): Promise<Taker> {
  const tv = await Tv.make(server.url)
  tv.headers = headers
  tv.now = () => server.clock.now
  await tv.askToken()
  return { tv, ...(await newCode(tv)) }
}

async function newCode(tv: Tv): Promise<{ pair: KeyPair; link: Link }> {
  const pair = freshPair()
  const answer = await askWith(tv, JSON.stringify(pair.jwk))
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  const link = answer.body as unknown as DeviceAuthorization
  return { pair, link: { ...link, handle: link.verification_uri_complete.split('#')[1] ?? '' } }
}

function askWith(tv: Tv, linkKey: string): Promise<Answer> {
  return tv.form('/auth/device_authorization', { link_key: linkKey })
}

function fetchPayload(tv: Tv, linkId: string): Promise<Answer> {
  return tv.call('POST', '/link/payload', { link_id: linkId })
}

/** What a phone app reads of the TV before it seals anything. */
async function keyShown(phone: Phone, handle: string): Promise<LinkKey> {
  return (await phone.open(handle)).body['link_key'] as LinkKey
}

async function sealedFor({ pair, link }: Taker, text = SECRET): Promise<string> {
  return seal(pair.jwk, link.handle, text)
}

describe('a phone app hands something to the TV', () => {
  test('K6: the TV opens it, and no byte of HTTP or MQTT that went by shows it', async () => {
    const server = await house()
    const wire = await recorded(server.port)
    const tv = await Tv.boot(wire.url)
    const { pair, link } = await newCode(tv)
    const listener = await tv.listen(link.notices, `${wire.url.replace('http', 'ws')}/mqtt`)
    const phone = new Phone(wire.url)
    const payload = await seal(await keyShown(phone, link.handle), link.handle, SECRET)
    expect((await phone.approve(link.handle, { payload, ...DORA })).status).toBe(200)
    await listener.until('DeviceAuthorized')
    const answer = await fetchPayload(tv, link.link_id)
    expect(await unseal(pair, String(answer.body['payload']))).toBe(SECRET)
    expect((await tv.hello()).body.name).toBe('Dora')
    await tv.goodbye()
    await listener.until('DeviceUnbound')

    // The wire did see it all: the sealed text, the notices, the answers.
    for (const seen of [payload, 'DeviceAuthorized', 'DeviceUnbound', '"name":"Dora"']) {
      expect(wire.bytes().includes(seen), seen).toBe(true)
    }
    for (const coding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
      const text = Buffer.from(SECRET).toString(coding).replace(/=+$/, '')
      expect(wire.bytes().includes(text), coding).toBe(false)
      expect(server.logged(), coding).not.toContain(text)
    }
    expect(server.logged()).not.toContain(payload)
    expect(JSON.stringify(tablesIn(server.dataDir))).not.toContain(SECRET)
  })

  test('K2, K-e: whoever knows link id, device and key knows the handle, so a key that was put in is noticed', async () => {
    const server = await house()
    const { tv, pair, link } = await taker(server)
    const { body } = await new Phone(server.url).open(link.handle)
    expect(body).toMatchObject({
      link_id: link.link_id,
      device_id: tv.deviceId,
      link_key: pair.jwk,
    })
    const handleWith = (key: LinkKey) => {
      const text = `couchlink-link.${link.link_id}.${keyIdOf(key)}.${tv.deviceId}`
      return crockfordBase32(createHash('sha256').update(text).digest().subarray(0, 16))
    }
    expect(handleWith(body['link_key'] as LinkKey)).toBe(link.handle)
    expect(handleWith(freshPair().jwk)).not.toBe(link.handle)
  })

  test('K1: two codes have two keys, and a payload for the one is refused at the other', async () => {
    const server = await house()
    const first = await taker(server)
    const { pair, link } = await newCode(first.tv)
    expect(link.handle).not.toBe(first.link.handle)
    expect(await keyShown(new Phone(server.url), link.handle)).toEqual(pair.jwk)
    const payload = await sealedFor(first)
    const answer = await new Phone(server.url).approve(link.handle, { payload, ...DORA })
    expect([answer.status, answer.body['code']]).toEqual([400, 'payload_refused'])
    expect((await first.tv.hello()).body['code']).toBe('device_not_bound')
  })

  test('K7: what was changed on its way is opened by nobody', async () => {
    const server = await house()
    const one = await taker(server)
    const parts = (await sealedFor(one)).split('.')
    for (const index of [2, 3, 4]) {
      const { pair, link } = await newCode(one.tv)
      const payload = await seal(pair.jwk, link.handle, SECRET)
      const changed = payload
        .split('.')
        .with(index, parts[index] ?? '')
        .join('.')
      const phone = new Phone(server.url)
      expect((await phone.approve(link.handle, { payload: changed, ...DORA })).status).toBe(200)
      const answer = await fetchPayload(one.tv, link.link_id)
      expect(answer.body['payload']).toBe(changed)
      await expect(unseal(pair, changed)).rejects.toThrow()
    }
  })

  test('K-f: sealed for another handle or another TV it is refused, and nothing is bound', async () => {
    const server = await house()
    const [mine, other] = [await taker(server), await taker(server)]
    const phone = new Phone(server.url)
    for (const [name, payload] of Object.entries({
      'for another TV': await sealedFor(other),
      'to the right key for another handle': await seal(mine.pair.jwk, other.link.handle, SECRET),
      'without a handle': await seal(mine.pair.jwk, '', SECRET),
      'of no key': 'AAAA..AAAA.AAAA.AAAA',
    })) {
      const answer = await phone.approve(mine.link.handle, { payload, ...DORA })
      expect([name, answer.status, answer.body['code']]).toEqual([name, 400, 'payload_refused'])
    }
    for (const payload of ['plain', '', 'a.b.c.d.e', `AAAA..${'A'.repeat(6144)}.AAAA.AAAA`, 7]) {
      const answer = await phone.approve(mine.link.handle, { payload, ...DORA })
      expect([answer.status, answer.body['code']]).toEqual([400, 'bad_request'])
    }
    expect((await mine.tv.hello()).body['code']).toBe('device_not_bound')
    expect((await phone.approve(mine.link.handle, DORA)).status).toBe(200)
    expect((await fetchPayload(mine.tv, mine.link.link_id)).body).toEqual({ payload: null })
  })

  test('a TV that has sent no key takes none, and who has proven no account is not told so', async () => {
    const server = await house()
    const tv = await Tv.boot(server.url)
    const link = await tv.requestLink()
    const phone = new Phone(server.url)
    expect((await phone.open(link.handle)).body['link_key']).toBe(null)
    const payload = await seal(freshPair().jwk, link.handle, SECRET)
    const nobody = await phone.approve(link.handle, { payload })
    expect([nobody.status, nobody.body['code']]).toEqual([401, 'sign_in_required'])
    const answer = await phone.approve(link.handle, { payload, ...DORA })
    expect([answer.status, answer.body['code']]).toEqual([400, 'payload_refused'])
    const typed = { user_code: link.user_code, decision: 'approve', payload, ...DORA }
    expect((await phone.post('/authorize', typed)).body['code']).toBe('bad_request')
  })

  test('a key that is none gets no code', async () => {
    const { url } = await house()
    const tv = await Tv.boot(url)
    const { jwk, privateKey } = freshPair()
    for (const key of [
      '{',
      '[]',
      JSON.stringify({ ...jwk, y: jwk.x }),
      JSON.stringify(privateKey.export({ format: 'jwk' })),
      'x'.repeat(301),
    ]) {
      const answer = await askWith(tv, key)
      expect([answer.status, answer.body['error']], key).toEqual([400, 'invalid_request'])
    }
    expect((await tv.hello()).body.link).toBe(null)
  })
})

describe('a no', () => {
  test('K8, K-d: ships no payload: there is no way to send one along', async () => {
    const server = await house()
    const one = await taker(server)
    const phone = new Phone(server.url)
    const no = { handle: one.link.handle, decision: 'deny', payload: await sealedFor(one) }
    expect((await phone.post('/authorize', no)).body['code']).toBe('bad_request')
    expect((await phone.deny(one.link.handle)).status).toBe(200)
    expect((await fetchPayload(one.tv, one.link.link_id)).body).toEqual({ payload: null })
    expect((await one.tv.hello()).body.link).toMatchObject({ state: 'denied' })
  })

  test.each(['a wrong number', 'no number in time', 'a no meanwhile', 'Back', 'another code'])(
    'K8: %s, where a match was asked for, leaves nothing of what the yes had brought',
    async (end) => {
      const server = await house({ trustedProxies: ['127.0.0.1'] })
      const one = await taker(server, HOME)
      const phone = new Phone(server.url, AWAY)
      const payload = await sealedFor(one)
      const { number } = (await phone.approve(one.link.handle, { payload, ...DORA })).body
      expect((await fetchPayload(one.tv, one.link.link_id)).body).toEqual({ payload: null })
      const { link_id } = one.link
      const wrong = number === '111' ? '222' : '111'
      if (end === 'a wrong number') await enter(one, wrong)
      if (end === 'no number in time') server.clock.now += 61
      if (end === 'a no meanwhile') await phone.deny(one.link.handle)
      if (end === 'Back') await one.tv.call('POST', '/link/cancel', { link_id })
      if (end === 'another code') await newCode(one.tv)
      expect((await enter(one, number)).status).toBe(404)
      expect((await phone.approve(one.link.handle, { payload })).status).toBe(409)
      expect((await fetchPayload(one.tv, link_id)).body).toEqual({ payload: null })
      if (end !== 'no number in time')
        expect(rowsWith(tablesIn(server.dataDir), payload)).toEqual([])
    },
  )
})

describe('what came for a TV', () => {
  test('waits for the match to be won', async () => {
    const server = await house({ trustedProxies: ['127.0.0.1'] })
    const one = await taker(server, HOME)
    const phone = new Phone(server.url, AWAY)
    const payload = await sealedFor(one)
    const { number } = (await phone.approve(one.link.handle, { payload, ...DORA })).body
    await phone.approve(one.link.handle, { payload: await sealedFor(one, 'another') })
    expect((await enter(one, number)).status).toBe(200)
    expect((await fetchPayload(one.tv, one.link.link_id)).body).toEqual({ payload })
  })

  test('may be fetched again when an answer was lost, and stays as it was', async () => {
    const server = await house()
    const one = await taker(server)
    const phone = new Phone(server.url)
    const payload = await sealedFor(one)
    await phone.approve(one.link.handle, { payload, ...DORA })
    const again = await phone.approve(one.link.handle, { payload: await sealedFor(one, 'another') })
    expect(again.body).toEqual({ status: 'authorized' })
    for (let time = 0; time < 3; time += 1) {
      expect((await fetchPayload(one.tv, one.link.link_id)).body).toEqual({ payload })
    }
  })

  test('is that TV’s alone, by its token and key', async () => {
    const server = await house()
    const [one, other] = [await taker(server), await taker(server)]
    await new Phone(server.url).approve(one.link.handle, {
      payload: await sealedFor(one),
      ...DORA,
    })
    const { link_id } = one.link
    expect((await fetchPayload(other.tv, link_id)).body).toEqual({ payload: null })
    const path = '/link/payload'
    const bare = await one.tv.callWith({}, 'POST', path, { link_id })
    expect([bare.status, bare.body['code']]).toEqual([401, 'invalid_token'])
    const stolen = { authorization: `DPoP ${one.tv.token}` }
    const unproven = await one.tv.callWith(stolen, 'POST', path, { link_id })
    expect([unproven.status, unproven.body['code']]).toEqual([401, 'invalid_dpop_proof'])
    const proof = await one.tv.authorization('POST', path)
    expect((await one.tv.callWith(proof, 'POST', path, { link_id })).status).toBe(200)
    expect((await one.tv.callWith(proof, 'POST', path, { link_id })).status).toBe(401)
    for (const body of [{}, { link_id: 'x' }, { link_id, more: 1 }]) {
      expect((await one.tv.call('POST', path, body)).body['code']).toBe('bad_request')
    }
    const get = await one.tv.call('GET', path)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    const asked = await one.tv.callWith({ origin: 'null' }, 'OPTIONS', path)
    expect(asked.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('ends with the binding for which it came', async () => {
    const server = await house()
    const one = await taker(server)
    const phone = new Phone(server.url)
    const payload = await sealedFor(one)
    await phone.approve(one.link.handle, { payload, ...DORA })
    expect(rowsWith(tablesIn(server.dataDir), payload)).not.toEqual([])
    await one.tv.goodbye()
    expect((await fetchPayload(one.tv, one.link.link_id)).body).toEqual({ payload: null })
    expect(rowsWith(tablesIn(server.dataDir), payload)).toEqual([])
    const next = await newCode(one.tv)
    await phone.approve(next.link.handle, DORA)
    expect((await fetchPayload(one.tv, next.link.link_id)).body).toEqual({ payload: null })
    expect((await fetchPayload(one.tv, one.link.link_id)).body).toEqual({ payload: null })
  })
})

function enter({ tv, link }: Taker, number: unknown): Promise<Answer> {
  return tv.call('POST', '/link/match', { link_id: link.link_id, number })
}

/** A way to a server on which every byte is written down, in both directions. */
async function recorded(port: number): Promise<{ url: string; bytes: () => Buffer }> {
  const chunks: Buffer[] = []
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => void chunks.push(chunk))
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
    onTestFinished(() => void [near.destroy(), far.destroy()])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port: own } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${own}`, bytes: () => Buffer.concat(chunks) }
}
