import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { weakness } from '../sign-in/password-rules.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { draftSession, type NewSession } from '../sign-in/session.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'

/**
 * Gives the account another password. Whoever knew the old one is out: every other session ends, and this one goes on
 * under a new id. An account that signs in elsewhere has no password to change, which is `not_found`; so it is for a
 * token of `accountIssuers`, which has no session to go on with.
 */
export async function newPassword(
  parts: Parts,
  signedIn: SignedIn,
  password: string,
  caller: Caller,
): Promise<NewSession | Refusal> {
  if (signedIn.session === null) return refuse('sign_in_required')
  const account = await ownAccount(parts, signedIn)
  if (isRefusal(account)) return account
  if (!isFresh(parts, signedIn)) return reauthenticate(parts, signedIn, caller)
  const weak = weakness(password, account, parts.config.passwords.minLength)
  if (weak !== null) return refuse('weak_password', { detail: weak })
  const hash = await parts.passwords.hash(password)
  if (hash === 'busy') return refuse('busy', { retryAfterSeconds: 1 })
  const session = draftSession(parts, account, 'password', caller, signedIn)
  // `false`: another phone changed it or ended this session in the same moment, and what that one did holds.
  if (!(await parts.store.replacePassword(hash, session.draft))) return refuse('sign_in_required')
  parts.log.info({ account: signedIn.username }, 'A phone changed the password.')
  return session
}

/** The account as it stood when this session was read: its password may be another one by now. */
async function ownAccount(
  parts: Parts,
  { accountId, username, session }: SignedIn,
): Promise<AccountRecord | Refusal> {
  const account = await parts.store.accountByUsername(username)
  const passwordHash = session?.passwordHash ?? null
  if (!parts.config.identity.local || account?.accountId !== accountId || passwordHash === null) {
    return refuse('not_found', { detail: 'This account has no password here.' })
  }
  return { ...account, passwordHash }
}
