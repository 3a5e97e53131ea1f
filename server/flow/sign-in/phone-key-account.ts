import { type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { isOpenTo } from './open-to.ts'
import { provenNow, type SignedIn } from './signed-in.ts'

/**
 * Whose account a signed approval stands for. It counts like a password that was given with this very call, and opens no
 * session. Whatever is wrong with it is answered alike.
 */
export async function phoneKeyAccount(
  parts: Parts,
  approval: string,
  handle: string,
  caller: Caller,
): Promise<{ account: SignedIn; phoneKeyId: string } | Refusal> {
  const keyId = parts.approvals.keyIdOf(approval)
  const known = keyId === null ? null : await parts.store.phoneKeyById(keyId)
  if (known === null || !isOpenTo(known.account, caller)) return refuse('approval_refused')
  const { key, account } = known
  if (!isStillBelieved(parts, key.issuer)) return refuse('approval_refused')
  const { publicKey } = key
  const verdict = parts.approvals.verify(approval, {
    handle,
    origins: originsOf(caller),
    publicKey,
  })
  if (verdict === 'busy') return refuse('busy', { retryAfterSeconds: 5 })
  if (verdict === 'refused') return refuse('approval_refused')
  const signedIn = { ...provenNow(parts, account), issuer: key.issuer }
  return { account: signedIn, phoneKeyId: key.keyId }
}

/** Whoever vouched for the person when the key was registered still may; a tenant's limits hold for the key, too. */
function isStillBelieved({ config }: Parts, issuer: string | null): boolean {
  return issuer === null || config.accountIssuers.some((one) => one.issuer === issuer)
}

/** The address in the QR, and the one by which this phone has called: behind a public URL both are that. */
function originsOf({ base, issuer }: Caller): string[] {
  return [new URL(base).origin, new URL(issuer).origin]
}
