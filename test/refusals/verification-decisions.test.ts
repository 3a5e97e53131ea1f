import { describe, expect, it } from 'vitest'

import type { Phone } from '../support/phone.ts'
import { passwordOf } from '../support/server.ts'
import type { Answer } from '../support/tv.ts'
import {
  credentialsOf,
  expectOAuthError,
  expectProblem,
  expectUndecided,
  openHouse,
} from './house.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

function sayYes(
  phone: Phone,
  handle: string,
  headers: Record<string, string>,
  type = JSON_TYPE,
): Promise<Answer> {
  const body = JSON.stringify({ handle, decision: 'approve' })
  return phone.send('POST', '/authorize', body, { ...type, ...headers })
}

describe('a decision on the phone', () => {
  it('UV6 needs nothing but the handle and an account that is proven in this very call', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    // Our forms keep no state: there is none to be forged, replayed or left out.
    for (const cookie of [
      '',
      'sid=',
      'sid=x; __Host-sid=x',
      `couchlink_session=${'A'.repeat(43)}`,
    ]) {
      const phone = house.phone()
      phone.cookie = cookie
      expectProblem(await phone.approve(link.handle), 401, 'sign_in_required', cookie)
    }
    const gone = await house.phoneOf('ann')
    const { cookie } = gone
    await gone.send('DELETE', '/session')
    gone.cookie = cookie
    expectProblem(await gone.approve(link.handle), 401, 'sign_in_required', 'signed out')
    await expectUndecided(house, app, link)
  })

  it('UV7 is refused to other sites, whatever they send with the person’s cookie', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    const sites: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'Same-Origin' },
      { 'sec-fetch-site': '' },
      { 'sec-fetch-site': 'cross-site', origin: house.url },
    ]
    for (const headers of sites) {
      const what = JSON.stringify(headers)
      expectProblem(await sayYes(phone, link.handle, headers), 403, 'cross_site', what)
      const deny = await phone.send(
        'POST',
        '/authorize',
        JSON.stringify({ handle: link.handle, decision: 'deny' }),
        { ...JSON_TYPE, ...headers },
      )
      expectProblem(deny, 403, 'cross_site', what)
    }
    await expectUndecided(house, app, link)
  })

  it('UV7 is refused to other origins where a browser says no more than that', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const { cookie } = await house.phoneOf('ann')
    for (const origin of [
      'https://evil.example',
      'null',
      '',
      `${house.url}.evil.example`,
      undefined,
    ]) {
      const response = await fetch(`${house.url}/authorize`, {
        method: 'POST',
        headers: { ...JSON_TYPE, cookie, ...(origin === undefined ? {} : { origin }) },
        body: JSON.stringify({ handle: link.handle, decision: 'approve' }),
      })
      expect(response.status, origin).toBe(403)
    }
    await expectUndecided(house, app, link)
  })

  it('UV7 is refused in the forms that any page can make a browser send', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await sayYes(phone, link.handle, {}, { 'content-type': type })
      expectProblem(answer, 415, 'unsupported_media_type', type)
    }
    await expectUndecided(house, app, link)
  })

  it('UV9 is never made by a GET, nor does one open anything', async () => {
    const house = await openHouse({}, { pages: true })
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    const query = `handle=${link.handle}&user_code=${link.user_code}&decision=approve`
    for (const path of ['/authorize', '/link/details', '/link', '/L', '/login.html', '/session']) {
      const url = `${house.url}${path}?${query}`
      for (const method of ['GET', 'HEAD']) {
        await fetch(url, { method, headers: { cookie: phone.cookie, 'sec-fetch-site': 'none' } })
      }
    }
    expect((await phone.send('GET', `/authorize?${query}`)).status).toBe(405)
    const { body } = await app.poll(link.device_code)
    expect([body['error'], body['link']]).toMatchObject([
      'authorization_pending',
      { state: 'pending' },
    ])
  })

  it('UV13 to say no reaches the device, every time it asks', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    expect((await house.phone().deny(link.handle)).body).toEqual({ status: 'denied' })
    for (let asked = 0; asked < 3; asked += 1) {
      expectOAuthError(await app.poll(link.device_code), 400, 'access_denied')
    }
  })

  it('UV14 to say no is final, also after the browser’s Back', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    await phone.open(link.handle)
    await phone.deny(link.handle)
    expectProblem(await phone.open(link.handle), 409, 'link_denied', 'reloaded')
    expectProblem(await phone.approve(link.handle), 409, 'link_denied', 'approved after all')
    const anew = await phone.approve(link.handle, credentialsOf('bob'))
    expectProblem(anew, 409, 'link_denied', 'by another')
    const byCode = { user_code: link.user_code, decision: 'approve' }
    expectProblem(await phone.post('/authorize', byCode), 404, 'code_unknown')
    expect((await phone.deny(link.handle)).status, 'said twice').toBe(200)
    expectOAuthError(await app.poll(link.device_code), 400, 'access_denied')
  })

  it('UV14 to say yes is final as well', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await house.approved(app)
    expectProblem(await house.phone().deny(link.handle), 409, 'link_finished')
    expect((await app.poll(link.device_code)).status).toBe(200)
  })

  it('UV15 to say yes needs an account, and no answer tells which accounts there are', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = house.phone()
    expectProblem(await phone.approve(link.handle), 401, 'sign_in_required')
    const wrong = await phone.approve(link.handle, { username: 'ann', password: 'x' })
    const nobody = await phone.approve(link.handle, { username: 'nobody', password: 'x' })
    expectProblem(wrong, 401, 'sign_in_failed')
    expect([nobody.status, nobody.body]).toEqual([wrong.status, wrong.body])
    const half = await phone.approve(link.handle, { password: passwordOf('ann') })
    expectProblem(half, 401, 'sign_in_failed', 'no name')
    const forged = house.phone({ authorization: 'Bearer forged' })
    expectProblem(await forged.approve(link.handle), 401, 'invalid_token')
    await expectUndecided(house, app, link)
  })

  it('UV15 to say no needs the handle, and a typed code is none', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    for (const phone of [house.phone(), await house.phoneOf('ann')]) {
      const answer = await phone.post('/authorize', { user_code: link.user_code, decision: 'deny' })
      expectProblem(answer, 400, 'bad_request')
    }
    await expectUndecided(house, app, link)
  })

  it('UV17 to say yes twice is one yes, and another’s is too late', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const ann = await house.phoneOf('ann')
    const answers = [await ann.approve(link.handle), await ann.approve(link.handle)]
    expect(answers.map(({ body }) => body['status'])).toEqual(['authorized', 'authorized'])
    const bob = await house.phoneOf('bob')
    expectProblem(await bob.approve(link.handle), 409, 'link_finished')
    const { access_token } = await app.tokens(app.poll(link.device_code))
    const { body } = await house.hello(app, access_token)
    expect((await ann.approve(link.handle)).status, 'a late retry').toBe(200)
    expect((await house.hello(app, access_token)).body['binding']).toBe(body['binding'])
    await app.revoke(access_token)
    expectProblem(await ann.approve(link.handle), 409, 'link_finished', 'after the end')
  })

  it('UV24 is asked for even where there is no scope to grant', async () => {
    const house = await openHouse()
    const app = house.app('bare')
    const link = await app.begin()
    expectOAuthError(await app.poll(link.device_code), 400, 'authorization_pending')
    const { status, body } = await house.phone().open(link.handle)
    expect([status, body]).toMatchObject([
      200,
      { client_name: 'The app without scopes', user_code: link.user_code },
    ])
    await expectUndecided(house, app, link)
    await house.phone().approve(link.handle, credentialsOf('ann'))
    expect((await app.tokens(app.poll(link.device_code))).scope).toBeUndefined()
  })

  it('UV25 is a yes or a no to the letter', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    const decisions = [undefined, '', 'Approve', 'APPROVE', 'yes', 'true', 'approve ', 'accept']
    for (const decision of [...decisions, null, true, 1, ['approve'], { approve: true }]) {
      const answer = await phone.post('/authorize', { handle: link.handle, decision })
      expectProblem(answer, 400, 'bad_request', JSON.stringify(decision))
    }
    const other = await phone.post('/authorize', { handle: link.handle, action: 'approve' })
    expectProblem(other, 400, 'bad_request', 'action')
    const more = await phone.approve(link.handle, { account: 'bob' })
    expectProblem(more, 400, 'bad_request', 'a member nobody knows')
    await expectUndecided(house, app, link)
  })
})
