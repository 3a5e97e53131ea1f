import { type Kysely, sql } from 'kysely'

import { forgetSeedsOf } from './applied-seeds.ts'
import { eraseAccount } from './delete-account.ts'
import type { Tables } from './tables.ts'

/** With the demo account go its bindings and sessions, and the memory that its seeds were applied. */
export async function endDemo(on: Kysely<Tables>, kept: readonly string[]): Promise<void> {
  const demo = await on
    .selectFrom('accounts')
    .select(['account_id as accountId', 'username'])
    // Written into the SQL text, because with a parameter SQLite could not use the index.
    .where('demo', '=', sql.lit(1))
    .execute()
  for (const { accountId, username } of demo) {
    if (kept.includes(username)) continue
    await eraseAccount(on, accountId)
    await forgetSeedsOf(on, username)
  }
}
