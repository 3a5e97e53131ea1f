import { BlockList, isIP, isIPv4 } from 'node:net'

/** What a request shows of where it comes from. */
export interface Peer {
  /** The socket's remote address. */
  address: string
  /** The headers by which proxies name themselves and those they speak for, as received. */
  headers: Partial<Record<ProxyHeader, string>>
}

export const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'via', 'cf-connecting-ip'] as const
export type ProxyHeader = (typeof PROXY_HEADERS)[number]

/** What the server knows of its own place. */
export interface Surroundings {
  /** Proxies whose `X-Forwarded-*` headers count. */
  trustedProxies: BlockList
  /** The subnets of the server's own interfaces. */
  ownSubnets: BlockList
  /** Inside a container: the gateways behind which everybody looks alike. */
  gateways: readonly string[]
  /** Whether phones reach this server by a public address; then no neighbour is a housemate. */
  isPublic: boolean
}

/**
 * Where a caller is, as far as that can be known. `key` is what two callers in one home share; without it, everything
 * is in doubt. `address` is the caller's own, for counting.
 */
export type Network =
  | { kind: 'host_lan'; key: 'host-lan'; address: string }
  | { kind: 'known'; key: string; address: string }
  | { kind: 'unknown'; key: null; address: string; why: Doubt }

export type Doubt =
  | 'unconfigured_proxy'
  | 'proxy_without_address'
  | 'container_gateway'
  | 'crowded'
  | 'unusable_address'

/** Decides where a caller is. Pure, and the only place that does. */
export function network(peer: Peer, here: Surroundings): Network {
  const socketAddress = plain(peer.address)
  if (isIP(socketAddress) === 0) return unknown('unusable_address', socketAddress)
  const address = isTrustedProxy(socketAddress, here)
    ? forwardedAddress(peer.headers['x-forwarded-for'], here.trustedProxies)
    : socketAddress
  if (address === null) return unknown('proxy_without_address', socketAddress)
  if (address === socketAddress && PROXY_HEADERS.some((name) => peer.headers[name] !== undefined)) {
    return unknown('unconfigured_proxy', socketAddress)
  }
  if (here.gateways.includes(address)) return unknown('container_gateway', address)
  if (!here.isPublic && (contains(NEAR, address) || contains(here.ownSubnets, address))) {
    return { kind: 'host_lan', key: 'host-lan', address }
  }
  if (contains(NEAR, address)) return unknown('unusable_address', address)
  return { kind: 'known', key: networkKey(address), address }
}

/** Whether what comes from this socket address counts as said by one of our proxies. */
export function isTrustedProxy(socketAddress: string, here: Surroundings): boolean {
  return contains(here.trustedProxies, plain(socketAddress))
}

/** Turns a crowded network into an unknown one: a carrier's NAT, a hotel, a campus, an unnoticed proxy. */
export function unlessCrowded(where: Network, crowded: boolean): Network {
  return crowded && !isLoopback(where.address) ? unknown('crowded', where.address) : where
}

/** @param address an IP address as sockets and proxies write it */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/** Subnets and single addresses as one list; IPv4 and IPv6 alike. */
export function subnets(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** Whether the address is in the list, which must not be added to any more: what was answered once is remembered. */
export function contains(list: BlockList, address: string): boolean {
  let known = answered.get(list)
  if (known === undefined || known.size >= MAX_ANSWERED) {
    known = new Map()
    answered.set(list, known)
  }
  const before = known.get(address)
  if (before !== undefined) return before
  const version = isIP(address)
  const inside = version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  known.set(address, inside)
  return inside
}

/** A list takes microseconds to ask, several of them are asked at each call, and callers come back. */
const answered = new WeakMap<BlockList, Map<string, boolean>>()

/** About 1 MB a list; beyond it all are asked anew. */
const MAX_ANSWERED = 10_000

const NEAR = subnets(['127.0.0.0/8', '::1', '169.254.0.0/16', 'fe80::/10'])
const PRIVATE = subnets(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])

export function isPrivateAddress(address: string): boolean {
  return contains(PRIVATE, address)
}

function unknown(why: Doubt, address: string): Network {
  return { kind: 'unknown', key: null, address, why }
}

/** `::ffff:a.b.c.d` is IPv4, and a zone index is no part of an address. */
function plain(address: string): string {
  const bare = address.split('%')[0] ?? ''
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(bare) ? bare.slice(7) : bare
}

/** The rightmost address that none of our proxies is; what stands left of it anybody could have written. */
function forwardedAddress(header: string | undefined, proxies: BlockList): string | null {
  const hops = (header ?? '').split(',').map((hop) => plain(hop.trim()))
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) return null
    if (!contains(proxies, hop)) return hop
  }
  return null
}

function networkKey(address: string): string {
  if (!isIPv4(address)) return `${firstGroups(address)}::/64`
  return contains(PRIVATE, address) ? `${address.slice(0, address.lastIndexOf('.'))}.0/24` : address
}

/** The first four groups of an IPv6 address, its /64, written without leading zeros. */
function firstGroups(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [
    ...left,
    ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'),
    ...right,
  ]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
