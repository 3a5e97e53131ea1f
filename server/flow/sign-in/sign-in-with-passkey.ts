import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'

import type { PasskeySignIn } from '#contract/passkey'

import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { isOpenTo } from './open-to.ts'
import { passkeysHere } from './passkeys-here.ts'
import { type NewSession, openSession } from './session.ts'
import type { SignedIn } from './signed-in.ts'

/** The question for any passkey of ours; it is the same for everybody, so it tells nobody who has an account here. */
export function askForPasskey(
  parts: Parts,
  caller: Caller,
): PublicKeyCredentialRequestOptionsJSON | Refusal {
  const party = passkeysHere(parts, caller)
  return 'rpId' in party ? parts.passkeys.signInOptions(party) : refuse('passkeys_unavailable')
}

/**
 * Signs a person in by passkey, or proves once more who is signed in. Wrong passwords never lock it out: nobody can
 * guess a key. Whatever is wrong is answered alike.
 */
export async function signInWithPasskey(
  parts: Parts,
  sent: PasskeySignIn,
  caller: Caller,
  before: SignedIn | null,
): Promise<{ account: AccountRecord; session: NewSession } | Refusal> {
  const account = await provenAccount(parts, sent, caller)
  if (isRefusal(account)) return account
  const proof = { credentialId: sent.id }
  const session = await openSession(parts, account, 'passkey', caller, before, proof)
  return isRefusal(session) ? refuse('passkey_failed') : { account, session }
}

async function provenAccount(
  parts: Parts,
  sent: PasskeySignIn,
  caller: Caller,
): Promise<AccountRecord | Refusal> {
  const party = passkeysHere(parts, caller)
  if (!('rpId' in party)) return refuse('passkey_failed')
  const known = await parts.store.passkeyById(sent.id)
  if (known === null || !isOpenTo(known.account, caller)) return refuse('passkey_failed')
  const { passkey, account } = known

  const proven = await parts.passkeys.verifySignIn(party, sent, passkey)
  if (proven === 'busy') return refuse('busy', { retryAfterSeconds: 5 })
  if (proven === 'refused') return refuse('passkey_failed')
  const { credentialId } = passkey
  if (!(await parts.store.usePasskey({ credentialId, ...proven, now: parts.now() }))) {
    parts.log.warn(
      { account: account.username },
      'The counter of a passkey did not grow: somebody may have a copy of it. The sign-in was refused.',
    )
    return refuse('passkey_failed')
  }
  return account
}
