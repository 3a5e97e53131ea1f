import { describe, expect, it } from 'vitest'

import { makeKey } from '../support/app.ts'
import type { Answer } from '../support/tv.ts'
import { expectOAuthError, expectProblem, openHouse } from './house.ts'

/** Which of the two is sent first changes from round to round. */
async function bothAtOnce(
  round: number,
  one: () => Promise<Answer>,
  other: () => Promise<Answer>,
): Promise<[Answer, Answer]> {
  if (round % 2 === 0) return Promise.all([one(), other()])
  const [second, first] = await Promise.all([other(), one()])
  return [first, second]
}

describe('at the same moment', () => {
  it('X3 a yes in the last second counts, and one in the next does not', async () => {
    const house = await openHouse()
    const app = house.app()
    const ann = await house.phoneOf('ann')
    for (const [age, status] of [
      [599, 200],
      [600, 409],
      [601, 409],
    ] as const) {
      const { handle, device_code } = await app.begin()
      house.clock.now += age
      const answer = await ann.approve(handle)
      expect(answer.status, `${age} s old`).toBe(status)
      if (status === 200) expect((await app.poll(device_code)).status).toBe(200)
      else {
        expectProblem(answer, 409, 'link_expired')
        expectOAuthError(await app.poll(device_code), 400, 'expired_token')
      }
    }
  })

  it('X3 opening the page gives more time, once, and never beyond a quarter of an hour', async () => {
    const house = await openHouse()
    const app = house.app()
    const { handle, device_code } = await app.begin()
    house.clock.now += 590
    await house.phone().open(handle)
    house.clock.now += 299
    expectOAuthError(await app.poll(device_code), 400, 'authorization_pending')
    await house.phone().open(handle)
    house.clock.now += 11
    expectOAuthError(await app.poll(device_code), 400, 'expired_token')
  })

  it('X4 of two accounts one gets the device, a hundred times', async () => {
    const house = await openHouse()
    const app = house.app()
    const [ann, bob] = [await house.phoneOf('ann'), await house.phoneOf('bob')]
    const won = { Ann: 0, Bob: 0 }
    for (let round = 0; round < 100; round += 1) {
      const { handle, device_code } = await app.begin()
      const [annSaid, bobSaid] = await bothAtOnce(
        round,
        () => ann.approve(handle),
        () => bob.approve(handle),
      )
      expect([annSaid.status, bobSaid.status].sort(), `round ${round}`).toEqual([200, 409])
      const { access_token } = await app.tokens(app.poll(device_code))
      const { name } = (await house.hello(app, access_token)).body as { name: 'Ann' | 'Bob' }
      expect(name).toBe(annSaid.status === 200 ? 'Ann' : 'Bob')
      won[name] += 1
    }
    expect(won.Ann + won.Bob).toBe(100)
  })

  it('X5 an end and a redemption leave either both done or no token', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    for (let round = 0; round < 30; round += 1) {
      const { device_code, notices } = await house.approved(app)
      const unbind = house.parts.store.unbind(notices.username, null)
      const [polled, ended] = await Promise.all([app.poll(device_code), unbind])
      expect(ended).toBe(true)
      if (polled.status !== 200) {
        expectOAuthError(polled, 400, 'invalid_grant', `round ${round}`)
        continue
      }
      const { access_token, refresh_token = '' } = await app.tokens(polled)
      expectProblem(await house.hello(app, access_token), 401, 'invalid_token')
      expectOAuthError(await app.refresh(refresh_token), 400, 'invalid_grant')
    }
  })

  it('X5 a revocation and a refresh leave nothing behind', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    for (let round = 0; round < 30; round += 1) {
      const { refresh_token = '', access_token } = await house.signedIn(app)
      const [refreshed, revoked] = await bothAtOnce(
        round,
        () => app.refresh(refresh_token),
        () => app.revoke(refresh_token),
      )
      expect(revoked.status).toBe(200)
      const tokens = refreshed.body as { access_token?: string; refresh_token?: string }
      for (const token of [access_token, tokens.access_token ?? access_token]) {
        expectProblem(await house.hello(app, token), 401, 'invalid_token', `round ${round}`)
      }
      const next = tokens.refresh_token ?? refresh_token
      expectOAuthError(await app.refresh(next), 400, 'invalid_grant', `round ${round}`)
    }
  })

  it('X6 a no and a yes leave one of them, and the device hears that one', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const ann = await house.phoneOf('ann')
    for (let round = 0; round < 30; round += 1) {
      const { handle, device_code } = await app.begin()
      const [yes, no] = await bothAtOnce(
        round,
        () => ann.approve(handle),
        () => ann.deny(handle),
      )
      expect([yes.status, no.status].sort(), `round ${round}`).toEqual([200, 409])
      const polled = await app.poll(device_code)
      if (yes.status === 200) expect(polled.status).toBe(200)
      else expectOAuthError(polled, 400, 'access_denied')
    }
  })

  it('X6 a no that comes while the code is redeemed changes nothing', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const stranger = house.phone()
    for (let round = 0; round < 20; round += 1) {
      const { handle, device_code } = await house.approved(app)
      const [polled, no] = await bothAtOnce(
        round,
        () => app.poll(device_code),
        () => stranger.deny(handle),
      )
      expectProblem(no, 409, 'link_finished')
      const { access_token } = await app.tokens(polled)
      expect((await house.hello(app, access_token)).status).toBe(200)
    }
  })
})
