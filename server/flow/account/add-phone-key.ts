import * as v from 'valibot'

import type { NewKeyRequest, PhoneKey } from '#contract/phone-key'

import { importPublicKey, PublicKey, thumbprint } from '../../credentials/p256.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'
import { phoneKeyShown } from './my-keys.ts'

/**
 * Registers a key that a phone keeps: from now on what it signs approves as this account. It outlives the session, so the
 * account must have been proven just now; a token of `accountIssuers` counts as that. Registered again, it is answered
 * again, for whoever has lost the first answer.
 */
export async function addPhoneKey(
  parts: Parts,
  account: SignedIn,
  { key, label }: NewKeyRequest,
  caller: Caller,
): Promise<PhoneKey | Refusal> {
  if (!isFresh(parts, account)) return reauthenticate(parts, account, caller)
  const publicKey = v.safeParse(PublicKey, key)
  if (!publicKey.success || importPublicKey(publicKey.output) === null) return refuseKey()
  const { accountId, session, issuer } = account
  const record = {
    keyId: thumbprint(publicKey.output),
    accountId,
    publicKey: JSON.stringify(publicKey.output),
    label: label ?? caller.label,
    createdAt: parts.now(),
    issuer,
  }
  const draft = { ...record, sessionId: session?.sessionId ?? null }
  switch (await parts.store.addPhoneKey(draft, parts.config.phoneKeys.perAccount)) {
    case 'no_account':
      return refuse('sign_in_required')
    case 'too_many':
      return refuse('too_many_keys')
    case 'known':
      // Nobody learns whose it is, nor that it is anybody's.
      return refuseKey()
    case 'repeated': {
      const keys = await parts.store.phoneKeysOf(accountId)
      const registered = keys.find(({ keyId }) => keyId === record.keyId)
      return phoneKeyShown(registered ?? { ...record, lastUsedAt: null })
    }
    case 'added':
      parts.log.info({ account: account.username }, 'A phone registered its key.')
      return phoneKeyShown({ ...record, lastUsedAt: null })
  }
}

function refuseKey(): Refusal {
  return refuse('bad_request', { detail: '"key" is no key that can be registered.' })
}
