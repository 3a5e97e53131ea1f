import { describe, expect, it } from 'vitest'

import { makeKey } from '../support/app.ts'
import { expectOAuthError, expectProblem, openHouse, SECRETS } from './house.ts'

describe('a refresh token', () => {
  it('X2 of a key is worth nothing to another key, or without one', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const { refresh_token = '' } = await house.signedIn(app)
    const thief = house.app('app', { key: await makeKey() })
    expectOAuthError(await thief.refresh(refresh_token), 400, 'invalid_grant', 'another key')
    expectOAuthError(await house.app().refresh(refresh_token), 400, 'invalid_grant', 'no key')
    expect((await app.refresh(refresh_token)).status, 'and the thief ended nothing').toBe(200)
  })

  it('X2 of a client with a secret is bound by that, and its tokens by the key it has now', async () => {
    const house = await openHouse()
    const before = house.app('backend', { secret: SECRETS.backend, key: await makeKey() })
    const { refresh_token = '' } = await house.signedIn(before)
    const app = house.app('backend', { secret: SECRETS.backend, key: await makeKey() })
    const { access_token } = await app.tokens(app.refresh(refresh_token))
    expect((await house.hello(app, access_token)).status).toBe(200)
    expectProblem(await house.hello(before, access_token), 401, 'invalid_dpop_proof')
  })

  it('X2 that gets no answer may be used again within a minute, by its holder', async () => {
    const house = await openHouse()
    const keyed = house.app('app', { key: await makeKey() })
    const secretive = house.app('backend', { secret: SECRETS.backend })
    for (const app of [keyed, secretive]) {
      const { refresh_token = '' } = await house.signedIn(app)
      const first = await app.tokens(app.refresh(refresh_token))
      for (const later of [0, 30, 30]) {
        house.clock.now += later
        const again = await app.tokens(app.refresh(refresh_token))
        expect(again.refresh_token, `${later} s later`).toBe(first.refresh_token)
        expect((await house.hello(app, again.access_token)).status).toBe(200)
      }
      house.clock.now += 1
      expectOAuthError(await app.refresh(refresh_token), 400, 'invalid_grant', 'a minute later')
      const next = await app.refresh(first.refresh_token ?? '')
      expectOAuthError(next, 400, 'invalid_grant', 'and everything has ended')
    }
  })

  it('X2 may not be used again once the next one was', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const { refresh_token: first = '' } = await house.signedIn(app)
    const { refresh_token: second = '' } = await app.tokens(app.refresh(first))
    const { refresh_token: third = '' } = await app.tokens(app.refresh(second))
    expectOAuthError(await app.refresh(first), 400, 'invalid_grant')
    expectOAuthError(await app.refresh(third), 400, 'invalid_grant')
  })

  it('X2 may never be used again by whoever has neither key nor secret', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token: first = '' } = await house.signedIn(app)
    const { refresh_token: second = '', access_token } = await app.tokens(app.refresh(first))
    expectOAuthError(await app.refresh(first), 400, 'invalid_grant')
    expectOAuthError(await app.refresh(second), 400, 'invalid_grant')
    expectProblem(await house.hello(app, access_token), 401, 'invalid_token')
  })

  it('X2 ends with its binding, and a new sign-in does not bring it back', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const { refresh_token = '', access_token, link } = await house.signedIn(app)
    await app.revoke(access_token)
    expectOAuthError(await app.refresh(refresh_token), 400, 'invalid_grant', 'unbound')
    expectProblem(await house.hello(app, access_token), 401, 'invalid_token')
    const again = await house.signedIn(app)
    expectOAuthError(await app.refresh(refresh_token), 400, 'invalid_grant', 'bound anew')
    expectOAuthError(await app.poll(link.device_code), 400, 'invalid_grant')
    expect((await house.hello(app, again.access_token)).status).toBe(200)
    expect((await app.refresh(again.refresh_token ?? '')).status).toBe(200)
  })

  it('X2 is revoked by its own client alone, and nobody learns which tokens there are', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token = '', access_token } = await house.signedIn(app)
    const other = house.app('narrow')
    for (const token of [refresh_token, access_token]) {
      expectOAuthError(await other.revoke(token), 400, 'invalid_grant')
    }
    for (const token of ['nothing', `${refresh_token}x`, `${access_token}x`, '.', 'a.b.c']) {
      const answer = await app.revoke(token, { token_type_hint: 'refresh_token' })
      expect([answer.status, answer.body], token).toEqual([200, {}])
    }
    const tv = await house.tv()
    expectOAuthError(await app.revoke(tv.token), 400, 'unsupported_token_type')
    expect((await house.hello(app, access_token)).status).toBe(200)
    for (const hint of ['access_token', 'nonsense', '']) {
      expect((await app.revoke(refresh_token, { token_type_hint: hint })).status).toBe(200)
    }
    expectProblem(await house.hello(app, access_token), 401, 'invalid_token')
  })
})
