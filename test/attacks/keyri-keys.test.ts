import { expect, test } from 'vitest'

import { Phone } from '../support/phone.ts'
import { freshPair, keyIdOf, signApproval } from '../support/phone-key.ts'
import type { TestServer } from '../support/server.ts'
import { ANN, BOB, FAR, openHouse, openProxiedHouse, ownerOf, SOFA, tvOf } from './house.ts'

/** A key that Ann's signed-in phone has registered. */
async function annsKey(server: TestServer) {
  const phone = new Phone(server.url)
  expect((await phone.signIn('ann', ANN.password)).status).toBe(200)
  const key = freshPair()
  expect((await phone.post('/keys', { key: key.jwk })).status).toBe(200)
  return { key, phone }
}

function claimsFor(server: TestServer, handle: string) {
  return { handle, origin: server.url, iat: server.clock.now }
}

/** Sends a signed yes, and nothing else that would prove anybody. */
async function say(server: TestServer, handle: string, approval: string) {
  const answer = await new Phone(server.url).approve(handle, { approval })
  return [answer.status, answer.body['code'] ?? answer.body['status']]
}

const REFUSED = [401, 'approval_refused']

test('K-a: a key that somebody made for themselves signs nobody in, whatever name it bears', async () => {
  const server = await openHouse()
  const tv = await tvOf(server)
  const { handle } = await tv.requestLink()
  const { key: good } = await annsKey(server)
  const own = freshPair()
  const claims = claimsFor(server, handle)
  for (const header of [{}, { kid: keyIdOf(good.jwk) }, { jwk: own.jwk }, { kid: 'ann' }]) {
    const approval = await signApproval(own, claims, { header })
    const [status] = await say(server, handle, approval)
    expect(status, JSON.stringify(header)).toBe(401)
  }
  const named = await new Phone(server.url).approve(handle, {
    approval: await signApproval(own, claims),
    username: 'ann',
  })
  expect(named.status).toBe(400)
  expect(await ownerOf(tv)).toBeNull()
})

test('K-b: a key is registered for whoever is signed in on that phone, and for nobody else', async () => {
  const server = await openHouse()
  const key = freshPair().jwk
  const stranger = new Phone(server.url)
  expect((await stranger.post('/keys', { key })).body['code']).toBe('sign_in_required')
  expect((await stranger.post('/keys', { key, username: 'ann' })).status).toBeGreaterThan(399)
  const bob = new Phone(server.url)
  await bob.signIn('bob', BOB.password)
  expect((await bob.post('/keys', { key, username: 'ann' })).status).toBe(400)
  const { phone, key: anns } = await annsKey(server)
  // Nor does another account get hold of a key that somebody has.
  expect((await bob.post('/keys', { key: anns.jwk })).status).toBeGreaterThan(399)
  const listed = (await phone.send('GET', '/keys')).body['keys'] as { id: string }[]
  expect(listed.map(({ id }) => id)).toEqual([keyIdOf(anns.jwk)])
  // A phone that somebody left lying about adds none either.
  server.clock.now += 3600
  const later = await phone.post('/keys', { key })
  expect([later.status, later.body['code']]).toEqual([403, 'reauthenticate'])
})

test('K-c: a signed yes serves once, for that TV, at this server, within its minute', async () => {
  const server = await openHouse()
  const { key } = await annsKey(server)
  const [tv, other] = [await tvOf(server), await tvOf(server)]
  const { handle } = await tv.requestLink()
  const elsewhere = await other.requestLink()
  const claims = claimsFor(server, handle)
  const now = server.clock.now
  const wrong = {
    'for another TV': { ...claims, handle: elsewhere.handle },
    'for another site': { ...claims, origin: 'https://evil.example' },
    'of a minute ago': { ...claims, iat: now - 61 },
    'of a minute ahead': { ...claims, iat: now + 61 },
  }
  for (const [what, said] of Object.entries(wrong)) {
    expect(await say(server, handle, await signApproval(key, said)), what).toEqual(REFUSED)
  }
  expect(await ownerOf(tv)).toBeNull()

  const once = await signApproval(key, claims)
  expect(await say(server, handle, once)).toEqual([200, 'authorized'])
  expect(await say(server, handle, once)).toEqual(REFUSED)
  expect(await say(server, elsewhere.handle, once)).toEqual(REFUSED)
  expect(await ownerOf(other)).toBeNull()
})

test('K-i: whoever gets the QR first cannot answer it from elsewhere, and is shown to the person', async () => {
  const server = await openProxiedHouse()
  const tv = await tvOf(server, SOFA)
  const link = await tv.requestLink()
  const thief = new Phone(server.url, FAR)
  const answer = await thief.approve(link.handle, BOB)
  expect(answer.body['status']).toBe('match')
  const seen = (await tv.hello()).body.link
  expect(seen).toMatchObject({ state: 'matching', claimed_by: expect.stringMatching(/^B/) })
  // Back on the remote takes a new code, and the thief's is worth nothing.
  const next = await tv.requestLink()
  expect((await thief.approve(link.handle, BOB)).body['code']).toBe('link_superseded')
  expect((await new Phone(server.url, SOFA).approve(next.handle, ANN)).status).toBe(200)
  expect(await ownerOf(tv)).toBe('Ann')
})

test('K-j: a code ends in time and serves once, also for its own person', async () => {
  const server = await openHouse()
  const { key } = await annsKey(server)
  const tv = await tvOf(server)
  const late = await tv.requestLink()
  server.clock.now += late.expires_in
  await tv.askToken()
  const tooLate = await signApproval(key, claimsFor(server, late.handle))
  expect(await say(server, late.handle, tooLate)).toEqual([409, 'link_expired'])

  const { handle } = await tv.requestLink()
  const yes = () => signApproval(key, claimsFor(server, handle))
  expect(await say(server, handle, await yes())).toEqual([200, 'authorized'])
  await tv.goodbye()
  expect(await say(server, handle, await yes())).toEqual([409, 'link_finished'])
  expect(await ownerOf(tv)).toBeNull()
})
