import { type Refusal, refuse } from '../../errors.ts'
import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

/** The person's own name for a TV. It holds as long as the binding does: the next owner calls it something else. */
export async function renameDevice(
  parts: Parts,
  { accountId }: SignedIn,
  deviceId: string,
  name: string,
): Promise<Refusal | null> {
  return (await parts.store.labelDevice(accountId, deviceId, name)) ? null : refuse('not_found')
}
