import type { LinkDetails, Risk } from '#contract/link'

import type { LinkRecord } from '../../store/store.ts'
import { placeOf } from '../../trust/home.ts'
import { judge } from '../../trust/risk.ts'
import type { Caller, Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'
import { knowsPlace, whereabouts } from '../whereabouts.ts'

/** How TV and phone stand to each other, and what the operator's rules make of it. */
export async function riskOf(
  parts: Parts,
  link: LinkRecord,
  account: SignedIn | null,
  caller: Caller,
): Promise<{ place: LinkDetails['place']; risk: Risk }> {
  const place = await placeFor(parts, link, account, caller)
  const facts = {
    place,
    tvAddress: link.address,
    phoneAddress: caller.network.address,
    tvCountry: link.country,
    phoneCountry: caller.country,
    countriesTold: parts.config.risk.countryHeader !== null,
  }
  return { place, risk: judge(facts, parts.riskRules) }
}

async function placeFor(
  parts: Parts,
  { network }: LinkRecord,
  account: SignedIn | null,
  caller: Caller,
): Promise<LinkDetails['place']> {
  const place = placeOf(network, await whereabouts(parts, caller.network))
  if (place === 'same_network' || network === null || account === null) return place
  return (await knowsPlace(parts, account.accountId, network)) ? 'known_place' : place
}
