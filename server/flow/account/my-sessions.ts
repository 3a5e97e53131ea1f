import type { MySession } from '#contract/session'

import { maskedAddress } from '../../trust/masked-address.ts'
import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

/** The phones and browsers that are signed in to the account, those used last first. */
export async function mySessions(
  parts: Parts,
  { accountId, session }: SignedIn,
): Promise<{ sessions: MySession[] }> {
  const records = await parts.store.sessionsOf(accountId, parts.now())
  return {
    sessions: records.map(({ sessionId, label, method, address, createdAt, lastUsedAt }) => ({
      id: sessionId,
      label,
      method,
      address: maskedAddress(address),
      created_at: createdAt,
      last_used_at: lastUsedAt,
      current: sessionId === session?.sessionId,
    })),
  }
}
