import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { DEVICE_CODE, JWT_BEARER } from '#contract/token'

import { makeKey } from '../support/app.ts'
import { expectOAuthError, expectProblem, type House, openHouse, SECRETS } from './house.ts'

/** What the sweep does an hour after everything has ended. */
function sweep(house: House): Promise<number> {
  const { now } = house.clock
  const past = { endedBefore: now - 3600, boundBefore: now - 86_400, unseenBefore: now - 7200 }
  return house.parts.store.sweep({ now, ...past, placesBefore: now - 90 * 86_400, batch: 1000 })
}

describe('a device code at the token endpoint', () => {
  it('TK1 is asked for where it is missing', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await house.approved(app)
    const { token } = app.endpoints
    for (const fields of [
      { device_code: undefined },
      { device_code: '' },
      { device_code: undefined, code: device_code },
      { device_code: `${device_code}\0` },
      { device_code: 'x'.repeat(513) },
    ]) {
      expectOAuthError(await app.poll(device_code, fields), 400, 'invalid_request')
    }
    const inQuery = `${token}?device_code=${device_code}`
    const bare = { grant_type: DEVICE_CODE, client_id: 'app' }
    expectOAuthError(await app.post(inQuery, bare), 400, 'invalid_request', 'in the query')
    expect((await app.poll(device_code)).status).toBe(200)
  })

  it('TK2 is refused when nobody has it', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await house.approved(app)
    const code = link.device_code
    const hash = createHash('sha256').update(code).digest('base64url')
    const others = [link.user_code, link.link_id, link.handle, hash, `${code} `, code.toLowerCase()]
    for (const other of [
      ...others,
      code.slice(0, -1),
      `${code}A`,
      'nothing',
      '*',
      '%',
      "' or 1=1",
    ]) {
      expectOAuthError(await app.poll(other), 400, 'invalid_grant', other)
    }
    expect((await app.poll(code)).status).toBe(200)
  })

  it('TK3 is worth nothing to any other client, and stays good for its own', async () => {
    const house = await openHouse()
    const app = house.app()
    const backend = house.app('backend', { secret: SECRETS.backend })
    for (const owner of [app, backend]) {
      const { device_code } = await owner.begin()
      const others = [
        house.app('narrow'),
        house.app('bureau', { secret: SECRETS.bureau }),
        house.app('tv'),
        owner === app ? backend : app,
      ]
      const tried = async () => {
        for (const other of others) {
          expectOAuthError(await other.poll(device_code), 400, 'invalid_grant', other.clientId)
        }
      }
      await tried()
      const link = await house.approved(owner)
      for (const other of others) {
        expectOAuthError(await other.poll(link.device_code), 400, 'invalid_grant', other.clientId)
      }
      expect((await owner.poll(link.device_code)).status).toBe(200)
    }
  })

  it('TK4 runs out to the second, and is forgotten an hour later', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await app.begin()
    house.clock.now += 599
    expectOAuthError(await app.poll(device_code), 400, 'authorization_pending')
    for (const later of [1, 1, 3000]) {
      house.clock.now += later
      expectOAuthError(await app.poll(device_code), 400, 'expired_token')
    }
    house.clock.now += 3600
    await sweep(house)
    expectOAuthError(await app.poll(device_code), 400, 'invalid_grant', 'swept')
  })

  it('TK4 of a television runs out when its screen shows a newer one', async () => {
    const house = await openHouse()
    const tv = await house.tv()
    const { device_code } = await tv.requestLink()
    await tv.requestLink()
    expectOAuthError(await house.app('tv').poll(device_code), 400, 'invalid_grant', 'no proof')
    const app = house.app('tv', { key: { ...tv.key, jkt: '' } })
    expectOAuthError(await app.poll(device_code), 400, 'expired_token')
  })

  it('TK5 approved in time is redeemed even when it is late, but not for ever', async () => {
    const house = await openHouse()
    const app = house.app()
    const [one, other] = [await house.approved(app), await house.approved(app)]
    house.clock.now += 601
    expect((await app.poll(one.device_code)).status).toBe(200)
    house.clock.now += 3 * 86_400
    await sweep(house)
    expectOAuthError(await app.poll(other.device_code), 400, 'invalid_grant', 'swept')
  })

  it('TK6 counts once; without a key a second use ends what came of the first', async () => {
    const house = await openHouse()
    const app = house.app()
    const tokens = await house.signedIn(app)
    expect((await house.hello(app, tokens.access_token)).status).toBe(200)
    expectOAuthError(await app.poll(tokens.link.device_code), 400, 'invalid_grant')
    expectProblem(await house.hello(app, tokens.access_token), 401, 'invalid_token')
    expectOAuthError(await app.refresh(tokens.refresh_token ?? ''), 400, 'invalid_grant')
  })

  it('TK6 counts once; with a key a second use changes nothing', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const tokens = await house.signedIn(app)
    expectOAuthError(await app.poll(tokens.link.device_code), 400, 'invalid_grant')
    expect((await house.hello(app, tokens.access_token)).status).toBe(200)
    expect((await app.refresh(tokens.refresh_token ?? '')).status).toBe(200)
  })

  it('TK7 is worth nothing once the account is deleted', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await house.approved(app)
    await house.parts.store.deleteAccount('ann')
    expectOAuthError(await app.poll(device_code), 400, 'invalid_grant')
  })

  it('TK10 that was refused says so as often as it is asked', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code, handle } = await app.begin()
    await house.phone().deny(handle)
    for (const later of [0, 0, 100, 1000]) {
      house.clock.now += later
      expectOAuthError(await app.poll(device_code), 400, 'access_denied')
    }
  })

  it('TK11 comes with its own grant_type', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await house.approved(app)
    const grants = ['password', 'implicit', 'device_code']
    const near = [DEVICE_CODE.toUpperCase(), `${DEVICE_CODE} `, `${DEVICE_CODE}s`, '__proto__']
    for (const grant_type of [...grants, ...near]) {
      const answer = await app.poll(device_code, { grant_type })
      expectOAuthError(answer, 400, 'unsupported_grant_type', grant_type)
    }
    for (const grant_type of [undefined, '', JWT_BEARER, 'refresh_token', 'authorization_code']) {
      const answer = await app.poll(device_code, { grant_type })
      expectOAuthError(answer, 400, 'invalid_request', grant_type)
    }
    const ownName = await app.poll(device_code, { grant_type: 'client_credentials' })
    expectOAuthError(ownName, 400, 'unauthorized_client')
    const twice = `grant_type=${DEVICE_CODE}&grant_type=${DEVICE_CODE}`
    const repeated = `${twice}&client_id=app&device_code=${device_code}`
    expectOAuthError(await app.post(app.endpoints.token, repeated), 400, 'invalid_request')
    expect((await app.poll(device_code)).status).toBe(200)
  })

  it('TK12 is only for clients with this grant, as a refresh token is for its own', async () => {
    const house = await openHouse()
    const { device_code } = await house.approved(house.app())
    expectOAuthError(await house.app('no-device').poll(device_code), 400, 'unauthorized_client')
    expectOAuthError(await house.app('no-refresh').refresh('x'), 400, 'unauthorized_client')
    expectOAuthError(await house.app('tv').refresh('x'), 400, 'unauthorized_client')
  })

  it('TK15 with a challenge comes with its verifier, and a wrong one does not use it up', async () => {
    const house = await openHouse()
    const app = house.app()
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }
    const link = await house.approved(app, pkce)
    for (const wrong of [undefined, challenge, verifier.replace('d', 'e'), 'A'.repeat(43)]) {
      const answer = await app.poll(link.device_code, { code_verifier: wrong })
      expectOAuthError(answer, 400, 'invalid_grant', wrong)
    }
    for (const malformed of ['short', `${verifier}!`, 'A'.repeat(129)]) {
      const answer = await app.poll(link.device_code, { code_verifier: malformed })
      expectOAuthError(answer, 400, 'invalid_request', malformed)
    }
    expect((await app.poll(link.device_code, { code_verifier: verifier })).status).toBe(200)
    const unasked = await house.approved(app)
    const answer = await app.poll(unasked.device_code, { code_verifier: verifier })
    expectOAuthError(answer, 400, 'invalid_grant', 'nobody asked for one')
    expect((await app.poll(unasked.device_code)).status).toBe(200)
  })
})
