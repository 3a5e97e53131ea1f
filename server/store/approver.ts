import { type Expression, type Kysely, sql } from 'kysely'

import type { Tables } from './tables.ts'

/**
 * What an approval stems from (`lineage.ts`): the session or the phone's key that gave it, whichever has this id. They
 * cannot have the same, since a key's is longer.
 */
export function lineageBehind(
  db: Kysely<Tables>,
  approver: Expression<string | null>,
): Expression<string | null> {
  const session = db
    .selectFrom('sessions')
    .select('sessions.lineage')
    .where('sessions.session_id', '=', approver)
  const key = db
    .selectFrom('phone_keys')
    .select('phone_keys.lineage')
    .where('phone_keys.key_id', '=', approver)
  return sql`coalesce((${session}), (${key}))`
}
