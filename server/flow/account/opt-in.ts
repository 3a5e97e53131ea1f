import type { Refusal } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'

/**
 * The person lets this account sign in by QR, where the operator or a site wants that switched on first, or no longer
 * does. What is bound already stays. Switching it on asks for a fresh proof, or a phone that lies around could do it;
 * off it goes at once.
 */
export async function optIn(
  parts: Parts,
  account: SignedIn,
  on: boolean,
  caller: Caller,
): Promise<Refusal | null> {
  if (on && !isFresh(parts, account)) return reauthenticate(parts, account, caller)
  await parts.store.setSignsInByQr(account.accountId, on)
  return null
}
