import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }

describe('every call of a TV is proven by its key', () => {
  it('so that a stolen token alone is refused everywhere', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const thief = await Tv.make(server.url)
    thief.token = tv.token
    for (const [method, path] of CALLS) {
      const bearer = await tv.callWith({ authorization: `Bearer ${tv.token}` }, method, path)
      expect([bearer.status, codeOf(bearer.body)], path).toEqual([401, 'invalid_token'])
      expect(bearer.headers.get('www-authenticate')).toContain('DPoP')
      const bare = await tv.callWith({ authorization: `DPoP ${tv.token}` }, method, path)
      expect([bare.status, codeOf(bare.body)], path).toEqual([
        proofStatus(path),
        'invalid_dpop_proof',
      ])
      const stolen = await thief.callWith(await thief.authorization(method, path), method, path)
      expect([stolen.status, codeOf(stolen.body)], path).toEqual([
        proofStatus(path),
        'invalid_dpop_proof',
      ])
    }
  })

  it('of this very call: method, address, token and time', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const good = { htm: 'GET', htu: `${server.url}/hello` }
    const other = await Tv.boot(server.url)
    const cases: [string, Record<string, unknown>, number][] = [
      ['good', good, 401],
      ['another method', { ...good, htm: 'POST' }, 401],
      ['another path', { ...good, htu: `${server.url}/titles` }, 401],
      ['another server', { ...good, htu: 'https://evil.example/hello' }, 401],
      ['another token', { ...good, ath: other.token }, 401],
      ['no token', { ...good, ath: undefined }, 401],
      ['61 s ago', { ...good, iat: server.clock.now - 61 }, 401],
      ['in 61 s', { ...good, iat: server.clock.now + 61 }, 401],
      ['no id', { ...good, jti: undefined }, 401],
    ]
    for (const [name, claims, status] of cases) {
      const dpop = await tv.proof({ iat: server.clock.now, ...claims })
      const answer = await tv.callWith(
        { authorization: `DPoP ${tv.token}`, dpop },
        'GET',
        '/hello?notices',
      )
      const code = name === 'good' ? 'device_not_bound' : 'invalid_dpop_proof'
      expect([answer.status, codeOf(answer.body)], name).toEqual([status, code])
    }
  })

  it('once where it changes something, as often as the network likes where it does not', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    await new Phone(server.url).approve(handle, ELIZA)

    const asking = await tv.authorization('GET', '/hello')
    const leaving = await tv.authorization('POST', '/goodbye')
    for (let again = 0; again < 3; again += 1) {
      expect((await tv.callWith(asking, 'GET', '/hello')).status).toBe(200)
    }
    expect((await tv.callWith(leaving, 'POST', '/goodbye')).status).toBe(200)
    const replayed = await tv.callWith(leaving, 'POST', '/goodbye')
    expect([replayed.status, codeOf(replayed.body)]).toEqual([401, 'invalid_dpop_proof'])
  })

  it('also where the server cannot remember more: then such calls wait, and none comes twice', async () => {
    const server = await startServer({ tokens: { usedIds: 2 } })
    const tv = await Tv.boot(server.url)
    tv.now = () => server.clock.now
    expect((await tv.goodbye()).status).toBe(200)
    expect((await tv.goodbye()).status).toBe(200)
    const full = await tv.goodbye()
    expect([full.status, codeOf(full.body)]).toEqual([503, 'busy'])
    expect(full.headers.get('retry-after')).toBe('1')
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
    server.clock.now += 300
    expect((await tv.goodbye()).status).toBe(200)
  })
})

describe('self-registration', () => {
  it('can be switched off, and then only devices that are known get a token', async () => {
    const known = await Tv.make('http://unused.test')
    const server = await startServer({
      tv: { selfRegistration: false },
      devices: { [known.deviceId]: 'eliza' },
    })
    expect((await known.at(server.url).askToken()).status).toBe(200)
    const stranger = await (await Tv.make(server.url)).askToken()
    expect([stranger.status, stranger.body['error']]).toEqual([401, 'invalid_grant'])
    expect(stranger.body['error_description']).toContain('only devices that it knows')
  })
})

const CALLS = [
  ['GET', '/hello'],
  ['GET', '/titles'],
  ['POST', '/goodbye'],
  ['POST', '/auth/device_authorization'],
] as const

function codeOf(body: Record<string, unknown>): unknown {
  return body['code'] ?? body['error']
}

function proofStatus(path: string): number {
  return path.startsWith('/auth/') ? 400 : 401
}
