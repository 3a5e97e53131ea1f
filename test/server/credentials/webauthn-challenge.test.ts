import { describe, expect, it } from 'vitest'

import { WebauthnChallenges } from '../../../server/credentials/webauthn-challenge.ts'

const NOW = 1_700_000_000

function setUp(used = 10) {
  const clock = { now: NOW }
  const make = (fill: number) =>
    new WebauthnChallenges({
      secret: Buffer.alloc(32, fill),
      lifeSeconds: 300,
      used,
      now: () => clock.now,
    })
  return { clock, make, challenges: make(1) }
}

describe('a challenge', () => {
  it('is for what it was issued for, and never the same twice', () => {
    const { challenges } = setUp()
    const challenge = challenges.issue('register one')
    expect(challenges.isOurs(challenge, 'register one')).toBe(true)
    expect(challenges.isOurs(challenge, 'register two')).toBe(false)
    expect(challenges.isOurs(challenge, 'sign-in')).toBe(false)
    expect(challenges.isOurs(challenges.issue('sign-in'), 'sign-in')).toBe(true)
    expect(challenges.issue('sign-in')).not.toBe(challenges.issue('sign-in'))
  })

  it('runs out to the second', () => {
    const { clock, challenges } = setUp()
    const challenge = challenges.issue('sign-in')
    clock.now += 299
    expect(challenges.isOurs(challenge, 'sign-in')).toBe(true)
    clock.now += 1
    expect(challenges.isOurs(challenge, 'sign-in')).toBe(false)
  })

  it('of another server is not ours', () => {
    const { make } = setUp()
    expect(make(2).isOurs(make(1).issue('sign-in'), 'sign-in')).toBe(false)
  })

  it('is not ours with any bit changed, nor in another form', () => {
    const { challenges } = setUp()
    const challenge = challenges.issue('sign-in')
    const bytes = Buffer.from(challenge, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes)
      forged[bit >> 3] = Number(forged[bit >> 3]) ^ (1 << (bit & 7))
      expect(challenges.isOurs(forged.toString('base64url'), 'sign-in'), `bit ${bit}`).toBe(false)
    }
    const others = ['', 'AAAA', `${challenge}=`, `${challenge}A`, ` ${challenge}`, 'A'.repeat(72)]
    for (const other of others) expect(challenges.isOurs(other, 'sign-in'), other).toBe(false)
  })

  it('is used once, as long as it counts; when no more can be remembered, that is said', () => {
    const { clock, challenges } = setUp(2)
    const [first, second, third] = [1, 2, 3].map(() => challenges.issue('sign-in'))
    expect(challenges.use(String(first))).toBe('first')
    clock.now += 299
    expect(challenges.use(String(first))).toBe('again')
    expect(challenges.use(String(second))).toBe('first')
    expect(challenges.use(String(third))).toBe('full')
  })
})
