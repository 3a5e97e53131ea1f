import { isLoopback, type Network, unlessCrowded } from '../trust/network.ts'
import type { Parts } from './parts.ts'

/** The caller's network, unless so many devices or accounts were lately seen at its address that it is nobody's home. */
export async function whereabouts(parts: Parts, network: Network): Promise<Network> {
  if (network.key === null || isLoopback(network.address)) return network
  const { crowd, crowdSeconds } = parts.config.home
  const since = parts.now() - crowdSeconds
  const seen = await parts.store.crowdAt(network.address, since, crowd)
  return unlessCrowded(network, seen.devices || seen.accounts)
}

/** Whether a network is a place of this account: it has a TV there, or lately passed a number match with one. */
export function knowsPlace(parts: Parts, accountId: string, network: string): Promise<boolean> {
  const now = parts.now()
  const matchedSince = now - parts.config.home.rememberSeconds
  return parts.store.accountKnows({ accountId, network, matchedSince, now })
}
