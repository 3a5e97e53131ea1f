import type { LinkRecord } from '../../store/store.ts'
import { atHome } from '../../trust/home.ts'
import { termsOf } from '../client/authenticate.ts'
import type { Caller, Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'
import { knowsPlace, whereabouts } from '../whereabouts.ts'
import { isLive, linkState } from './link-status.ts'
import type { TypedLink } from './typed-code.ts'

/**
 * What an approval must do before it counts: nothing, the number match, or it is refused. `ended`: there is nothing left
 * to doubt. `unknown`: the client behind the link request is gone.
 */
export type Doubt = 'none' | 'match' | 'refuse' | 'ended' | 'unknown'

/** Doubt means more proof: whatever is not known to be the same home (docs/ARCHITECTURE.md, rule 4). */
export async function doubtOf(
  parts: Parts,
  { link, underAttack }: TypedLink,
  account: SignedIn,
  caller: Caller,
): Promise<Doubt> {
  if (!isLive(linkState(link, parts.now()))) return 'ended'
  const terms = termsOf(parts, link)
  if (terms === null) return 'unknown'
  if (terms.hostLanOnly && caller.network.kind !== 'host_lan') return 'refuse'
  if (!underAttack && (await isAtHome(parts, link, account, caller))) return 'none'
  return terms.otherNetwork
}

async function isAtHome(
  parts: Parts,
  link: LinkRecord,
  account: SignedIn,
  caller: Caller,
): Promise<boolean> {
  const phone = await whereabouts(parts, caller.network)
  const known =
    link.network !== null &&
    link.network !== phone.key &&
    (await knowsPlace(parts, account.accountId, link.network))
  return atHome(link.network, phone, known)
}
