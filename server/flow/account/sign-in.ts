import type { Credentials } from '#contract/link'

import { sha256 } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord } from '../../store/store.ts'
import { STRANGER_WINDOW_SECONDS, signInWait } from '../../trust/budgets.ts'
import type { Caller, Parts } from '../parts.ts'
import { usernameKey } from './username.ts'

/** An account that has proven itself. */
export type SignedIn = Pick<AccountRecord, 'accountId' | 'username' | 'name' | 'color'>

/**
 * Proves an account by its password. Unknown names cost and answer the same as wrong passwords, and are counted the
 * same, so that nobody learns who has an account here.
 */
export async function signIn(
  parts: Parts,
  { username, password }: Credentials,
  caller: Caller,
): Promise<SignedIn | Refusal> {
  const name = usernameKey(username)
  const found = await parts.store.accountByUsername(name)
  // The demo account's password is in the README: it is for the people in this house alone.
  const account = found?.demo && caller.network.kind !== 'host_lan' ? null : found
  const everywhere = `sign-in:${sha256(name)}`
  const here = `${everywhere}:${caller.network.key ?? caller.network.address}`

  const wait = await waitBefore(parts, { here, everywhere }, account, caller)
  if (wait > 0) return refuse('too_many_attempts', { retryAfterSeconds: wait })
  return parts.underWay.run([here, everywhere], async () => {
    const right = await parts.passwords.verify(account?.passwordHash ?? null, password)
    if (right === 'busy') return refuse('busy', { retryAfterSeconds: 1 })
    if (right && account !== null) {
      await parts.store.forgetMisses(here)
      return account
    }
    await parts.store.countMiss(here, STRANGER_WINDOW_SECONDS, parts.now())
    await parts.store.countMiss(everywhere, STRANGER_WINDOW_SECONDS, parts.now())
    return refuse('sign_in_failed')
  })
}

async function waitBefore(
  parts: Parts,
  keys: { here: string; everywhere: string },
  account: AccountRecord | null,
  { network }: Caller,
): Promise<number> {
  const now = parts.now()
  const misses = await parts.store.missesOf([keys.here, keys.everywhere], now)
  const known =
    account !== null &&
    network.key !== null &&
    (await parts.store.accountHasDeviceIn(account.accountId, network.key))
  // Nothing is awaited from here to the start of the try, so that tries sent at once see each other.
  const [here, everywhere] = [keys.here, keys.everywhere].map((key, index) => {
    const { count = 0, lastAt = 0 } = misses[index] ?? {}
    const underWay = parts.underWay.count(key)
    return { count: count + underWay, lastAt: underWay > 0 ? now : lastAt }
  })
  if (here === undefined || everywhere === undefined) return 0
  return signInWait(here, everywhere, known, parts.config.budgets, now)
}
