import { describe, expect, it } from 'vitest'

import {
  credentialsOf,
  ELSEWHERE,
  expectOAuthError,
  expectProblem,
  HERE,
  openHouse,
  otherCode,
  PROXIED,
} from './house.ts'

describe('a user code that is guessed at', () => {
  it('UV11 may be missed five times an account, and then waits; polling does not', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    const guess = (userCode: string) =>
      phone.post('/authorize', { user_code: userCode, decision: 'approve' })
    for (let step = 1; step <= 5; step += 1) {
      expectProblem(await guess(otherCode(link.user_code, step)), 404, 'code_unknown')
    }
    const sixth = await guess(otherCode(link.user_code, 6))
    expectProblem(sixth, 429, 'too_many_attempts')
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(0)
    expectProblem(await guess(link.user_code), 429, 'too_many_attempts', 'not even the right one')
    // Another session of the same account has no budget of its own.
    const again = await house.phoneOf('ann')
    const shown = await again.post('/link/details', { user_code: otherCode(link.user_code, 7) })
    expectProblem(shown, 429, 'too_many_attempts')
    expectOAuthError(await app.poll(link.device_code), 400, 'authorization_pending')
    expect((await phone.approve(link.handle)).status, 'the QR is no guess').toBe(200)
    house.clock.now += 900
    const later = await app.begin()
    expect((await guess(later.user_code)).status).toBe(200)
  })

  it('UV11 may be missed ten times a network, whoever signs in there', async () => {
    const house = await openHouse({ ...PROXIED, budgets: { codeMissesPerAccount: 100 } })
    const app = house.app()
    app.headers = HERE
    const link = await app.begin()
    const guess = async (name: 'ann' | 'bob', headers: Record<string, string>, step: number) => {
      const user_code = otherCode(link.user_code, step)
      const body = { user_code, decision: 'approve', ...credentialsOf(name) }
      return (await house.phone(headers).post('/authorize', body)).status
    }
    for (let step = 1; step <= 10; step += 1) {
      expect(await guess(step % 2 === 0 ? 'ann' : 'bob', HERE, step)).toBe(404)
    }
    expect(await guess('ann', HERE, 11)).toBe(429)
    expect(await guess('bob', HERE, 11)).toBe(429)
    expect(await guess('ann', ELSEWHERE, 11)).toBe(404)
  })

  it('UV11 is counted even when the guesses come all at once', async () => {
    const house = await openHouse()
    const link = await house.app().begin()
    const phone = await house.phoneOf('ann')
    const guesses = Array.from({ length: 19 }, (_, index) =>
      phone.post('/link/details', { user_code: otherCode(link.user_code, index + 1) }),
    )
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 404)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(14)
  })
})
