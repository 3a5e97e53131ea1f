import type { RelyingParty, Unavailable } from '../../credentials/relying-party.ts'
import type { Caller, Parts } from '../parts.ts'

/**
 * As whom the browser's passkeys know us at the address where this caller is, or why it can have none there. Where
 * people sign in at the operator's provider alone, nobody can.
 */
export function passkeysHere(
  parts: Parts,
  { issuer }: Caller,
): RelyingParty | { unavailable: Unavailable | 'switched_off' } {
  if (!parts.config.identity.local) return { unavailable: 'switched_off' }
  // Not `base`: that is for other people's phones, and never says localhost to the browser on this very machine. Where
  // `publicUrl` is set, everybody is taken to come by it: many a proxy puts a name of its own into the Host header.
  return parts.passkeys.relyingParty(issuer)
}
