import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { compactDecrypt } from 'jose'
import { expect, onTestFinished, test } from 'vitest'

import type { LinkKey } from '#contract/link-key'

import { makePhoneClient } from '../../phone-web/client/phone-client.ts'
import { seal } from '../../phone-web/client/seal.ts'
import { type LinkKeyPair, makeLinkKey } from '../../tv-app/client/link-key.ts'
import { unseal } from '../../tv-app/client/unseal.ts'
import { Phone } from '../support/phone.ts'
import type { TestServer } from '../support/server.ts'
import { type Answer, answerOf, type Tv } from '../support/tv.ts'
import { ANN, openHouse, ownerOf, tvOf } from './house.ts'

const TEXT = 'a session of the TV’s own: 8c1f0d'

interface Waiting {
  tv: Tv
  pair: LinkKeyPair
  handle: string
  linkId: string
}

/** A TV that takes payloads and shows its code. */
async function waitingTv(server: TestServer): Promise<Waiting> {
  const tv = await tvOf(server)
  const pair = await makeLinkKey()
  if (pair === null) throw new Error('there is WebCrypto here')
  const link_key = JSON.stringify(pair.jwk)
  const { body } = await tv.form('/auth/device_authorization', { link_key })
  const handle = new URL(String(body['verification_uri_complete'])).hash.slice(1)
  return { tv, pair, handle, linkId: String(body['link_id']) }
}

function payloadOf({ tv, linkId }: Waiting): Promise<Answer> {
  return tv.call('POST', '/link/payload', { link_id: linkId })
}

/** A relay between phone and server that puts this key in the place of the TV's; says what was posted through it. */
async function relay(
  server: TestServer,
  swapped: LinkKey,
): Promise<{ base: string; posted: string[] }> {
  const posted: string[] = []
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? ''
    posted.push(path)
    const body = Buffer.concat(chunks)
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
    const answer = await answerOf(
      await fetch(server.url + path, { method: request.method ?? 'GET', headers, body }),
    )
    const said = path === '/link/details' ? { ...answer.body, link_key: swapped } : answer.body
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(said))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    proxy.close()
    proxy.closeAllConnections()
  })
  return { base: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`, posted }
}

test('K-d: a no hands nothing over, however hard the phone tries to send it along', async () => {
  const server = await openHouse()
  const waiting = await waitingTv(server)
  const { handle, pair } = waiting
  const payload = await seal(TEXT, { linkKey: pair.jwk, handle })
  const along = { handle, decision: 'deny', payload }
  expect((await new Phone(server.url).post('/authorize', along)).status).toBe(400)
  expect((await new Phone(server.url).deny(handle)).status).toBe(200)
  expect((await new Phone(server.url).approve(handle, { ...ANN, payload })).status).toBe(409)
  expect((await payloadOf(waiting)).body).toEqual({ payload: null })
  expect(await ownerOf(waiting.tv)).toBeNull()
})

test('K-e: a relay that swaps the TV’s key is found out before the phone posts anything', async () => {
  const server = await openHouse()
  const { handle, pair } = await waitingTv(server)
  const own = await makeLinkKey()
  if (own === null) throw new Error('there is WebCrypto here')
  const through = await relay(server, own.jwk)
  const phone = makePhoneClient({ base: through.base })
  expect(await phone.approve(handle, { payload: TEXT })).toEqual({ kind: 'forged' })
  expect(through.posted).toEqual(['/link/details'])
  // The same relay that swaps nothing is believed: it is the key that the phone has noticed.
  const honest = await relay(server, pair.jwk)
  expect((await makePhoneClient({ base: honest.base }).details(handle)).kind).toBe('details')
})

test('K-f: a payload opens for its own code alone, at the server and at the TV', async () => {
  const server = await openHouse()
  const [first, second] = [await waitingTv(server), await waitingTv(server)]
  const payload = await seal(TEXT, { linkKey: first.pair.jwk, handle: first.handle })
  const elsewhere = await new Phone(server.url).approve(second.handle, { ...ANN, payload })
  expect([elsewhere.status, elsewhere.body['code']]).toEqual([400, 'payload_refused'])
  expect(await ownerOf(second.tv)).toBeNull()

  const opened = (sealed: string, { pair, handle }: Waiting) =>
    unseal(sealed, { privateKey: pair.privateKey, handle })
  expect(await opened(payload, first)).toBe(TEXT)
  expect(await opened(payload, second)).toBeNull()
  expect(await opened(payload, { ...first, handle: second.handle })).toBeNull()
  const parts = payload.split('.')
  for (const index of [0, 2, 3, 4]) {
    const bent = parts.map((part, at) => (at === index ? bentOnce(part) : part)).join('.')
    expect(await opened(bent, first), `part ${index}`).toBeNull()
  }
})

test('K-g: each payload has a key and nonce of its own, of which there is no list to go through', async () => {
  const pair = await makeLinkKey()
  if (pair === null) throw new Error('there is WebCrypto here')
  const handle = '0123456789ABCDEFGHJKMNPQRS'
  const seen = { keys: new Set<string>(), nonces: new Set<string>(), texts: new Set<string>() }
  const times = 200
  for (let time = 0; time < times; time += 1) {
    const sealed = await seal(TEXT, { linkKey: pair.jwk, handle })
    const { protectedHeader } = await compactDecrypt(sealed, pair.privateKey)
    const [, , nonce = '', text = ''] = sealed.split('.')
    seen.keys.add(JSON.stringify(protectedHeader.epk))
    seen.nonces.add(nonce)
    seen.texts.add(text)
    expect(Buffer.from(nonce, 'base64url').length).toBe(12)
  }
  for (const values of Object.values(seen)) expect(values.size).toBe(times)
})

test('K-h: the TV’s credential is its own: stolen it is worth nothing, ended it takes no other along', async () => {
  const server = await openHouse()
  const { tv, handle, linkId, pair } = await waitingTv(server)
  const phone = new Phone(server.url)
  const payload = await seal(TEXT, { linkKey: pair.jwk, handle })
  expect((await phone.approve(handle, { ...ANN, payload })).status).toBe(200)
  const fetched = await payloadOf({ tv, handle, linkId, pair })
  const sealed = String(fetched.body['payload'])
  expect(await unseal(sealed, { privateKey: pair.privateKey, handle })).toBe(TEXT)
  const heard = JSON.stringify([(await tv.hello()).body, fetched.body])
  expect(heard).not.toContain(phone.cookie.split('=')[1])

  for (const scheme of ['Bearer', 'DPoP']) {
    const stolen = { authorization: `${scheme} ${tv.token}` }
    expect((await tv.callWith(stolen, 'GET', '/hello')).status).toBe(401)
  }
  const { body } = await phone.send('GET', '/devices', undefined, { accept: 'application/json' })
  const [device] = body['devices'] as { id: string }[]
  expect((await phone.send('DELETE', `/devices/${device?.id}`)).status).toBe(200)
  expect(await ownerOf(tv)).toBeNull()
  expect((await payloadOf({ tv, handle, linkId, pair })).body).toEqual({ payload: null })
  expect((await phone.send('GET', '/session')).body['username']).toBe('ann')
})

/** The same but for one bit in the middle. */
function bentOnce(part: string): string {
  const bytes = Buffer.from(part, 'base64url')
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  return bytes.toString('base64url')
}
