import { describe, expect, it } from 'vitest'

import { JWT_BEARER } from '#contract/token'

import { accounts, type Settings } from '../support/server.ts'
import { CLIENTS, expectOAuthError, expectProblem, openHouse } from './house.ts'

describe('a credential', () => {
  it('TK19 of one flow is nothing at another', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token = '', access_token, link } = await house.signedIn(app)
    const waiting = await house.approved(app)
    const code = waiting.device_code
    // The longer ones are malformed, the others unknown.
    const errors = ['invalid_grant', 'invalid_request']
    for (const token of [code, access_token, link.handle, link.notices.token]) {
      expect(errors).toContain((await app.refresh(token)).body['error'])
    }
    for (const token of [refresh_token, access_token, waiting.notices.token]) {
      expect(errors).toContain((await app.poll(token)).body['error'])
    }
    for (const token of [code, refresh_token, waiting.notices.token, link.handle]) {
      expectProblem(await house.hello(app, token), 401, 'invalid_token')
    }
    const asAssertion = { grant_type: JWT_BEARER, assertion: access_token }
    expectOAuthError(await app.post(app.endpoints.token, asAssertion), 401, 'invalid_grant')
    expect((await app.revoke(code)).status).toBe(200)
    expect((await app.poll(code)).status, 'and none of it was used up').toBe(200)
    expect((await app.refresh(refresh_token)).status).toBe(200)
  })

  it('TK19 of a client that is gone from config.json is nothing, nor are its refresh tokens', async () => {
    const settings: Settings = { accounts: await accounts('ann', 'bob') }
    const before = await openHouse(settings)
    const { refresh_token = '' } = await before.signedIn(before.app())
    const link = await before.approved(before.app())
    await before.close()
    const { app: _, ...clients } = CLIENTS
    const house = await openHouse({ ...settings, clients }, { dataDir: before.dataDir })
    expectOAuthError(await house.app().poll(link.device_code), 401, 'invalid_client')
    expectOAuthError(await house.app().refresh(refresh_token), 401, 'invalid_client')
    expectOAuthError(await house.app('narrow').refresh(refresh_token), 400, 'invalid_grant')
  })

  it('TK20 does not depend on the phone that approved it', async () => {
    const house = await openHouse({ sessions: { ttlSeconds: 60 } })
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    await phone.approve(link.handle)
    await phone.send('DELETE', '/session')
    house.clock.now += 120
    expect((await app.poll(link.device_code)).status).toBe(200)
  })

  it('TK20 whose binding has ended meanwhile gives no token', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code, notices } = await house.approved(app)
    expect(await house.parts.store.unbind(notices.username, null)).toBe(true)
    for (const _ of [1, 2]) expectOAuthError(await app.poll(device_code), 400, 'invalid_grant')
  })
})
