import type { SignInMethod } from '#contract/account'
import type { MyDevice, TakenDevice } from '#contract/device'
import type { MyPasskey } from '#contract/passkey'
import type { PhoneKey } from '#contract/phone-key'
import type { MySession } from '#contract/session'

import type { TextKey } from '../../texts/catalogue.ts'
import type { SignInWays } from '../link-data.ts'

/** Why there are no passkeys at this address. */
export type PasskeysUnavailable = 'insecure' | 'address' | 'other_name' | 'switched_off'

/** Everything of a signed-in person that the page shows. Moments are epoch seconds. */
export interface Mine {
  account: { username: string; name: string; color: string }
  devices: readonly MyDevice[]
  /** TVs that other accounts have taken over lately. */
  taken: readonly TakenDevice[]
  sessions: readonly MySession[]
  passkeys: { unavailable: PasskeysUnavailable } | { list: readonly MyPasskey[]; room: boolean }
  /** The keys of phone apps that may say yes for the account. */
  keys: readonly PhoneKey[]
  /** Whether sign-in by QR is switched on; `null` where nobody asks for it. */
  qrSignIn: boolean | null
  /** How the account can be proven once more; `null` while it is proven freshly enough. */
  prove: readonly SignInMethod[] | null
  /** The shortest password that may be chosen; `null` for an account without one. */
  passwordMinLength: number | null
  /** The house's own account, which nobody deletes. */
  demo: boolean
}

/** What `/devices` is drawn from. */
export interface DevicesView {
  now: number
  /** What came of the last form, good or bad: one sentence. */
  said: { key: TextKey; trouble: boolean } | null
  ways: Pick<SignInWays, 'local' | 'provider'>
  /** Whether passkeys work at this address. */
  passkeysHere: boolean
  /** `null` for a stranger. */
  mine: Mine | null
}
