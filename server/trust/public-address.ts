import { isIP } from 'node:net'

import { contains, isLoopback, isPrivateAddress, subnets } from './network.ts'

/** How a request addressed us: by its own Host header, or by what a configured proxy says that it was. */
export interface Addressed {
  scheme: 'http' | 'https'
  /** With the port, as in a Host header. */
  host: string
  /** A path that the proxy took off, without a slash at its end. */
  prefix: string
}

/** The names and addresses that are ours. */
export interface OurNames {
  /** `publicUrl` of the configuration. */
  configured: string | null
  /** This machine's host name and the operator's `allowedHosts`, in lower case. */
  names: readonly string[]
  /** The addresses of this machine's interfaces, best first; loopback is not among them. */
  addresses: readonly string[]
  port: number
  /** What this server itself speaks at that port. */
  scheme: 'http' | 'https'
}

/**
 * The base of every URL that a phone gets to see: what is configured, else the address the TV used when it is ours and
 * not loopback, else the best address of this machine, and localhost only on a machine that has no other.
 */
export function publicBase(addressed: Addressed, ours: OurNames): string {
  if (ours.configured !== null) return ours.configured
  if (isOurHost(addressed.host, ours) && !isLoopbackHost(hostname(addressed.host))) {
    return `${addressed.scheme}://${addressed.host.toLowerCase()}${addressed.prefix}`
  }
  return detectedBase(ours)
}

/** The base to print at start, before anybody has called. */
export function detectedBase(ours: OurNames): string {
  const address = ours.addresses[0]
  const host = address === undefined ? 'localhost' : isIP(address) === 6 ? `[${address}]` : address
  const usual = ours.scheme === 'https' ? 443 : 80
  return ours.configured ?? `${ours.scheme}://${host}${ours.port === usual ? '' : `:${ours.port}`}`
}

/**
 * Whether a Host header may name us. A page of another site can make its own name point here (DNS rebinding), so names
 * must be known ones; an address, or a name that public DNS cannot hold, cannot be abused in that way.
 */
export function isOurHost(hostHeader: string, ours: OurNames): boolean {
  if (!/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.test(hostHeader)) return false
  // Such as a port beyond 65535, of which no URL can be made.
  if (!URL.canParse(`http://${hostHeader}`)) return false
  const name = hostname(hostHeader)
  if (isIP(name) !== 0) {
    return (
      isLoopback(name) ||
      isPrivateAddress(name) ||
      ours.addresses.includes(name) ||
      name === configuredName(ours)
    )
  }
  return (
    !name.includes('.') ||
    LOCAL_NAME.test(name) ||
    ours.names.includes(name) ||
    name === configuredName(ours)
  )
}

/** Whether a phone anywhere could reach this URL: then nobody is a housemate merely by being near the server. */
export function isPublicUrl(url: string | null): boolean {
  if (url === null) return false
  const name = hostname(new URL(url).host)
  if (isIP(name) !== 0) {
    return !isLoopback(name) && !isPrivateAddress(name) && !contains(UNROUTED, name)
  }
  return name.includes('.') && !LOCAL_NAME.test(name)
}

/** Addresses of overlay networks (RFC 6598) and of links: nobody is routed there, and yet they say nothing of a home. */
const UNROUTED = subnets(['100.64.0.0/10', '169.254.0.0/16', 'fe80::/10'])

/** Suffixes that no public name ends in (RFC 6761, RFC 6762, RFC 8375, and what home routers give out). */
const LOCAL_NAME = /\.(local|localhost|lan|home|internal|home\.arpa|test)$/

function isLoopbackHost(name: string): boolean {
  return isLoopback(name) || name === 'localhost' || name.endsWith('.localhost')
}

function configuredName(ours: OurNames): string | null {
  return ours.configured === null ? null : hostname(new URL(ours.configured).host)
}

/** `[::1]:8080` → `::1`, `TV.local:80` → `tv.local`. */
function hostname(host: string): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
}
