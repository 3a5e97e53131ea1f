import { createHmac, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, test, vi } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { rsaPair } from '../support/key-pairs.ts'
import { Phone } from '../support/phone.ts'
import { Tv } from '../support/tv.ts'
import { ANN, annsTv, openHouse, ownerOf, tvOf } from './house.ts'

const SUBJECT = 'urn:synamedia:oauth:identifier:hyperscale:7e6d37c30d21af04'

/** A house that trusts the platform of this issuer. */
async function besidePlatform() {
  const issuer = await Issuer.start()
  const platform = {
    name: 'senza',
    issuer: issuer.url,
    audience: 'our-tenant',
    subject: 'urn:synamedia:oauth:identifier:hyperscale:{deviceId}',
  }
  return { issuer, server: await openHouse({ platforms: [platform] }) }
}

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

test('Z-a: an assertion is verified, so nobody becomes another’s TV by writing its name', async () => {
  const { issuer, server } = await besidePlatform()
  const now = server.clock.now
  const claims = { iss: issuer.url, aud: 'our-tenant', sub: SUBJECT, iat: now, exp: now + 300 }
  const attacker = await Tv.make(server.url)
  const thief = rsaPair().privateKey
  const known = issuer.keys[0]
  if (known === undefined) throw new Error('the issuer has a key')
  const signed = (header: object) => `${encoded(header)}.${encoded(claims)}`
  const confused = signed({ alg: 'HS256', kid: known.kid })
  const forged = {
    unsigned: `${signed({ alg: 'none' })}.`,
    'signed by nobody': `${signed({ alg: 'RS256', kid: known.kid })}.AAAA`,
    'signed by the attacker': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: known.kid })
      .sign(thief),
    'signed with the public key as a secret': `${confused}.${createHmac(
      'sha256',
      JSON.stringify(known.jwk),
    )
      .update(confused)
      .digest('base64url')}`,
    'for another tenant': await issuer.sign({ ...claims, aud: 'another-tenant' }),
    ended: await issuer.sign({ ...claims, exp: now - 61 }),
  }
  for (const [what, assertion] of Object.entries(forged)) {
    const answer = await attacker.askToken({}, assertion)
    expect([answer.status, answer.body['error']], what).toEqual([401, 'invalid_grant'])
  }
  const once = await issuer.sign({ ...claims, jti: randomUUID() })
  expect((await attacker.askToken({}, once)).status).toBe(200)
  expect((await attacker.askToken({}, once)).status).toBe(401)

  // A TV that vouches for itself is its key: the name of another one's does not help.
  const victim = await annsTv(server)
  const claimed = { iss: victim.deviceId, sub: victim.deviceId }
  expect((await attacker.askToken({}, await attacker.assertion(claimed))).status).toBe(401)
})

test('Z-b: the server asks no address that an assertion names', async () => {
  const { issuer, server } = await besidePlatform()
  const inside = await Issuer.start()
  const attacker = await Tv.make(server.url)
  const exp = server.clock.now + 300
  const claims = { aud: 'our-tenant', sub: SUBJECT, exp }
  const jku = { jku: inside.jwksUri, x5u: inside.jwksUri }
  for (const assertion of [
    await inside.sign({ ...claims, iss: inside.url }),
    await inside.sign({ ...claims, iss: `${issuer.url}@${new URL(inside.url).host}` }),
    await inside.sign({ ...claims, iss: issuer.url }, jku),
    await attacker.assertion({}, jku),
  ]) {
    expect((await attacker.askToken({}, assertion)).status).toBe(401)
  }
  expect(inside.asked).toEqual([])
})

test('Z-f: no name that every object has is a token', async () => {
  const server = await openHouse()
  const tv = await annsTv(server)
  for (const token of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'undefined', '']) {
    for (const scheme of ['Bearer', 'DPoP']) {
      const named = { authorization: `${scheme} ${token}` }
      for (const [method, path] of [
        ['GET', '/hello'],
        ['POST', '/goodbye'],
        ['POST', '/auth/device_authorization'],
      ] as const) {
        const { status } = await tv.callWith(named, method, path)
        expect(status, `${method} ${path} ${named.authorization}`).toBe(401)
      }
    }
  }
  expect(await ownerOf(tv)).toBe('Ann')
})

test('Z-n: whoever knows what Math.random says next knows no token, handle or code', async () => {
  const known = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  try {
    const minted: string[] = []
    for (const server of [await openHouse(), await openHouse()]) {
      for (let round = 0; round < 3; round += 1) {
        const tv = await tvOf(server)
        const link = await tv.requestLink()
        const phone = new Phone(server.url)
        expect((await phone.approve(link.handle, ANN)).status).toBe(200)
        const { binding } = (await tv.hello()).body
        const { handle, link_id, device_code, user_code, notices } = link
        const { client_id, token } = notices
        minted.push(tv.token, handle, link_id, device_code, user_code, client_id, token)
        minted.push(phone.cookie, binding)
      }
    }
    expect(new Set(minted).size).toBe(minted.length)
  } finally {
    known.mockRestore()
  }
})

test('Z-t: the life of a token is a number of seconds, in every answer that has one', async () => {
  const server = await openHouse()
  const tv = await Tv.make(server.url)
  const { body } = await tv.askToken()
  expect(body['expires_in']).toBe(600)
  const { expires_in, notices } = await tv.requestLink()
  for (const life of [expires_in, notices.expires_in]) {
    expect(Number.isInteger(life) && life > 0).toBe(true)
  }
})
