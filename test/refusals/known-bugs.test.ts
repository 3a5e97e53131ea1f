import { describe, expect, it } from 'vitest'

import { makeKey } from '../support/app.ts'
import { passwordOf } from '../support/server.ts'
import {
  credentialsOf,
  ELSEWHERE,
  expectOAuthError,
  expectProblem,
  expectUndecided,
  HERE,
  openHouse,
  PROXIED,
  SECRETS,
} from './house.ts'

describe('a bug that others had in this very flow', () => {
  it('GHSA-cq3f-vc6p-68fh: any signed-in user approves or denies a code somebody else is at', async () => {
    const house = await openHouse(PROXIED)
    const app = house.app('matcher')
    app.headers = HERE
    const link = await app.begin()
    const ann = house.phone(ELSEWHERE)
    expect((await ann.approve(link.handle, credentialsOf('ann'))).body['status']).toBe('match')
    const bob = house.phone({ 'x-forwarded-for': '192.0.2.77' })
    await bob.signIn('bob', passwordOf('bob'))
    const byCode = { user_code: link.user_code, decision: 'approve' }
    for (const answer of [await bob.post('/authorize', byCode), await bob.approve(link.handle)]) {
      expectProblem(answer, 409, 'link_taken')
    }
    const deny = await bob.post('/authorize', { ...byCode, decision: 'deny' })
    expectProblem(deny, 400, 'bad_request')
    expectOAuthError(await app.poll(link.device_code), 400, 'authorization_pending')
  })

  it('CVE-2023-2585: a device code is redeemed by another client than the one it was shown for', async () => {
    const house = await openHouse()
    const owner = house.app('backend', { secret: SECRETS.backend })
    const link = await house.approved(owner)
    const thieves = [
      house.app(),
      house.app('bureau', { secret: SECRETS.bureau }),
      house.app('tv'),
      house.app('app', { key: await makeKey() }),
    ]
    for (const thief of thieves) {
      expectOAuthError(await thief.poll(link.device_code), 400, 'invalid_grant', thief.clientId)
    }
    expect((await owner.poll(link.device_code)).status).toBe(200)
  })

  it('KEYCLOAK-19700: a cancelled code is approved after the browser’s Back', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    await phone.open(link.handle)
    await phone.deny(link.handle)
    await phone.open(link.handle)
    expectProblem(await phone.approve(link.handle), 409, 'link_denied')
    house.clock.now += 60
    expectProblem(await phone.approve(link.handle), 409, 'link_denied')
    expectOAuthError(await app.poll(link.device_code), 400, 'access_denied')
  })

  it('Sentry 105675: of two tabs, the one approves the device of the other', async () => {
    const house = await openHouse()
    const mine = house.app()
    const theirs = house.app('narrow')
    const [shown, planted] = [await mine.begin(), await theirs.begin()]
    const phone = await house.phoneOf('ann')
    await phone.open(shown.handle)
    await phone.open(planted.handle)
    await phone.post('/link/details', { user_code: planted.user_code })
    await phone.approve(shown.handle)
    await expectUndecided(house, theirs, planted)
    expect((await mine.poll(shown.device_code)).status).toBe(200)
  })

  it('nebi #448: a link that is followed with a cookie approves, and the code is asked again', async () => {
    const house = await openHouse({}, { pages: true })
    const app = house.app()
    const link = await app.begin()
    const { cookie } = await house.phoneOf('ann')
    const query = `?user_code=${link.user_code}&decision=approve`
    for (const path of [`/L${query}`, `/link${query}`, `/authorize${query}`]) {
      await fetch(house.url + path, { headers: { cookie, 'sec-fetch-site': 'cross-site' } })
    }
    await expectUndecided(house, app, link)
    await (await house.phoneOf('ann')).approve(link.handle)
    expect((await app.poll(link.device_code)).status).toBe(200)
    expectOAuthError(await app.poll(link.device_code), 400, 'invalid_grant', 'polled again')
  })

  it('idenplane #454: a missing decision falls through to yes, from any site, without limit', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    const body = { user_code: link.user_code }
    expectProblem(await phone.post('/authorize', body), 400, 'bad_request')
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const json = JSON.stringify({ ...body, decision: 'approve' })
    const type = { 'content-type': 'application/json' }
    const forged = await phone.send('POST', '/authorize', json, { ...type, ...foreign })
    expectProblem(forged, 403, 'cross_site')
    let refused = 0
    for (const first of 'BCDFGHJK') {
      const user_code = `${first}BBB-BBBB`
      const answer = await phone.post('/authorize', { user_code, decision: 'approve' })
      if (answer.status === 429) refused += 1
    }
    expect(refused).toBeGreaterThan(0)
    await expectUndecided(house, app, link)
  })

  it('CVE-2026-88770: a disabled or locked account still gets its token', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await house.approved(app)
    const { access_token, refresh_token = '' } = await house.signedIn(app)
    await house.parts.store.setDisabled('ann', true)
    expectOAuthError(await app.poll(link.device_code), 400, 'invalid_grant')
    expectOAuthError(await app.refresh(refresh_token), 400, 'invalid_grant')
    expectProblem(await house.hello(app, access_token), 401, 'invalid_token')
    const anew = await app.begin()
    expect((await house.phone().approve(anew.handle, credentialsOf('ann'))).status).toBe(401)
    await house.parts.store.setDisabled('ann', false)
    expect((await app.poll(link.device_code)).status, 'the code was kept').toBe(200)
  })

  it('CVE-2026-88770: locked for its wrong passwords, an account still gets what it approved before', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await house.approved(app)
    for (let miss = 0; miss < 6; miss += 1) await house.phone().signIn('ann', 'wrong')
    const locked = await house.phone().signIn('ann', passwordOf('ann'))
    expectProblem(locked, 429, 'too_many_attempts')
    const next = await app.begin()
    const yes = await house.phone().approve(next.handle, credentialsOf('ann'))
    expectProblem(yes, 429, 'too_many_attempts')
    expectOAuthError(await app.poll(next.device_code), 400, 'authorization_pending')
    expect((await app.poll(link.device_code)).status).toBe(200)
  })

  it('H2CK/oidc#716: a client that was told to slow down once is never answered again', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const heard: unknown[] = []
    // A client that never learns: it asks every three seconds.
    for (let asked = 0; asked < 40; asked += 1) {
      heard.push((await app.poll(link.device_code)).body['error'])
      house.clock.now += 3
    }
    expect(heard.slice(-12)).toContain('authorization_pending')
    await (await house.phoneOf('ann')).approve(link.handle)
    expect((await app.poll(link.device_code)).status).toBe(200)
  })

  it('MAS#5973: who asks too early hears slow_down though the decision is there', async () => {
    const house = await openHouse()
    const app = house.app()
    const [yes, no] = [await app.begin(), await app.begin()]
    const phone = await house.phoneOf('ann')
    for (const { device_code } of [yes, no]) {
      await app.poll(device_code)
      expectOAuthError(await app.poll(device_code), 400, 'slow_down')
    }
    await phone.approve(yes.handle)
    await phone.deny(no.handle)
    expect((await app.poll(yes.device_code)).status).toBe(200)
    expectOAuthError(await app.poll(no.device_code), 400, 'access_denied')
  })
})
