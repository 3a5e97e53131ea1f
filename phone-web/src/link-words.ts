import type { LinkDetails, RiskRule } from '#contract/link'

import { say, type Words } from './words.ts'

/** Which web site or app asks, as its operator calls it, or which TV, in the words it uses of itself. */
export function whoAsks({ client_name, site, device: { name, model } }: LinkDetails): Words {
  if (client_name !== null && site !== null) {
    return say('site.which', { app: client_name, site: hostOf(site) })
  }
  if (client_name !== null) return say('link.app', { app: client_name })
  if (name !== null && model !== null) return say('link.tvNameModel', { name, model })
  if (name !== null) return say('link.tvName', { name })
  return model === null ? say('link.tv') : say('link.tvModel', { model })
}

const PLACES = {
  same_network: 'link.placeSame',
  known_place: 'link.placeKnown',
  other_network: 'link.placeOther',
  unknown: 'link.placeUnknown',
} as const

/** Where the TV is, as far as the network tells. */
export function placeWords(place: LinkDetails['place']): Words {
  return say(PLACES[place])
}

/** Whether the network says that TV and person belong together. */
export function isNear(place: LinkDetails['place']): boolean {
  return place === 'same_network' || place === 'known_place'
}

/** What to do before saying yes. */
export function compareWords({ place, site }: LinkDetails): Words {
  if (site !== null) return say('site.compare', { site: hostOf(site) })
  return say(isNear(place) ? 'link.compare' : 'link.compareDoubt')
}

/** One side of "TV and phone": its masked address. */
export function addressWords(address: string | null): Words {
  return address === null ? say('link.addressUnknown') : say('link.address', { address })
}

const RISKS = {
  other_network: 'risk.otherNetwork',
  unknown_network: 'risk.unknownNetwork',
  other_country: 'risk.otherCountry',
  unknown_country: 'risk.unknownCountry',
  listed_address: 'risk.listedAddress',
} as const satisfies Record<RiskRule, string>

/** What is unusual about a sign-in, sentence by sentence. */
export function riskWords(reasons: readonly RiskRule[]): Words {
  return reasons.flatMap((reason) => say(RISKS[reason]))
}

/** As a browser shows it in its address line. */
export function hostOf(site: string): string {
  return new URL(site).host
}
