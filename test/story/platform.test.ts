import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { Phone } from '../support/phone.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Answer, Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const SUBJECT = 'urn:acme:device:box-17'

/** A server that trusts one TV platform, whose issuer really signs, publishes and rotates. */
async function withPlatform(): Promise<{ server: TestServer; issuer: Issuer }> {
  const issuer = await Issuer.start()
  const server = await startServer({
    platforms: [
      {
        name: 'acme',
        issuer: issuer.url,
        audience: 'our-tenant',
        subject: 'urn:acme:device:{deviceId}',
      },
    ],
  })
  return { server, issuer }
}

function assertion(issuer: Issuer, server: TestServer, changes: Record<string, unknown> = {}) {
  const now = server.clock.now
  const claims = { iss: issuer.url, aud: 'our-tenant', sub: SUBJECT, iat: now, exp: now + 300 }
  return issuer.sign({ ...claims, ...changes })
}

/** The app as it is right after it was installed: with a fresh key. */
async function install(server: TestServer, issuer: Issuer, proven = true): Promise<[Tv, Answer]> {
  const tv = await Tv.make(server.url)
  const dpop = await tv.proof({ htm: 'POST', htu: `${server.url}/auth/token` })
  const answer = await tv.formWith(proven ? { dpop } : {}, '/auth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: await assertion(issuer, server),
  })
  tv.token = String(answer.body['access_token'])
  tv.tokenType = answer.body['token_type'] === 'Bearer' ? 'Bearer' : 'DPoP'
  return [tv, answer]
}

describe('a TV that its platform vouches for', () => {
  it('is that device, and its token is bound to the key that proved itself beside the assertion', async () => {
    const { server, issuer } = await withPlatform()
    const [tv, answer] = await install(server, issuer)
    expect([answer.status, answer.body['token_type']]).toEqual([200, 'DPoP'])
    expect(decodeJwt(tv.token)).toMatchObject({
      sub: 'acme_box-17',
      client_id: 'tv',
      cnf: { jkt: tv.deviceId.replace('key_', '') },
    })
    const stolen = await tv.callWith({ authorization: `Bearer ${tv.token}` }, 'GET', '/hello')
    expect(stolen.status).toBe(401)
  })

  it('without a key gets a bearer token', async () => {
    const { server, issuer } = await withPlatform()
    const [tv, answer] = await install(server, issuer, false)
    expect([answer.status, answer.body['token_type']]).toEqual([200, 'Bearer'])
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  it('keeps its account when the app is installed anew, with another key', async () => {
    const { server, issuer } = await withPlatform()
    const [before] = await install(server, issuer)
    const { handle } = await before.requestLink()
    await new Phone(server.url).approve(handle, ELIZA)
    const { binding } = (await before.hello()).body

    const [after] = await install(server, issuer)
    expect(after.deviceId).not.toBe(before.deviceId)
    expect((await after.hello()).body).toMatchObject({ name: 'Eliza', binding })
  })

  it('keeps working while its platform rotates, and while the platform is away', async () => {
    const { server, issuer } = await withPlatform()
    expect((await install(server, issuer))[1].status).toBe(200)
    server.clock.now += 31
    issuer.addKey('key-2')
    issuer.removeKey('key-1')
    const next = await Tv.make(server.url)
    const claims = { iss: issuer.url, aud: 'our-tenant', sub: SUBJECT, exp: server.clock.now + 60 }
    const rotated = await next.askToken({}, await issuer.sign(claims, {}, 'key-2'))
    expect(rotated.status).toBe(200)

    await issuer.goDown()
    server.clock.now += 3600
    const later = { ...claims, exp: server.clock.now + 60 }
    const away = await next.askToken({}, await issuer.sign(later, {}, 'key-2'))
    expect(away.status).toBe(200)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  it('hears 503 while the platform’s keys were never seen, and is let in when they are', async () => {
    const { server, issuer } = await withPlatform()
    await issuer.goDown()
    const [, answer] = await install(server, issuer)
    expect([answer.status, answer.body['error']]).toEqual([503, 'temporarily_unavailable'])
    expect(answer.headers.get('retry-after')).toBe('1')
    await issuer.comeBack()
    server.clock.now += 31
    const tv = await Tv.make(server.url)
    expect((await tv.askToken({}, await assertion(issuer, server))).status).toBe(200)
  })

  it('is refused with 401 for whatever is wrong with the assertion, and nobody else is asked', async () => {
    const { server, issuer } = await withPlatform()
    const stranger = await Issuer.start()
    const tv = await Tv.make(server.url)
    const now = server.clock.now
    const cases: Record<string, Promise<string>> = {
      'another audience': assertion(issuer, server, { aud: 'another-tenant' }),
      'an issuer that is not configured': assertion(stranger, server, { iss: stranger.url }),
      'signed by another': assertion(stranger, server, { iss: issuer.url }),
      ended: assertion(issuer, server, { exp: now - 61 }),
      'not begun': assertion(issuer, server, { nbf: now + 61 }),
      'another kind of subject': assertion(issuer, server, { sub: 'urn:acme:person:17' }),
      tampered: assertion(issuer, server).then((good) => `${good.slice(0, -4)}AAAA`),
    }
    for (const [name, forged] of Object.entries(cases)) {
      const answer = await tv.askToken({}, await forged)
      expect([answer.status, answer.body['error']], name).toEqual([401, 'invalid_grant'])
    }
    expect(stranger.asked).toEqual([])
    const once = await assertion(issuer, server, { jti: 'only-once' })
    expect((await tv.askToken({}, once)).status).toBe(200)
    expect((await tv.askToken({}, once)).status).toBe(401)
  })
})
