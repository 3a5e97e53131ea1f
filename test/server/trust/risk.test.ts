import { describe, expect, it } from 'vitest'

import { subnets } from '../../../server/trust/network.ts'
import {
  judge,
  type RiskFacts,
  type RiskRule,
  type RiskRules,
  type Ruling,
} from '../../../server/trust/risk.ts'

const LISTED = subnets(['198.51.100.0/24', '2001:db8:bad::/48', '203.0.113.9'])

const RULINGS: Ruling[] = ['allow', 'warn', 'deny']
const VERDICT_OF = { allow: 'clear', warn: 'warn', deny: 'deny' } as const

/** At home, in one country, with a good name: no rule has anything to say. */
const HOME: RiskFacts = {
  place: 'same_network',
  tvAddress: '192.0.2.1',
  phoneAddress: '192.0.2.1',
  tvCountry: 'DE',
  phoneCountry: 'DE',
  countriesTold: true,
}

/** For each rule, every way in which its fact can be. */
const FACTS: Record<RiskRule, Partial<RiskFacts>[]> = {
  other_network: [{ place: 'other_network' }],
  unknown_network: [{ place: 'unknown' }],
  other_country: [{ phoneCountry: 'FR' }, { tvCountry: 'FR' }],
  unknown_country: [
    { phoneCountry: null },
    { tvCountry: null },
    { tvCountry: null, phoneCountry: null },
  ],
  listed_address: [
    { tvAddress: '198.51.100.7' },
    { phoneAddress: '203.0.113.9' },
    { tvAddress: '2001:db8:bad::1' },
    { phoneAddress: '198.51.100.1', tvAddress: null },
  ],
}

const SETTING = {
  other_network: 'otherNetwork',
  unknown_network: 'unknownNetwork',
  other_country: 'otherCountry',
  unknown_country: 'unknownCountry',
  listed_address: 'listedAddress',
} as const

function rules(all: Ruling, set: Partial<RiskRules> = {}): RiskRules {
  return {
    otherNetwork: all,
    unknownNetwork: all,
    otherCountry: all,
    unknownCountry: all,
    listedAddress: all,
    listed: LISTED,
    ...set,
  }
}

const RULES = Object.keys(FACTS) as RiskRule[]

describe('one rule', () => {
  const table = RULES.flatMap((rule) =>
    FACTS[rule].flatMap((fact) => RULINGS.map((ruling) => [rule, fact, ruling] as const)),
  )

  it.each(table)(
    '%s by %o, set to %s, is the verdict and the only reason',
    (rule, fact, ruling) => {
      // Every other rule is as strict as can be, and must keep still.
      const verdict = judge({ ...HOME, ...fact }, rules('deny', { [SETTING[rule]]: ruling }))
      expect(verdict).toEqual({
        verdict: VERDICT_OF[ruling],
        reasons: ruling === 'allow' ? [] : [rule],
      })
    },
  )
})

describe('several rules', () => {
  /** Facts that can be true together: one of network, one of country, and the list. */
  const together: RiskRule[][] = [
    ['other_network', 'other_country', 'listed_address'],
    ['other_network', 'unknown_country', 'listed_address'],
    ['unknown_network', 'other_country', 'listed_address'],
    ['unknown_network', 'unknown_country', 'listed_address'],
  ]

  it.each(together)(
    '%s, %s and %s: the strictest ruling wins and names its own rules',
    (...spoken) => {
      const facts = Object.assign({ ...HOME }, ...spoken.map((rule) => FACTS[rule][0])) as RiskFacts
      for (const a of RULINGS) {
        for (const b of RULINGS) {
          for (const c of RULINGS) {
            const set = [a, b, c]
            const settings = Object.fromEntries(spoken.map((rule, i) => [SETTING[rule], set[i]]))
            const strictest = RULINGS[Math.max(...set.map((ruling) => RULINGS.indexOf(ruling)))]
            const reasons = spoken.filter((_rule, i) => set[i] !== 'allow' && set[i] === strictest)
            expect(judge(facts, rules('deny', settings))).toEqual({
              verdict: VERDICT_OF[strictest ?? 'allow'],
              reasons,
            })
          }
        }
      }
    },
  )
})

describe('what no rule speaks about', () => {
  it.each([
    ['a home', {}],
    ['a place where the account has a TV, by a phone elsewhere', { place: 'known_place' as const }],
    ['a TV whose address is not known', { tvAddress: null }],
    ['countries that nobody tells', { countriesTold: false, tvCountry: null, phoneCountry: null }],
    ['countries said while they do not count', { countriesTold: false, tvCountry: 'FR' }],
    ['an address beside the list', { phoneAddress: '198.51.101.7' }],
  ])('%s is clear under the strictest rules', (_case, fact) => {
    expect(judge({ ...HOME, ...fact }, rules('deny'))).toEqual({ verdict: 'clear', reasons: [] })
  })
})
