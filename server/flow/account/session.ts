import type { Credentials } from '#contract/link'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord, SessionDraft } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { isOpenTo } from './open-to.ts'
import { type SignedIn, signIn } from './sign-in.ts'

/** An account session that is about to be: its id goes to the phone, its hash to the database. */
export interface NewSession {
  id: string
  ttlSeconds: number
  draft: SessionDraft
}

/** @param account as it stood when its password was proven */
export function draftSession(parts: Parts, account: AccountRecord, caller: Caller): NewSession {
  const id = parts.randomSecret()
  const now = parts.now()
  const { ttlSeconds, perAccount } = parts.config.sessions
  return {
    id,
    ttlSeconds,
    draft: {
      idHash: sha256(id),
      accountId: account.accountId,
      passwordHash: account.passwordHash,
      address: caller.network.address,
      now,
      expiresAt: now + ttlSeconds,
      perAccount,
    },
  }
}

/** Signs a person in and keeps that for this phone. */
export async function startSession(
  parts: Parts,
  credentials: Credentials,
  caller: Caller,
): Promise<{ account: SignedIn; session: NewSession } | Refusal> {
  const account = await signIn(parts, credentials, caller)
  if (isRefusal(account)) return account
  const session = draftSession(parts, account, caller)
  if (!(await parts.store.openSession(session.draft))) return refuse('sign_in_failed')
  return { account, session }
}

/** Whose live account session this is; its life rolls on with use. */
export async function sessionAccount(
  parts: Parts,
  idHash: string | null,
  caller: Caller,
): Promise<SignedIn | null> {
  if (idHash === null) return null
  const now = parts.now()
  const session = await parts.store.sessionByHash(idHash, now)
  // A disabled account has no sessions.
  if (session === null || !isOpenTo({ ...session, disabled: false }, caller)) return null
  const { ttlSeconds, touchSeconds } = parts.config.sessions
  if (session.lastUsedAt + touchSeconds <= now) {
    await parts.store.touchSession(idHash, caller.network.address, now, now + ttlSeconds)
  }
  return session
}
