import { describe, expect, it } from 'vitest'

import type { App } from '../support/app.ts'
import type { Phone } from '../support/phone.ts'
import { passwordOf } from '../support/server.ts'
import { type Answer, answerOf } from '../support/tv.ts'
import {
  credentialsOf,
  ELSEWHERE,
  expectOAuthError,
  expectProblem,
  expectUndecided,
  HERE,
  type House,
  type Link,
  openHouse,
  PROXIED,
} from './house.ts'

/** An app in one home whose link request asks a phone in another for the number match. */
async function far(house: House): Promise<{ app: App; link: Link }> {
  const app = house.app('matcher')
  app.headers = HERE
  return { app, link: await app.begin() }
}

async function farPhone(house: House, name: 'ann' | 'bob'): Promise<Phone> {
  const phone = house.phone(ELSEWHERE)
  await phone.signIn(name, passwordOf(name))
  return phone
}

async function match(house: House, deviceCode: string, number: unknown): Promise<Answer> {
  const body = JSON.stringify({ device_code: deviceCode, number })
  const headers = { 'content-type': 'application/json', ...HERE }
  return answerOf(await fetch(`${house.url}/link/match`, { method: 'POST', headers, body }))
}

describe('two screens, two people, two codes', () => {
  it('UV16 cannot decide with what is public about a link request', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const bob = await house.phoneOf('bob')
    const known = [link.link_id, link.user_code, link.notices.username, link.notices.topic]
    for (const name of ['handle', 'link_id', 'device_id']) {
      for (const value of known) {
        for (const decision of ['approve', 'deny']) {
          const answer = await bob.post('/authorize', { [name]: value, decision })
          expectProblem(answer, 400, 'bad_request', `${name} ${value}`)
        }
      }
    }
    await expectUndecided(house, app, link)
  })

  it('UV16 cannot decide what another account has claimed by its number match', async () => {
    const house = await openHouse(PROXIED)
    const { app, link } = await far(house)
    const ann = await farPhone(house, 'ann')
    const bob = await farPhone(house, 'bob')
    const { body } = await ann.approve(link.handle)
    expect(body).toEqual({ status: 'match', number: expect.stringMatching(/^[1-9]{3}$/) })
    expectProblem(await bob.approve(link.handle), 409, 'link_taken')
    const byCode = { user_code: link.user_code, decision: 'approve' }
    expectProblem(await bob.post('/authorize', byCode), 409, 'link_taken')
    expect((await match(house, link.device_code, body['number'])).body).toEqual({
      status: 'authorized',
    })
    const { access_token } = await app.tokens(app.poll(link.device_code))
    expect((await house.hello(app, access_token)).body['name']).toBe('Ann')
  })

  it('UV18 cannot both claim one, however close together', async () => {
    const house = await openHouse(PROXIED)
    const phones = [await farPhone(house, 'ann'), await farPhone(house, 'bob')]
    for (let round = 0; round < 20; round += 1) {
      const { link } = await far(house)
      const tries = [...phones, ...phones].map((phone) => phone.approve(link.handle))
      const [ann, bob, annAgain, bobAgain] = await Promise.all(tries)
      expect(annAgain?.body).toEqual(ann?.body)
      expect(bobAgain?.body).toEqual(bob?.body)
      const statuses = [ann?.status, bob?.status].sort()
      expect(statuses, `round ${round}`).toEqual([200, 409])
    }
  })

  it('UV19 cannot be mixed up by one person’s two tabs', async () => {
    const house = await openHouse()
    const [first, second] = [house.app(), house.app('narrow')]
    const [one, other] = [await first.begin(), await second.begin()]
    const ann = await house.phoneOf('ann')
    await ann.open(one.handle)
    await ann.open(other.handle)
    expect((await ann.approve(one.handle)).status).toBe(200)
    await expectUndecided(house, second, other)
    expect((await first.poll(one.device_code)).status).toBe(200)
    await ann.deny(other.handle)
    expectOAuthError(await second.poll(other.device_code), 400, 'access_denied')
  })

  it('UV20 cannot settle one with the number of the other', async () => {
    const house = await openHouse(PROXIED)
    const [one, other] = [await far(house), await far(house)]
    const ann = await farPhone(house, 'ann')
    const { number } = (await ann.approve(one.link.handle)).body
    const unasked = await match(house, other.link.device_code, number)
    expectProblem(unasked, 404, 'link_unknown', 'no match is under way there')
    const mixed = { handle: one.link.handle, user_code: other.link.user_code, decision: 'approve' }
    expectProblem(await ann.post('/authorize', mixed), 400, 'bad_request')
    await expectUndecided(house, other.app, other.link)
    const bob = await farPhone(house, 'bob')
    // Both screens may ask for the same three digits, once in 729 times.
    let third = other
    while ((await bob.approve(third.link.handle)).body['number'] === number)
      third = await far(house)
    expectProblem(await match(house, third.link.device_code, number), 409, 'match_missed')
    expectOAuthError(await third.app.poll(third.link.device_code), 400, 'access_denied')
  })

  it('UV20 cannot try a second number, nor one in another form', async () => {
    const house = await openHouse(PROXIED)
    const { app, link } = await far(house)
    const ann = await farPhone(house, 'ann')
    const number = String((await ann.approve(link.handle)).body['number'])
    for (const form of [
      Number(number),
      [number],
      `${number} `,
      '',
      '000',
      null,
      `${number}${number}`,
    ]) {
      expectProblem(await match(house, link.device_code, form), 400, 'bad_request')
    }
    const wrong = number === '111' ? '112' : '111'
    expectProblem(await match(house, link.device_code, wrong), 409, 'match_missed')
    expectProblem(await match(house, link.device_code, number), 404, 'link_unknown')
    expectProblem(await ann.approve(link.handle), 409, 'match_missed')
    expectOAuthError(await app.poll(link.device_code), 400, 'access_denied')
  })

  it('UV21 cannot go on with a session that is not one any more', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin({})
    const ann = await house.phoneOf('ann')
    const bob = await house.phoneOf('bob')
    await ann.open(link.handle)
    const { cookie } = ann
    await ann.send('DELETE', '/session')
    ann.cookie = cookie
    expectProblem(await ann.approve(link.handle), 401, 'sign_in_required', 'signed out')
    ann.cookie = ''
    expectProblem(await ann.approve(link.handle), 401, 'sign_in_required', 'no cookie')
    await house.parts.store.changePassword('bob', 'changed')
    expectProblem(await bob.approve(link.handle), 401, 'sign_in_required', 'password changed')
    const again = await house.phoneOf('ann')
    await house.parts.store.setDisabled('ann', true)
    expectProblem(await again.approve(link.handle), 401, 'sign_in_required', 'disabled')
    await house.parts.store.deleteAccount('ann')
    expectProblem(await again.approve(link.handle), 401, 'sign_in_required', 'deleted')
    await expectUndecided(house, app, link)
  })

  it('UV21 cannot go on with a code that ended while the page was open', async () => {
    const house = await openHouse({ sessions: { ttlSeconds: 7200 } })
    const ann = await house.phoneOf('ann')
    const expired = await house.app().begin()
    await ann.open(expired.handle)
    house.clock.now += 900
    expectProblem(await ann.approve(expired.handle), 409, 'link_expired')
    const used = await house.app().begin()
    await ann.open(used.handle)
    const bob = await house.phoneOf('bob')
    expectProblem(await bob.approve(used.handle), 409, 'link_taken', 'Ann is at it')
    house.clock.now += 119
    expectProblem(await bob.approve(used.handle), 409, 'link_taken', 'she still is')
    house.clock.now += 1
    expect((await bob.approve(used.handle)).status).toBe(200)
    expectProblem(await ann.approve(used.handle), 409, 'link_finished')
    const open = await house.app().begin()
    house.clock.now += 7200
    expectProblem(await ann.approve(open.handle), 401, 'sign_in_required', 'the session ended, too')
  })

  it('UV22 cannot bind one person’s screen to another: who proves it last is meant', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    await phone.open(link.handle)
    const another = await house.phone().approve(link.handle, credentialsOf('bob'))
    expectProblem(another, 409, 'link_taken', 'nobody has proven there that Ann has gone')
    expect((await phone.approve(link.handle, credentialsOf('bob'))).status).toBe(200)
    const { access_token } = await app.tokens(app.poll(link.device_code))
    expect((await house.hello(app, access_token)).body['name']).toBe('Bob')
    expect((await phone.send('GET', '/session')).body['name'], 'and stays signed in').toBe('Bob')
  })

  it('UV22 cannot fall back on the session when the credentials are wrong', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    for (const wrong of [
      { username: 'bob', password: 'x' },
      { username: 'bob' },
      { password: passwordOf('bob') },
    ]) {
      const answer = await phone.approve(link.handle, wrong)
      expectProblem(answer, 401, 'sign_in_failed', JSON.stringify(wrong))
    }
    await expectUndecided(house, app, link)
  })

  it('UV23 decides nothing when the sign-in fails or is busy', async () => {
    const house = await openHouse({
      passwords: { memoryKib: 8, iterations: 1, waiting: 1, threads: 1 },
    })
    const app = house.app()
    const link = await app.begin()
    const wrong = { username: 'ann', password: 'wrong' }
    const tries = Array.from({ length: 30 }, (_, index) =>
      house.phone().approve(link.handle, { ...wrong, username: `nobody-${index}` }),
    )
    const statuses = new Set((await Promise.all(tries)).map(({ status }) => status))
    expect([...statuses].sort()).toEqual([401, 503])
    await expectUndecided(house, app, link)
    expect((await house.phone().approve(link.handle, credentialsOf('ann'))).status).toBe(200)
  })
})
