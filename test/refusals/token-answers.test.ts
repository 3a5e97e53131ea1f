import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'

import { DEVICE_CODE } from '#contract/token'

import { basic } from '../support/app.ts'
import { expectOAuthError, expectProblem, type House, openHouse, SECRETS } from './house.ts'

describe('the token endpoint', () => {
  it('TK8 says that the person still thinks, and how far it is', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code, handle, link_id } = await app.begin()
    const first = await app.poll(device_code)
    expectOAuthError(first, 400, 'authorization_pending')
    expect(first.body['link']).toEqual({
      id: link_id,
      state: 'pending',
      expires_in: 600,
      reason: null,
      claimed_by: null,
    })
    await house.phone().open(handle)
    house.clock.now += 5
    expect((await app.poll(device_code)).body['link']).toMatchObject({ state: 'opened' })
    house.clock.now += 90
    expect((await app.poll(device_code)).body['link']).toMatchObject({ state: 'pending' })
    const ann = await house.phoneOf('ann')
    await ann.open(handle)
    house.clock.now += 5
    const held = { state: 'opened', claimed_by: 'A…' }
    expect((await app.poll(device_code)).body['link']).toMatchObject(held)
  })

  it('TK9 slows down who asks too early, by five seconds each time, up to thirty', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await app.begin()
    const asked = async () => (await app.poll(device_code)).body['error']
    expect(await asked()).toBe('authorization_pending')
    for (const interval of [5, 10, 15, 20, 25, 30, 30]) {
      // A second early is the network's jitter, two are not.
      house.clock.now += interval - 2
      expect(await asked(), `${interval - 2} s after`).toBe('slow_down')
      // Now due five seconds later than before, up to the cap.
      house.clock.now += Math.min(interval + 5, 30) - (interval - 2) - 1
      expect(await asked(), 'in time').toBe('authorization_pending')
    }
  })

  it('TK9 never slows down who asks because a phone has done something, until it has been told', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code, handle } = await app.begin()
    const asked = async () => {
      const { body } = await app.poll(device_code)
      const { state, claimed_by } = (body['link'] ?? {}) as Record<string, string>
      return [body['error'], state, claimed_by]
    }
    expect(await asked()).toEqual(['authorization_pending', 'pending', null])
    await house.phone().open(handle)
    expect(await asked()).toEqual(['authorization_pending', 'opened', null])
    expect(await asked()).toEqual(['slow_down', undefined, undefined])
    const ann = await house.phoneOf('ann')
    await ann.open(handle)
    expect(await asked()).toEqual(['authorization_pending', 'opened', 'A…'])
    expect(await asked()).toEqual(['slow_down', undefined, undefined])
  })

  it('TK9 never slows down who keeps to the interval, or another code', async () => {
    const house = await openHouse()
    const app = house.app()
    const [one, other] = [await app.begin(), await app.begin()]
    for (let asked = 0; asked < 30; asked += 1) {
      for (const { device_code } of [one, other]) {
        expectOAuthError(await app.poll(device_code), 400, 'authorization_pending')
      }
      house.clock.now += 5
    }
  })

  it('TK9 keeps one client’s haste apart from what others ask of its code', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await app.begin()
    expectOAuthError(await app.poll(device_code), 400, 'authorization_pending')
    for (let tries = 0; tries < 10; tries += 1) await house.app('narrow').poll(device_code)
    house.clock.now += 5
    expectOAuthError(await app.poll(device_code), 400, 'authorization_pending')
  })

  it('TK16 wants to know which client asks', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await house.approved(app)
    for (const client_id of [undefined, '']) {
      expectOAuthError(await app.poll(device_code, { client_id }), 400, 'invalid_request')
    }
    const { token } = app.endpoints
    const grant = `grant_type=${DEVICE_CODE}`
    const two = `client_id=app&${grant}&device_code=${device_code}&client_id=app`
    expectOAuthError(await app.post(token, two), 400, 'invalid_request')
    const reordered = `device_code=${device_code}&unknown=1&client_id=app&scope=&${grant}`
    expect((await app.post(token, reordered)).status).toBe(200)
  })

  it('TK17 says with each 401 how to prove oneself', async () => {
    const house = await openHouse()
    const app = house.app('backend')
    const { authorize, token, revoke } = app.endpoints
    for (const [endpoint, fields] of [
      [authorize, {}],
      [token, { grant_type: DEVICE_CODE, device_code: 'x' }],
      [token, { grant_type: 'refresh_token', refresh_token: 'x' }],
      [revoke, { token: 'x' }],
    ] as const) {
      const named = { ...fields, client_id: 'backend' }
      for (const [form, headers] of [
        [named, {}],
        [{ ...named, client_secret: 'x' }, {}],
        [fields, basic('backend', 'x')],
        [fields, basic('nobody', SECRETS.backend)],
      ] as const) {
        const answer = await app.post(endpoint, form, headers)
        expectOAuthError(answer, 401, 'invalid_client', endpoint)
        expect(answer.headers.get('www-authenticate'), endpoint).toMatch(/^Basic realm=/)
      }
    }
    const hello = await fetch(`${house.url}/hello`)
    expect(hello.headers.get('www-authenticate')).toMatch(/DPoP.*Bearer/)
  })

  it('TK18 tells a client nothing of another’s codes, scopes or tokens', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token = '', link } = await house.signedIn(app)
    const waiting = await house.approved(app)
    for (const name of ['narrow', 'bare'] as const) {
      const other = house.app(name)
      const unknown = await other.poll('unknown')
      for (const code of [waiting.device_code, link.device_code, (await app.begin()).device_code]) {
        expect((await other.poll(code)).body).toEqual(unknown.body)
        expect(JSON.stringify((await other.poll(code)).body)).not.toContain('rate')
      }
      const foreign = await other.refresh(refresh_token, { scope: 'rate' })
      expect([foreign.status, foreign.body]).toEqual([unknown.status, unknown.body])
    }
    expect((await app.refresh(refresh_token)).status).toBe(200)
  })

  it('TK21 gives a refresh token only to clients with that grant', async () => {
    const house = await openHouse()
    expect(await house.signedIn(house.app('no-refresh'))).not.toHaveProperty('refresh_token')
    expect(await house.signedIn(house.app())).toHaveProperty('refresh_token')
    const tv = await house.tv()
    const { handle, device_code } = await tv.requestLink()
    const ann = await house.phoneOf('ann')
    await ann.approve(handle)
    const app = house.app('tv', { key: { ...tv.key, jkt: '' } })
    const tokens = await app.tokens(app.poll(device_code))
    expect([tokens.token_type, tokens.refresh_token]).toEqual(['DPoP', undefined])
  })

  it('TK22 takes a refresh token once; a second time everything of it ends', async () => {
    const house = await openHouse()
    const app = house.app()
    const first = await house.signedIn(app)
    const old = first.refresh_token ?? ''
    const second = await app.tokens(app.refresh(old))
    expect(second.refresh_token).not.toBe(old)
    expect((await house.hello(app, second.access_token)).status).toBe(200)
    expectOAuthError(await app.refresh(old), 400, 'invalid_grant')
    expectOAuthError(await app.refresh(second.refresh_token ?? ''), 400, 'invalid_grant')
    for (const { access_token } of [first, second]) {
      expectProblem(await house.hello(app, access_token), 401, 'invalid_token')
    }
  })

  it('TK22 takes no refresh token that was not used in time, or is a year old', async () => {
    const house = await openHouse({ tokens: { refreshIdleSeconds: 1000, refreshMaxSeconds: 2500 } })
    const app = house.app()
    const idle = await house.signedIn(app)
    let { refresh_token: used = '' } = await house.signedIn(app)
    house.clock.now += 999
    used = (await app.tokens(app.refresh(used))).refresh_token ?? ''
    house.clock.now += 1
    expectOAuthError(await app.refresh(idle.refresh_token ?? ''), 400, 'invalid_grant')
    house.clock.now += 998
    used = (await app.tokens(app.refresh(used))).refresh_token ?? ''
    house.clock.now += 502
    expectOAuthError(await app.refresh(used), 400, 'invalid_grant', 'the end of its year')
  })

  it('TK22 takes no more scope than was granted, and loses nothing by refusing it', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await house.approved(app, { scope: 'watch' })
    const { refresh_token = '' } = await app.tokens(app.poll(link.device_code))
    for (const scope of ['rate', 'watch rate', 'admin']) {
      expectOAuthError(await app.refresh(refresh_token, { scope }), 400, 'invalid_scope')
    }
    for (const malformed of ['', 'x', 'x.y', refresh_token.slice(0, -1), `${refresh_token}A`]) {
      const error = malformed === '' ? 'invalid_request' : 'invalid_grant'
      expectOAuthError(await app.refresh(malformed), 400, error)
    }
    expect((await app.refresh(refresh_token, { scope: 'watch' })).status).toBe(200)
  })

  it('TK22 narrows the scope of one token alone, when it is asked to', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token = '', scope } = await house.signedIn(app)
    expect(scope).toBe('watch rate')
    const narrow = await app.tokens(app.refresh(refresh_token, { scope: 'rate' }))
    expect(narrow.scope).toBe('rate')
    // RFC 6749 §6: the next refresh token has the scope of the one before.
    const next = await app.tokens(app.refresh(narrow.refresh_token ?? ''))
    expect(next.scope).toBe('watch rate')
  })

  it('TK23 issues tokens for itself, and takes no other server’s', async () => {
    const [house, other] = [await openHouse(), await openHouse()]
    const app = house.app()
    const { access_token, refresh_token = '' } = await house.signedIn(app)
    const keys = createRemoteJWKSet(new URL(`${house.url}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(access_token, keys, { audience: house.url })
    expect(payload).toMatchObject({ iss: house.url, aud: house.url, client_id: 'app' })
    expectProblem(await other.hello(other.app(), access_token), 401, 'invalid_token')
    expectOAuthError(await other.app().refresh(refresh_token), 400, 'invalid_grant')
    const resource = 'https://api.example.com'
    expectOAuthError(await app.refresh(refresh_token, { resource }), 400, 'invalid_target')
    expect((await app.refresh(refresh_token, { resource: house.url })).status).toBe(200)
  })

  it('TK24 refuses a resource that is added after the approval, and keeps the code', async () => {
    const house: House = await openHouse()
    const app = house.app()
    const { device_code } = await house.approved(app)
    for (const resource of ['https://api.example.com', 'nothing', `${house.url}/x`]) {
      expectOAuthError(await app.poll(device_code, { resource }), 400, 'invalid_target')
    }
    expect((await app.poll(device_code, { resource: house.url })).status).toBe(200)
  })
})
