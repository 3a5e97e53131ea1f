import type { Kysely } from 'kysely'

import { sessionStands } from './standing-session.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function deleteAccount(db: Kysely<Tables>): Store['deleteAccount'] {
  return (username) =>
    db.transaction().execute(async (on) => {
      const account = await on
        .selectFrom('accounts')
        .select('account_id as accountId')
        .where('username', '=', username)
        .executeTakeFirst()
      if (account !== undefined) await eraseAccount(on, account.accountId)
      return account !== undefined
    })
}

export function deleteOwnAccount(db: Kysely<Tables>): Store['deleteOwnAccount'] {
  const stands = sessionStands(db)
  return (own) =>
    db.transaction().execute(async (on) => {
      if (!(await stands(on, own))) return null
      const { accountId } = own
      const devices = await on
        .selectFrom('bindings')
        .select('device_id as deviceId')
        .where('account_id', '=', accountId)
        .execute()
      await eraseAccount(on, accountId)
      return devices.map(({ deviceId }) => deviceId)
    })
}

/**
 * Deletes an account within a transaction; its bindings, grants, sessions, keys, places, payloads and misses go with it. That its
 * seeds were applied is remembered, or the next start would bring it back.
 */
export async function eraseAccount(on: Kysely<Tables>, accountId: string): Promise<void> {
  // Nobody is left who could win the match, so the screen need not wait for its end.
  await on
    .updateTable('link_requests')
    .set({ state: 'denied', reason: 'match_missed', payload: null })
    .where('match_account_id', '=', accountId)
    .where('state', '=', 'matching')
    .execute()
  await on
    .updateTable('link_requests')
    .set({ match_session_id: null })
    .where('match_account_id', '=', accountId)
    .execute()
  await on
    .updateTable('link_requests')
    .set({ claim_account_id: null, claim_shown: null, claim_until: null })
    .where('claim_account_id', '=', accountId)
    .execute()
  await on
    .deleteFrom('misses')
    .where('key', 'in', [`match:${accountId}`, `code:account:${accountId}`])
    .execute()
  await on.deleteFrom('accounts').where('account_id', '=', accountId).execute()
}
