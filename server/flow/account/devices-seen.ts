import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

/**
 * The person has looked at the list, so that the devices on it are not new to this session any more.
 *
 * @param at when the list was made (epoch seconds): what was connected since has not been looked at
 */
export async function devicesSeen(
  parts: Parts,
  { session }: SignedIn,
  at: number = parts.now(),
): Promise<void> {
  if (session === null) return
  await parts.store.devicesSeen(session.sessionId, Math.min(at, parts.now()))
}

/**
 * The person has read which of their TVs other accounts have taken over; no phone of theirs tells it again.
 *
 * @param at when the list was made (epoch seconds)
 */
export async function takenHeard(
  parts: Parts,
  { accountId }: SignedIn,
  at: number = parts.now(),
): Promise<void> {
  await parts.store.forgetTaken(accountId, Math.min(at, parts.now()))
}
