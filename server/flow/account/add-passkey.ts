import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'

import type { MyPasskey, PasskeyRegistration } from '#contract/passkey'

import type { RelyingParty } from '../../credentials/relying-party.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { passkeysHere } from '../sign-in/passkeys-here.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'
import { passkeyShown } from './my-passkeys.ts'

/** What the person's browser is asked to make. */
export async function askForNewPasskey(
  parts: Parts,
  account: SignedIn,
  caller: Caller,
): Promise<PublicKeyCredentialCreationOptionsJSON | Refusal> {
  const allowed = await mayAdd(parts, account, caller)
  if (isRefusal(allowed)) return allowed
  const { party, sessionId } = allowed
  const existing = await parts.store.passkeysOf(account.accountId)
  // Better now than after the dialog; what counts is decided when it is kept.
  if (existing.length >= parts.config.passkeys.perAccount) return refuse('too_many_passkeys')
  return parts.passkeys.registrationOptions(party, { account, sessionId, existing })
}

/** Keeps the passkey that was made: from now on it proves the account. */
export async function addPasskey(
  parts: Parts,
  account: SignedIn,
  sent: PasskeyRegistration,
  caller: Caller,
): Promise<MyPasskey | Refusal> {
  const allowed = await mayAdd(parts, account, caller)
  if (isRefusal(allowed)) return allowed
  const { party, sessionId } = allowed
  const made = await parts.passkeys.verifyRegistration(party, sent, sessionId)
  if (made === 'busy') return refuse('busy', { retryAfterSeconds: 5 })
  if (made === 'refused') return refuse('passkey_failed')

  const passkey = {
    ...made,
    accountId: account.accountId,
    label: caller.label,
    createdAt: parts.now(),
    lastUsedAt: null,
    sessionId,
  }
  const outcome = await parts.store.addPasskey(passkey, parts.config.passkeys.perAccount)
  if (outcome === 'no_session') return refuse('sign_in_required')
  if (outcome === 'too_many') return refuse('too_many_passkeys')
  // Nobody learns whose it is.
  if (outcome === 'known') return refuse('passkey_failed')
  parts.log.info({ account: account.username }, 'A passkey was added.')
  return passkeyShown(passkey)
}

/**
 * A passkey outlives the session in which it is added, so the account must have been proven just now, and on this
 * phone: a token of `accountIssuers` is no phone.
 */
async function mayAdd(
  parts: Parts,
  account: SignedIn,
  caller: Caller,
): Promise<{ party: RelyingParty; sessionId: string } | Refusal> {
  if (account.session === null) return refuse('sign_in_required')
  const party = passkeysHere(parts, caller)
  if (!('rpId' in party)) return refuse('passkeys_unavailable')
  if (!isFresh(parts, account)) return reauthenticate(parts, account, caller)
  return { party, sessionId: account.session.sessionId }
}
