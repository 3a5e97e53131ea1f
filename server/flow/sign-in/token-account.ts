import { type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { isOpenTo } from './open-to.ts'
import { provenNow, type SignedIn } from './signed-in.ts'
import { usernameKey } from './username.ts'

/**
 * Whose account a token of the operator's own identity provider stands for: it counts wherever an account session does,
 * so that a phone app in which the person is already signed in can approve.
 */
export async function tokenAccount(
  parts: Parts,
  token: string,
  caller: Caller,
): Promise<SignedIn | Refusal> {
  const proven = await parts.accountTokens.verify(token)
  if (proven === 'unavailable') return refuse('busy', { retryAfterSeconds: 5 })
  if (proven === null) return refuse('invalid_token', { detail: 'This token proves no account.' })
  const account = await parts.store.accountByUsername(usernameKey(proven.username))
  if (account === null || !isOpenTo(account, caller)) {
    return refuse('invalid_token', { detail: 'There is no such account here.' })
  }
  return { ...provenNow(parts, account), issuer: proven.issuer }
}
