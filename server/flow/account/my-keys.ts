import type { PhoneKey, PhoneKeys } from '#contract/phone-key'

import { type Refusal, refuse } from '../../errors.ts'
import type { PhoneKeyRecord } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'

/** The keys of the account's phones, oldest first. */
export async function myKeys(parts: Parts, { accountId }: SignedIn): Promise<PhoneKeys> {
  return { keys: (await parts.store.phoneKeysOf(accountId)).map(phoneKeyShown) }
}

/** From now on nothing that it signs counts; what it has connected stays. Asks for a fresh proof of the account. */
export async function removeKey(
  parts: Parts,
  account: SignedIn,
  id: string,
  caller: Caller,
): Promise<Refusal | null> {
  if (!isFresh(parts, account)) return reauthenticate(parts, account, caller)
  const { accountId, username } = account
  if (!(await parts.store.removePhoneKey(accountId, id))) return refuse('not_found')
  parts.log.info({ account: username }, 'The key of a phone was removed.')
  return null
}

/** Such a key as its person sees it. */
export function phoneKeyShown({
  keyId,
  label,
  createdAt,
  lastUsedAt,
}: Pick<PhoneKeyRecord, 'keyId' | 'label' | 'createdAt' | 'lastUsedAt'>): PhoneKey {
  return { id: keyId, label, created_at: createdAt, last_used_at: lastUsedAt }
}
