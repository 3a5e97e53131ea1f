import type { Credentials } from '#contract/link'

import { sha256 } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord } from '../../store/store.ts'
import { STRANGER_WINDOW_SECONDS, signInWait } from '../../trust/budgets.ts'
import type { Caller, Parts } from '../parts.ts'
import { tryWithin } from '../tries.ts'
import { isOpenTo } from './open-to.ts'
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
): Promise<AccountRecord | Refusal> {
  const name = usernameKey(username)
  const found = await parts.store.accountByUsername(name)
  const account = found !== null && isOpenTo(found, caller) ? found : null
  const everywhere = `sign-in:${sha256(name)}`
  const here = `${everywhere}:${caller.network.key ?? caller.network.address}`

  const known = account !== null && (await hasDeviceHere(parts, account, caller))
  return tryWithin(
    parts,
    [here, everywhere],
    ([missesHere = NONE, missesEverywhere = NONE], now) =>
      signInWait(missesHere, missesEverywhere, known, parts.config.budgets, now),
    async () => {
      const right = await parts.passwords.verify(account?.passwordHash ?? null, password)
      if (right === 'busy') return refuse('busy', { retryAfterSeconds: 1 })
      if (right && account !== null) {
        await parts.store.forgetMisses(here)
        return account
      }
      await parts.store.countMiss(here, STRANGER_WINDOW_SECONDS, parts.now())
      await parts.store.countMiss(everywhere, STRANGER_WINDOW_SECONDS, parts.now())
      return refuse('sign_in_failed')
    },
  )
}

const NONE = { count: 0, lastAt: 0 }

async function hasDeviceHere(
  { store }: Parts,
  { accountId }: AccountRecord,
  { network }: Caller,
): Promise<boolean> {
  return network.key !== null && store.accountHasDeviceIn(accountId, network.key)
}
