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
