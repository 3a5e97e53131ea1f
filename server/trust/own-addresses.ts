import { isIPv4 } from 'node:net'

import { contains, isPrivateAddress, subnets } from './network.ts'

/** What `os.networkInterfaces()` answers, as far as it is needed. */
export type Interfaces = NodeJS.Dict<
  readonly { address: string; netmask: string; cidr: string | null; internal: boolean }[]
>

/**
 * This machine's addresses that a phone in the house could reach, the likeliest first: not loopback, not link-local,
 * not the far side of a container bridge or a tunnel.
 *
 * @param routed the address from which this machine would speak to the outside, when that is known
 */
export function ownAddresses(interfaces: Interfaces, routed: string | null): string[] {
  return Object.entries(interfaces)
    .flatMap(([name, list]) => (list ?? []).map((entry) => ({ name, ...entry })))
    .filter(
      ({ name, address, internal }) =>
        !internal && !VIRTUAL.test(name) && !contains(LINK_LOCAL, address),
    )
    .map(({ address }) => address)
    .sort((a, b) => rank(a, routed) - rank(b, routed))
}

/** The subnets of every interface, for {@link import('./network.ts').Surroundings}. */
export function ownSubnets(interfaces: Interfaces): string[] {
  return Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, list]) => list ?? [])
    .map(({ cidr }) => cidr)
    .filter((cidr) => cidr !== null)
}

const VIRTUAL = /^(docker|br-|veth|virbr|tun|tap|wg|zt|utun|vmnet|vboxnet|tailscale|cni|flannel)/
const LINK_LOCAL = subnets(['169.254.0.0/16', 'fe80::/10'])

function rank(address: string, routed: string | null): number {
  if (!isIPv4(address)) return isPrivateAddress(address) ? 5 : 4
  if (address === routed) return 0
  if (address.startsWith('192.168.')) return 1
  return isPrivateAddress(address) ? 2 : 3
}
