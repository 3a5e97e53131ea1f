import { expect, test } from 'vitest'

import { Phone } from '../support/phone.ts'
import { startServer, temporaryFolder } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { ANN, annsTv, BOB, FAR, openHouse, openProxiedHouse, ownerOf, SOFA, tvOf } from './house.ts'

test('Z-c: what the QR holds opens nothing but the question who this TV shall belong to', async () => {
  const server = await openHouse()
  const tv = await tvOf(server)
  const link = await tv.requestLink()
  expect(link.verification_uri_complete).not.toContain(tv.token)
  const camera = await Tv.make(server.url)
  for (const scheme of ['Bearer', 'DPoP']) {
    const read = { authorization: `${scheme} ${link.handle}` }
    expect((await camera.callWith(read, 'GET', '/hello')).status).toBe(401)
    expect((await camera.callWith(read, 'POST', '/goodbye')).status).toBe(401)
    expect((await camera.formWith(read, '/auth/device_authorization', {})).status).toBe(401)
  }
  for (const code of [link.handle, link.user_code, link.link_id]) {
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code }
    const asked = await camera.form('/auth/token', { ...form, client_id: 'tv' })
    expect([asked.status, asked.body['error']]).toEqual([400, 'invalid_grant'])
  }

  expect((await new Phone(server.url).approve(link.handle, ANN)).status).toBe(200)
  const again = await new Phone(server.url).approve(link.handle, BOB)
  expect([again.status, again.body['code']]).toEqual([409, 'link_finished'])
  expect((await new Phone(server.url).deny(link.handle)).status).toBe(409)
  expect(await ownerOf(tv)).toBe('Ann')

  // The TV's own token is no phone's either, should somebody get hold of it.
  const next = await tv.requestLink()
  const stolen = new Phone(server.url, { authorization: `Bearer ${tv.token}` })
  expect((await stolen.approve(next.handle)).status).toBe(401)
})

test('Z-i: no GET gives the TV up, wherever it comes from', async () => {
  const server = await openHouse()
  const tv = await annsTv(server)
  const { binding } = (await tv.hello()).body
  for (const method of ['GET', 'HEAD']) {
    const headers = await tv.authorization(method, '/goodbye')
    const answer = await fetch(`${server.url}/goodbye?binding=${binding}`, { method, headers })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  }
  expect(await ownerOf(tv)).toBe('Ann')
})

test('Z-j: a foreign page reads nothing of the phone’s, and is nobody at the TV’s addresses', async () => {
  const server = await openHouse()
  const phone = new Phone(server.url)
  const tv = await annsTv(server)
  expect((await phone.signIn('ann', ANN.password)).status).toBe(200)
  const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const { handle } = await tv.requestLink()
  for (const [method, path, json] of [
    ['GET', '/session'],
    ['GET', '/devices'],
    ['POST', '/link/details', { handle }],
    ['POST', '/authorize', { handle, decision: 'approve' }],
  ] as const) {
    const body = json === undefined ? undefined : JSON.stringify(json)
    const sent = { ...evil, 'content-type': 'application/json' }
    const answer = await phone.send(method, path, body, sent)
    expect(answer.headers.get('access-control-allow-origin'), path).toBeNull()
    if (method === 'POST') expect(answer.body['code'], path).toBe('cross_site')
    const preflight = await phone.send('OPTIONS', path, undefined, {
      ...evil,
      'access-control-request-method': method,
    })
    expect(preflight.headers.get('access-control-allow-origin'), path).toBeNull()
  }
  const asTv = await phone.send('GET', '/hello', undefined, evil)
  expect(asTv.status).toBe(401)
  expect(asTv.headers.get('access-control-allow-credentials')).toBeNull()
})

test('Z-o: after a restart the QR on the screen still works, and the TV hears which 401 it is', async () => {
  const dataDir = temporaryFolder()
  const { clock, url, close } = await startServer({}, { dataDir })
  const tv = await Tv.boot(url)
  const link = await tv.requestLink()
  await close()

  const server = await startServer({}, { dataDir, clock })
  const same = tv.at(server.url)
  expect((await same.askToken()).status).toBe(200)
  expect((await same.hello()).body['code']).toBe('device_not_bound')
  const nobody = await same.callWith({ authorization: 'Bearer dead' }, 'GET', '/hello')
  expect([nobody.status, nobody.body['code']]).toEqual([401, 'invalid_token'])
  const eliza = { username: 'eliza', password: 'Senza2024' }
  const answer = await new Phone(server.url).approve(link.handle, eliza)
  expect(answer.body).toEqual({ status: 'authorized' })
  expect(await ownerOf(same)).toBe('Eliza')
})

test('Z-q: the address in the QR is right whatever page, query or host the TV came by', async () => {
  const server = await openHouse({ publicUrl: 'https://tv.example.com/couch' })
  const tv = await Tv.make(`${server.url}/couch`)
  const aud = 'https://tv.example.com/couch/auth/token'
  for (const query of ['', '?x=1', '?next=//evil.example/index.html']) {
    const asked = await tv.askToken({}, await tv.assertion({ aud }))
    expect(asked.status).toBe(200)
    const path = '/auth/device_authorization'
    const dpop = await tv.proof({ htm: 'POST', htu: `https://tv.example.com/couch${path}` })
    const headers = {
      authorization: `DPoP ${tv.token}`,
      dpop,
      'x-forwarded-host': 'evil.example',
      referer: 'http://localhost:8080/index.html?x=1',
    }
    const { status, body } = await tv.formWith(headers, path + query, {})
    expect(status).toBe(200)
    expect(body['verification_uri_complete']).toMatch(
      /^https:\/\/tv\.example\.com\/couch\/L#[0-9A-HJKMNP-TV-Z]{26}$/,
    )
  }
})

test('Z-r: a mailed QR says whose TV it is not, asks for a number, and can be undone', async () => {
  const server = await openProxiedHouse()
  const attacker = await tvOf(server, SOFA)
  const link = await attacker.requestLink()
  const victim = new Phone(server.url, FAR)
  const { body } = await victim.open(link.handle)
  expect(body).toMatchObject({ place: 'other_network', tv_address: '203.0.113.…' })
  const answer = await victim.approve(link.handle, ANN)
  expect(answer.body['status']).toBe('match')
  expect(await ownerOf(attacker)).toBeNull()
  const number = answer.body['number'] === '111' ? '222' : '111'
  const guessed = await attacker.call('POST', '/link/match', { link_id: link.link_id, number })
  expect([guessed.status, guessed.body['code']]).toEqual([409, 'match_missed'])
  expect((await victim.approve(link.handle, ANN)).status).toBe(409)
  expect(await ownerOf(attacker)).toBeNull()

  // Whoever was talked into it all the same finds the TV among their own, and ends it.
  const tv = await tvOf(server, FAR)
  await victim.approve((await tv.requestLink()).handle, ANN)
  const listed = await victim.send('GET', '/devices', undefined, { accept: 'application/json' })
  const [found] = listed.body['devices'] as { id: string }[]
  expect((await victim.send('DELETE', `/devices/${found?.id}`)).status).toBe(200)
  expect(await ownerOf(tv)).toBeNull()
})
