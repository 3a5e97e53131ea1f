import type { QrAuthResponse } from '#contract/qr-auth'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import { approve, deny } from '../link/authorize.ts'
import type { Match } from '../link/match.ts'
import { tenantOf, tenantOfScreen } from '../link/tenant.ts'
import type { Caller, Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

/**
 * A tenant's phone app says yes or no to a link request of one of that tenant's screens. Whose yes it is, the issuer of
 * the token has said, never the body; everything after that is an approval like any other.
 *
 * @param account whom the token proves
 * @returns the number to show, `null` when all is decided
 */
export async function authenticate(
  parts: Parts,
  { sessionDataKey: handle, tenantDomain, clientID, response, acknowledged }: QrAuthResponse,
  account: SignedIn,
  caller: Caller,
): Promise<{ match: Match | null } | Refusal> {
  const { tenants } = parts.config
  const tenant = tenantOf(tenants, tenantDomain)
  if (tenant === null) return refuse('tenant_mismatch')
  if (!tenant.clientIds.includes(clientID)) return refuse('client_not_registered')
  if (account.issuer === null || !tenant.issuers.includes(account.issuer)) {
    return refuse('invalid_token', { detail: 'Whoever issued this token is not of that tenant.' })
  }
  const link = await parts.store.linkByHandle(sha256(handle))
  if (link === null) return refuse('link_unknown')
  if (tenantOfScreen(tenants, link.clientId) !== tenantDomain) return refuse('tenant_mismatch')

  if (response === 'DENIED') return (await deny(parts, handle)) ?? { match: null }
  const yes = { handle, decision: 'approve', remember: false, acknowledged } as const
  const result = await approve(parts, yes, account, caller)
  return isRefusal(result) ? result : { match: result.match }
}
