import type { SignInMethod } from '#contract/account'

import type { AccountRecord } from '../../store/store.ts'
import type { Parts } from '../parts.ts'

/** An account that has proven itself, by a session, with this very call, or by the operator's token. */
export interface SignedIn extends Pick<AccountRecord, 'accountId' | 'username' | 'name' | 'color'> {
  /** Epoch seconds. A token of `accountIssuers` counts as proven with each call: how fresh it is, its issuer decides. */
  provenAt: number
  /** Which of `accountIssuers` vouches for it, where a token does; `null` otherwise. */
  issuer: string | null
  /** `null` where no account session is behind it. */
  session: {
    /** Stays the same for the life of the sign-in; the id behind `idHash` does not. */
    sessionId: string
    idHash: string
    method: SignInMethod
    /** The account's password as it stands; `null` for an account without one. */
    passwordHash: string | null
    devicesSeenAt: number
  } | null
}

/** An account that has been proven with this very call. */
export function provenNow(parts: Parts, account: AccountRecord): SignedIn {
  return { ...provenAccount(account), provenAt: parts.now(), issuer: null, session: null }
}

/**
 * "Not you?": what another account was about to connect from this phone, it gives up to whoever signs in there now.
 *
 * @param before whoever was signed in on this phone
 */
export async function giveWay(
  { store }: Parts,
  before: SignedIn | null,
  { accountId }: Pick<SignedIn, 'accountId'>,
): Promise<void> {
  if (before === null || before.accountId === accountId) return
  await store.releaseClaims(before.accountId)
}

/** What of an account is known of whoever has proven it. */
export function provenAccount({
  accountId,
  username,
  name,
  color,
}: Omit<AccountRecord, 'passwordHash' | 'disabled'>): Omit<
  SignedIn,
  'provenAt' | 'issuer' | 'session'
> {
  return { accountId, username, name, color }
}

/** Whether the account was proven so lately that it may do what a found phone must not. */
export function isFresh(parts: Parts, { provenAt }: SignedIn): boolean {
  return provenAt + parts.config.sessions.freshSeconds > parts.now()
}
