import type { Account } from '#contract/account'
import type { PasskeySignIn } from '#contract/passkey'

import type { Calls } from '../calls.ts'
import type { Proof } from '../steps/event.ts'
import { ceremony } from './ask.ts'
import { pick } from './pick.ts'

/** Signs in by a passkey. `credential` is one that was picked already, `null` asks for one. */
export async function prove(
  calls: Calls,
  credential: PasskeySignIn | null,
): Promise<Proof<Account>> {
  if (credential !== null) return calls.passkeySignIn(credential)
  const options = await calls.passkeyOptions('sign-in')
  return ceremony(options, (given) => pick(given, false), calls.passkeySignIn)
}
