import type { Caller, Parts } from '../parts.ts'
import { sessionAccount } from './session.ts'

/**
 * Ends the session of this phone, and with it what its account was about to connect: whoever signs in here next need not
 * wait for a claim to run out. Where there is no session (any more) it does nothing.
 *
 * @param idHash of the session's id, `null` without one
 */
export async function signOut(parts: Parts, idHash: string | null, caller: Caller): Promise<void> {
  if (idHash === null) return
  const account = await sessionAccount(parts, idHash, caller)
  await parts.store.closeSession(idHash)
  if (account !== null) await parts.store.releaseClaims(account.accountId)
}
