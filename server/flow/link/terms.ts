import { type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import { termsOf } from '../client/authenticate.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'
import { isForeignTenant } from './tenant.ts'

/** What the operator or the site asks of every approval, whatever the place: the right tenant, sign-in by QR switched on, a fresh proof. */
export async function termsRefusal(
  parts: Parts,
  link: LinkRecord,
  account: SignedIn,
  caller: Caller,
): Promise<Refusal | null> {
  if (isForeignTenant(parts.config.tenants, link.clientId, account.issuer)) {
    return refuse('tenant_mismatch')
  }
  const { optIn, stepUp } = parts.config.link
  const terms = termsOf(parts, link)
  if ((optIn || terms?.optIn === true) && !(await parts.store.signsInByQr(account.accountId))) {
    return refuse('opt_in_required')
  }
  if ((stepUp || terms?.stepUp === true) && !isFresh(parts, account)) {
    return reauthenticate(parts, account, caller)
  }
  return null
}
