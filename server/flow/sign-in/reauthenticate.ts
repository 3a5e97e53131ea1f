import type { SignInMethod } from '#contract/account'

import { type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { passkeysHere } from './passkeys-here.ts'
import type { SignedIn } from './signed-in.ts'

/** Asks the person to prove the account once more, and says by which means this one can do so here. */
export async function reauthenticate(
  parts: Parts,
  account: SignedIn,
  caller: Caller,
): Promise<Refusal> {
  return refuse('reauthenticate', { members: { methods: await methodsOf(parts, account, caller) } })
}

async function methodsOf(parts: Parts, account: SignedIn, caller: Caller): Promise<SignInMethod[]> {
  const { local, oidc } = parts.config.identity
  const methods: SignInMethod[] = []
  if (local && (await hasPassword(parts, account))) methods.push('password')
  if ('rpId' in passkeysHere(parts, caller)) {
    const { length } = await parts.store.passkeysOf(account.accountId)
    if (length > 0) methods.push('passkey')
  }
  if (oidc !== null) methods.push('oidc')
  return methods
}

/** A session knows it; an account that a token of `accountIssuers` proved has to be looked up. */
async function hasPassword(parts: Parts, { session, username }: SignedIn): Promise<boolean> {
  if (session !== null) return session.passwordHash !== null
  const account = await parts.store.accountByUsername(username)
  return account !== null && account.passwordHash !== null
}
