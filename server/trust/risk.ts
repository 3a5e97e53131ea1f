import type { BlockList } from 'node:net'

import { contains } from './network.ts'

/** The rules as the contract names them. */
export type RiskRule =
  | 'other_network'
  | 'unknown_network'
  | 'other_country'
  | 'unknown_country'
  | 'listed_address'

/** What the rules make of a sign-in; `reasons` are the rules behind the verdict, none where it is clear. */
export interface Risk {
  verdict: 'clear' | 'warn' | 'deny'
  reasons: RiskRule[]
}

/** What a rule makes of its fact: nothing, a second tap, or a no. */
export type Ruling = 'allow' | 'warn' | 'deny'

/** What is known of TV and phone when a person decides. */
export interface RiskFacts {
  /** `known_place`: the account has a TV in the TV's network, so the networks of the two say nothing. */
  place: 'same_network' | 'known_place' | 'other_network' | 'unknown'
  /** `null` where the TV's address is not known. */
  tvAddress: string | null
  phoneAddress: string
  /** Two letters in upper case; `null` where nobody says. */
  tvCountry: string | null
  phoneCountry: string | null
  /** Whether a configured proxy tells countries at all; without one they are not judged. */
  countriesTold: boolean
}

/** `risk` of the configuration, with its list ready to be asked. */
export interface RiskRules {
  otherNetwork: Ruling
  unknownNetwork: Ruling
  otherCountry: Ruling
  unknownCountry: Ruling
  listedAddress: Ruling
  listed: BlockList
}

/** The operator's rules on one sign-in: the strictest ruling wins, and the reasons are the rules that made it. */
export function judge(facts: RiskFacts, rules: RiskRules): Risk {
  const rulings = factsThatSpeak(facts, rules.listed).map(
    (rule) => [rule, rules[SETTING[rule]]] as const,
  )
  const verdict = (['deny', 'warn'] as const).find((strict) =>
    rulings.some(([, ruling]) => ruling === strict),
  )
  if (verdict === undefined) return { verdict: 'clear', reasons: [] }
  return {
    verdict,
    reasons: rulings.flatMap(([rule, ruling]) => (ruling === verdict ? [rule] : [])),
  }
}

const SETTING = {
  other_network: 'otherNetwork',
  unknown_network: 'unknownNetwork',
  other_country: 'otherCountry',
  unknown_country: 'unknownCountry',
  listed_address: 'listedAddress',
} as const satisfies Record<RiskRule, keyof RiskRules>

function factsThatSpeak(facts: RiskFacts, listed: BlockList): RiskRule[] {
  const { place, tvAddress, phoneAddress } = facts
  const speaks: Record<RiskRule, boolean> = {
    other_network: place === 'other_network',
    unknown_network: place === 'unknown',
    other_country: countriesOf(facts) === 'other',
    unknown_country: countriesOf(facts) === 'unknown',
    listed_address: [tvAddress, phoneAddress].some((a) => a !== null && contains(listed, a)),
  }
  return (Object.keys(SETTING) as RiskRule[]).filter((rule) => speaks[rule])
}

/** A country that is missing is not the same country: whoever evades the proxy's knowledge must not come out clear. */
function countriesOf({ countriesTold, tvCountry, phoneCountry }: RiskFacts) {
  if (!countriesTold) return 'not_told'
  if (tvCountry === null || phoneCountry === null) return 'unknown'
  return tvCountry === phoneCountry ? 'same' : 'other'
}
