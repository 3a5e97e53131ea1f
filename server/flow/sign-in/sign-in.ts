import type { Credentials } from '#contract/authorize'

import { sha256 } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord } from '../../store/store.ts'
import { STRANGER_WINDOW_SECONDS, signInWait } from '../../trust/budgets.ts'
import type { Caller, Parts } from '../parts.ts'
import { tryWithin } from '../tries.ts'
import { knowsPlace } from '../whereabouts.ts'
import { isOpenTo } from './open-to.ts'
import { usernameKey } from './username.ts'

/**
 * Proves an account by its password. Unknown names cost and answer the same as wrong passwords, and are counted the
 * same, so that nobody learns who has an account here.
 */
export async function signIn(
  parts: Parts,
  { username, password }: Credentials,
  caller: Caller,
): Promise<AccountRecord | Refusal> {
  // People sign in at the operator's provider alone: no password is looked at, whoever has one from before.
  if (!parts.config.identity.local) return refuse('sign_in_failed')
  const name = usernameKey(username)
  const found = await parts.store.accountByUsername(name)
  const account = found !== null && isOpenTo(found, caller) ? found : null
  const everywhere = `sign-in:${sha256(name)}`
  const here = `${everywhere}:${caller.network.key ?? caller.network.address}`

  const known = account !== null && (await isPlaceOf(parts, account, caller))
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

async function isPlaceOf(
  parts: Parts,
  { accountId }: AccountRecord,
  { network }: Caller,
): Promise<boolean> {
  return network.key !== null && knowsPlace(parts, accountId, network.key)
}
