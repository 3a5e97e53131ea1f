import type { MyPasskey } from '#contract/passkey'

import { type Refusal, refuse } from '../../errors.ts'
import type { PasskeyRecord } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'

/** The account's passkeys, oldest first; also where this address can have none. */
export async function myPasskeys(
  parts: Parts,
  { accountId }: SignedIn,
): Promise<{ passkeys: MyPasskey[] }> {
  return { passkeys: (await parts.store.passkeysOf(accountId)).map(passkeyShown) }
}

/** Removes a passkey, unless nothing else is left to sign in with; asks for a fresh proof of the account. */
export async function removePasskey(
  parts: Parts,
  account: SignedIn,
  id: string,
  caller: Caller,
): Promise<Refusal | null> {
  if (!isFresh(parts, account)) return reauthenticate(parts, account, caller)
  const outcome = await parts.store.removePasskey(account.accountId, id)
  if (outcome === 'unknown') return refuse('not_found')
  if (outcome === 'last') return refuse('last_sign_in')
  parts.log.info({ account: account.username }, 'A passkey was removed.')
  return null
}

/** A passkey as its person sees it. */
export function passkeyShown({
  credentialId,
  label,
  createdAt,
  lastUsedAt,
}: Pick<PasskeyRecord, 'credentialId' | 'label' | 'createdAt' | 'lastUsedAt'>): MyPasskey {
  return { id: credentialId, label, created_at: createdAt, last_used_at: lastUsedAt }
}
