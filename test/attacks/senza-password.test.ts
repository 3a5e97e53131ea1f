import { expect, test } from 'vitest'

import { COLLISIONS } from '../support/collisions.ts'
import { Phone } from '../support/phone.ts'
import { startServer } from '../support/server.ts'
import { tablesIn } from '../support/tables.ts'
import { Tv } from '../support/tv.ts'
import { ANN, openHouse, ownerOf, tvOf } from './house.ts'

/** What the tutorial's page sent for every password in this file. */
const OLD_HASH = 1634710681

test('Z-e: neither another password with the same old hash nor the hash itself opens an account', async () => {
  const server = await startServer({ budgets: { signInMisses: 100 } })
  const tv = await Tv.boot(server.url)
  const { handle } = await tv.requestLink()
  for (const password of [...COLLISIONS, String(OLD_HASH)]) {
    const answer = await new Phone(server.url).approve(handle, { username: 'eliza', password })
    expect([answer.status, answer.body['code']], password).toEqual([401, 'sign_in_failed'])
  }
  const asNumber = { username: 'eliza', password: OLD_HASH }
  expect((await new Phone(server.url).approve(handle, asNumber)).status).toBe(400)

  // What is stored is no credential either.
  const [stored = ''] = /\$argon2id\$[^"]+/.exec(JSON.stringify(tablesIn(server.dataDir))) ?? []
  expect(stored).not.toBe('')
  const replayed = await new Phone(server.url).signIn('eliza', stored)
  expect(replayed.status).toBe(401)
  expect(await ownerOf(tv)).toBeNull()
})

test('Z-l: no answer tells which names there are, and nothing that was typed comes back', async () => {
  const server = await openHouse()
  const { handle } = await (await tvOf(server)).requestLink()
  const typed = [
    { username: 'nobody-at-all', password: 'tr0ub4dor' },
    { username: 'ann', password: 'tr0ub4dor' },
  ]
  const answers = []
  for (const credentials of typed) {
    const { status, body } = await new Phone(server.url).approve(handle, credentials)
    answers.push([status, body])
  }
  expect(answers[0]).toEqual(answers[1])
  expect(JSON.stringify(answers)).not.toMatch(/nobody|ann\b|tr0ub4dor/)
  expect(server.logged()).not.toMatch(/tr0ub4dor|nobody-at-all/)
})

test('Z-m: whoever guesses passwords waits after five, with the right one too', async () => {
  const server = await openHouse()
  const { handle } = await (await tvOf(server)).requestLink()
  const guess = (password: string) =>
    new Phone(server.url).approve(handle, { username: 'ann', password })
  for (let miss = 0; miss < 5; miss += 1) expect((await guess(`guess-${miss}`)).status).toBe(401)
  const right = await guess(ANN.password)
  expect([right.status, right.body['code']]).toEqual([429, 'too_many_attempts'])
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)

  const guesses = Array.from({ length: 20 }, (_, index) => `all-at-once-${index}`)
  const server2 = await openHouse()
  const second = await (await tvOf(server2)).requestLink()
  const statuses = await Promise.all(
    guesses.map(async (password) => {
      const phone = new Phone(server2.url)
      return (await phone.approve(second.handle, { username: 'ann', password })).status
    }),
  )
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5)
})
