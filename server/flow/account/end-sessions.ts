import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

/**
 * Signs a phone of the account out, or all but the one that asks. Its TVs stay connected; where there is nothing (any
 * more) to end it does nothing.
 *
 * @param sessionId `null` means all the others
 * @returns how many ended, and whether the one that asks was among them
 */
export async function endSessions(
  parts: Parts,
  { accountId, session }: SignedIn,
  sessionId: string | null,
): Promise<{ ended: number; own: boolean }> {
  const kept = sessionId === null ? (session?.sessionId ?? null) : null
  const ended = await parts.store.endSessions(accountId, sessionId, kept)
  return { ended, own: sessionId !== null && sessionId === session?.sessionId }
}
