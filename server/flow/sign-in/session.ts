import type { SignInMethod } from '#contract/account'
import type { Credentials } from '#contract/authorize'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord, SessionDraft, SessionRecord } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { isOpenTo } from './open-to.ts'
import { signIn } from './sign-in.ts'
import { giveWay, provenAccount, type SignedIn } from './signed-in.ts'

/** An account session that is about to be: its id goes to the phone, its hash to the database. */
export interface NewSession {
  id: string
  ttlSeconds: number
  draft: SessionDraft
  /** Since when devices are new to it: the store lets one that only gets a new id keep the old moment. */
  devicesSeenAt: number
}

/**
 * Drafts the session for an account that has just been proven.
 *
 * @param account as it stood at the proof
 * @param before whoever is signed in on this phone so far: that session ends, and the same person's keeps its lasting id
 */
export function draftSession(
  parts: Parts,
  account: AccountRecord,
  method: SignInMethod,
  caller: Caller,
  before: SignedIn | null,
): NewSession {
  const id = parts.randomSecret()
  const now = parts.now()
  const { ttlSeconds, perAccount } = parts.config.sessions
  const same = before?.accountId === account.accountId ? before.session : null
  return {
    id,
    ttlSeconds,
    devicesSeenAt: same?.devicesSeenAt ?? now,
    draft: {
      sessionId: same?.sessionId ?? parts.randomId(),
      idHash: sha256(id),
      accountId: account.accountId,
      passwordHash: account.passwordHash,
      method,
      label: caller.label,
      replaces: before?.session?.idHash ?? null,
      address: caller.network.address,
      now,
      expiresAt: now + ttlSeconds,
      perAccount,
    },
  }
}

/**
 * Keeps the sign-in of an account that has just been proven; refuses when it was closed to it in the same moment.
 *
 * @param proof what the store has to know of this proof beside its method
 */
export async function openSession(
  parts: Parts,
  account: AccountRecord,
  method: SignInMethod,
  caller: Caller,
  before: SignedIn | null,
  proof: Pick<SessionDraft, 'credentialId' | 'provenAt'> = {},
): Promise<NewSession | Refusal> {
  const session = draftSession(parts, account, method, caller, before)
  const draft = { ...session.draft, ...proof }
  if (!(await parts.store.openSession(draft))) return refuse('sign_in_failed')
  await giveWay(parts, before, account)
  return { ...session, draft }
}

/** Signs a person in by password and keeps that for this phone. */
export async function startSession(
  parts: Parts,
  credentials: Credentials,
  caller: Caller,
  before: SignedIn | null,
): Promise<{ account: AccountRecord; session: NewSession } | Refusal> {
  const account = await signIn(parts, credentials, caller)
  if (isRefusal(account)) return account
  const session = await openSession(parts, account, 'password', caller, before)
  return isRefusal(session) ? session : { account, session }
}

/** Whom a session that has just begun proves. */
export function signedInWith(
  account: AccountRecord,
  { draft, devicesSeenAt }: NewSession,
): SignedIn {
  const { sessionId, idHash, method, passwordHash, now, provenAt = now } = draft
  const session = { sessionId, idHash, method, passwordHash, devicesSeenAt }
  return { ...provenAccount(account), provenAt, issuer: null, session }
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
  return signedInBy(session, idHash)
}

function signedInBy(record: SessionRecord, idHash: string): SignedIn {
  const { sessionId, method, passwordHash, devicesSeenAt, provenAt } = record
  const session = { sessionId, idHash, method, passwordHash, devicesSeenAt }
  return { ...provenAccount(record), provenAt, issuer: null, session }
}
