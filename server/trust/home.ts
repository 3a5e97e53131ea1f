import type { Network } from './network.ts'

/**
 * Whether TV and phone are at home together: their networks are equal and known, or the TV stands where this account
 * already has a TV. Everything else is doubt, and doubt means more proof (docs/ARCHITECTURE.md, rule 4).
 *
 * @param tvNetwork the TV's network when it asked for the code, `null` when that was in doubt
 * @param accountHasTvThere whether this account has a TV in the TV's network
 */
export function atHome(
  tvNetwork: string | null,
  phone: Network,
  accountHasTvThere: boolean,
): boolean {
  return tvNetwork !== null && (tvNetwork === phone.key || accountHasTvThere)
}

/** How TV and phone stand to each other, for the page that names the TV. */
export function placeOf(
  tvNetwork: string | null,
  phone: Network,
): 'same_network' | 'other_network' | 'unknown' {
  if (tvNetwork === null || phone.key === null) return 'unknown'
  return tvNetwork === phone.key ? 'same_network' : 'other_network'
}
