import { describe, expect, it } from 'vitest'

import { isRefusal } from '../../server/errors.ts'
import { approve } from '../../server/flow/link/authorize.ts'
import { answerMatch } from '../../server/flow/link/match.ts'
import { requestLink } from '../../server/flow/link/request.ts'
import type { SignedIn } from '../../server/flow/sign-in/signed-in.ts'
import { callerFrom, type House, openHouse } from './house.ts'

const HONEST = 2000
const GUESSES_A_SIGN_IN = 20
const ATTACKERS = 1000
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'

type Typed = 'bound at once' | 'bound by the match' | 'not bound'

/** Somebody types what stands on the television in front of them, and enters the digits there if asked to. */
async function typeHonestly(house: House, person: number): Promise<Typed> {
  const { parts } = house
  const home = callerFrom(`198.51.${(person >> 8) & 255}.${person & 255}`)
  const deviceId = `key_${person}`
  const device = { deviceId, name: null, model: null, clientId: 'tv', jkt: 'jkt' }
  const link = await requestLink(parts, device, null, home)
  if (isRefusal(link)) return 'not bound'
  const request = {
    user_code: link.user_code.replace('-', ''),
    decision: 'approve',
    remember: true,
    acknowledged: false,
  } as const
  const answer = await approve(parts, request, await house.person(), home)
  if (isRefusal(answer)) return 'not bound'
  if (answer.match === null) return 'bound at once'
  const of = { linkId: link.link_id, deviceId }
  const refused = await answerMatch(parts, of, answer.match.number)
  return refused === null ? 'bound by the match' : 'not bound'
}

async function guess(
  house: House,
  attackers: SignedIn[],
): Promise<'hit' | 'miss' | 'not looked at'> {
  const { parts } = house
  const attacker = attackers[house.draw(ATTACKERS)]
  if (attacker === undefined) throw new Error('There is no such attacker.')
  const number = house.draw(ATTACKERS)
  const from = callerFrom(`203.0.${100 + (number >> 8)}.${number & 255}`)
  const code = Array.from({ length: 8 }, () => LETTERS[house.draw(20)]).join('')
  const request = {
    user_code: code,
    decision: 'approve',
    remember: true,
    acknowledged: true,
  } as const
  const answer = await approve(parts, request, { ...attacker, provenAt: house.clock.now }, from)
  if (!isRefusal(answer)) return 'hit'
  return answer.refused === 'code_unknown' ? 'miss' : 'not looked at'
}

describe('while codes are being guessed from a thousand addresses', () => {
  it('honest people who type theirs get in, in at least 99 %, and no guess binds', async () => {
    const house = await openHouse('guessing', { publicUrl: 'https://couch.example' })
    const attackers: SignedIn[] = []
    for (let made = 0; made < ATTACKERS; made += 1) attackers.push(await house.person())
    const ends = { 'bound at once': 0, 'bound by the match': 0, 'not bound': 0 }
    const guesses = { hit: 0, miss: 0, 'not looked at': 0 }
    for (let person = 0; person < HONEST; person += 1) {
      for (let tried = 0; tried < GUESSES_A_SIGN_IN; tried += 1) {
        guesses[await guess(house, attackers)] += 1
      }
      ends[await typeHonestly(house, person)] += 1
      house.clock.now += 2
    }
    expect(ends['bound at once'] + ends['bound by the match']).toBeGreaterThanOrEqual(0.99 * HONEST)
    // The attack was noticed: it is the match that most of them met.
    expect(ends['bound by the match']).toBeGreaterThan(0.9 * HONEST)
    expect(guesses.hit).toBe(0)
    expect(guesses['not looked at']).toBeGreaterThan(0)
  })
})
