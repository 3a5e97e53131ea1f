import { isIP } from 'node:net'

/** As whom passkeys know a server (WebAuthn §5.1.2), and the one page origin from which they may be used. */
export interface RelyingParty {
  rpId: string
  /** As browsers write it, such as `https://tv.example`. */
  origin: string
}

/** Why an address can have no passkeys: plain http, an IP address, or a name that they would not be bound to. */
export type Unavailable = 'insecure' | 'address' | 'other_name'

/**
 * Passkeys are bound to a name for ever, so it comes from the configuration and never from what a caller writes into
 * its Host header; `localhost` alone needs no saying, since it means this very machine to every browser.
 *
 * @param address the URL by which the browser knows us
 * @param configured `rpId` and `publicUrl` of the configuration
 */
export function relyingParty(
  address: string,
  configured: { rpId: string | null; publicUrl: string | null },
): RelyingParty | { unavailable: Unavailable } {
  if (!URL.canParse(address)) return { unavailable: 'address' }
  const { protocol, hostname, origin } = new URL(address)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return { unavailable: 'address' }
  if (protocol !== 'https:' && hostname !== 'localhost') return { unavailable: 'insecure' }

  const { publicUrl } = configured
  const home = publicUrl === null ? null : new URL(publicUrl)
  const rpId = configured.rpId ?? home?.hostname ?? 'localhost'
  // Where a public URL is known, its page is the only one; else the name itself, and no parent of another's.
  const isOurs =
    home === null ? hostname === rpId : origin === home.origin && isWithin(hostname, rpId)
  return isOurs ? { rpId, origin } : { unavailable: 'other_name' }
}

/** Whether `rpId` is this host or a parent of it (WebAuthn §5.1.3, without the public suffixes that browsers know). */
function isWithin(host: string, rpId: string): boolean {
  return host === rpId || host.endsWith(`.${rpId}`)
}
