import { describe, expect, it, onTestFinished } from 'vitest'

import { Passwords } from '../../../server/credentials/passwords.ts'
import { COLLISIONS } from '../../support/collisions.ts'

function passwords(config: Partial<ConstructorParameters<typeof Passwords>[0]> = {}): Passwords {
  const made = new Passwords({ memoryKib: 8, iterations: 1, threads: 2, waiting: 16, ...config })
  onTestFinished(() => made.close())
  return made
}

describe('a password', () => {
  it('is kept as argon2id with the parameters asked for, salted', async () => {
    const made = passwords({ memoryKib: 64, iterations: 3 })
    const first = await made.hash('Senza2024')
    expect(first).toMatch(/^\$argon2id\$v=19\$m=64,t=3,p=1\$/)
    expect(await made.hash('Senza2024')).not.toBe(first)
    expect(await made.verify(first, 'Senza2024')).toBe(true)
  })

  it('does not care how an accent was typed', async () => {
    const made = passwords()
    expect(await made.verify(await made.hash('cafe\u0301-au-lait'), 'caf\u00e9-au-lait')).toBe(true)
  })

  it('is not any of those that collided in the tutorial, nor its old hash', async () => {
    const made = passwords()
    const hash = await made.hash('Senza2024')
    for (const wrong of [...COLLISIONS, '1634710681', 'senza2024', 'Senza2024 ', '']) {
      expect(await made.verify(hash, wrong), wrong).toBe(false)
    }
  })

  it('of an unknown account is wrong, and so is one that is endless', async () => {
    const made = passwords()
    expect(await made.verify(null, 'Senza2024')).toBe(false)
    const long = 'ü'.repeat(200)
    expect(await made.verify(await made.hash(long), long)).toBe(false)
  })

  it('against a hash that is none is wrong, not a crash', async () => {
    const made = passwords()
    expect(await made.verify('$argon2id$v=19$broken', 'x')).toBe(false)
  })

  it('waits in a short line; beyond it the answer is "busy", and the line moves on', async () => {
    const made = passwords({ threads: 1, waiting: 3 })
    const hash = await made.hash('right')
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => made.verify(String(hash), 'right')),
    )
    expect(answers.filter((answer) => answer === 'busy').length).toBeGreaterThan(0)
    expect(answers.filter((answer) => answer === true).length).toBeGreaterThanOrEqual(3)
    expect(await made.verify(String(hash), 'right')).toBe(true)
  })
})
