import { type Refusal, refuse } from '../../errors.ts'
import { tellUnbound } from '../device/tell-unbound.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'

/**
 * Deletes the account with all it has; its TVs are at their codes within a second. The demo account stays: it is the
 * house's and nobody's own, and without it a house that tries Couchlink out could not sign in any more.
 */
export async function deleteMine(
  parts: Parts,
  signedIn: SignedIn,
  caller: Caller,
): Promise<Refusal | null> {
  const { accountId, username, session } = signedIn
  if (session === null) return refuse('sign_in_required')
  const account = await parts.store.accountByUsername(username)
  // It has gone in the same moment, and a later account of that name is somebody else's.
  if (account?.accountId !== accountId) return refuse('sign_in_required')
  if (account.demo) {
    return refuse('last_sign_in', {
      detail: 'The demo account goes by itself as soon as there is another one.',
    })
  }
  if (!isFresh(parts, signedIn)) return reauthenticate(parts, signedIn, caller)
  const { sessionId } = session
  const devices = await parts.store.deleteOwnAccount({ accountId, sessionId, now: parts.now() })
  if (devices === null) return refuse('sign_in_required')
  parts.log.info({ devices: devices.length }, 'A phone deleted its account.')
  await tellUnbound(parts, devices)
  return null
}
